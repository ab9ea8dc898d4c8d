"""A book that is open: its state, every change of it, its sound, and its making."""
