"""The mean opinion (1 to 5) that Distill-MOS predicts: ``python benchmarks/quality.py``.

Reads the path of a WAV file (16-bit mono at 16 kHz) from each line of standard input, and writes
a line "score 4.512" for it. It imports nothing of the project, so that any Python runs it which
has ``distillmos`` and ``torch``.
"""

import sys
import wave


def main() -> None:
    """Score files until the input ends."""
    import distillmos  # type: ignore[import-not-found]  # noqa: PLC0415 - need not be installed
    import numpy as np  # noqa: PLC0415
    import torch  # noqa: PLC0415

    torch.set_num_threads(1)
    model = distillmos.ConvTransformerSQAModel()
    model.eval()
    for line in sys.stdin:
        with wave.open(line.rstrip("\n")) as file:
            pcm = np.frombuffer(file.readframes(file.getnframes()), "<i2")
        heard = torch.from_numpy(pcm.astype(np.float32) / 32768).reshape(1, -1)
        with torch.no_grad():
            score = float(model(heard))
        print(f"score {score:.4f}", flush=True)


if __name__ == "__main__":
    main()
