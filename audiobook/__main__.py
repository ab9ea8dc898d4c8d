"""``python -m audiobook``."""

from audiobook.start import main

main()
