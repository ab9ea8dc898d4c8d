"""A reader of passages: an encoder that scores all turns of a passage against its people."""
