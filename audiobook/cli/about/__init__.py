"""The verbs that tell of the program itself: help, completion, man pages."""
