"""What the command line takes, and the settings among it."""
