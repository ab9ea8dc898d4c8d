"""Speed, memory and accuracy: commands that print tables."""
