"""A finished book -> the words that a speech recogniser misses in it."""
