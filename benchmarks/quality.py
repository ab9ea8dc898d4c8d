"""The mean opinion (1 to 5) that Distill-MOS predicts: ``python benchmarks/quality.py WAV ...``.

Prints a JSON list. It imports nothing of the project, so that any Python runs it which has
``distillmos`` and ``torch``. The files are 16-bit mono WAV at 16 kHz.
"""

import json
import sys
import wave
from collections.abc import Sequence


def main(paths: Sequence[str]) -> None:
    """Print the scores."""
    import distillmos  # type: ignore[import-not-found]  # noqa: PLC0415 - need not be installed
    import numpy as np  # noqa: PLC0415
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    model = distillmos.ConvTransformerSQAModel()
    model.eval()
    scores = []
    for path in paths:
        with wave.open(path) as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        heard = torch.from_numpy(pcm.astype(np.float32) / 32768).reshape(1, -1)
        with torch.no_grad():
            scores.append(float(model(heard)))
    # The package prints lines of its own before.
    print(json.dumps(scores))


if __name__ == "__main__":
    main(sys.argv[1:])
