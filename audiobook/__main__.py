"""``python -m audiobook``."""

from audiobook.cli.start import main

main()
