"""Book -> Script: what is narration, dialogue, thought, heading or break, sentence by sentence."""
