"""AAC of a voice, against the same sound lossless: the encoder adds no clicks."""

import numpy as np
import pytest
from audiobook.sound.aac import PRIMING
from checking import make, samples

STORY = """\
One

He looked down. "I do not know what you mean," said Anna, and she walked around the old barn in the meadow.

A dull gray morning dawned above the river, and nobody in the town stirred. The ground was hard, and the wind cold.

"You are a good man, John," he said. "A very good man. I have known you for years, and I never found you wanting."
"""
FLAGS = {"engine": "pyttsx3", "attributor": "rules", "profile": "acx", "formats": ["flac", "m4a"]}


@pytest.mark.slow
def test_between_the_pulses_of_a_voice_nothing_is_added(tmp_path):
    folder = make(tmp_path, STORY, **FLAGS)
    (whole, rate), (coded, coded_rate) = (
        samples(next(folder.glob(f"01*.{name}"))) for name in ("flac", "m4a")
    )
    assert rate == coded_rate == 44_100
    length = min(len(whole), len(coded))
    assert len(whole) > 20 * rate
    assert abs(len(coded) - len(whole)) <= 2 * PRIMING
    added = (coded[:length].astype(float) - whole[:length]) / 32768
    assert np.abs(added).max() < 0.01
    assert (
        np.abs(np.diff(added, 3)).max() < 0.01
    )  # with noise shaping 0.04 on these lines, 0.2 in a long book
