"""Words and a voice -> sound, by the voices that come with Windows and macOS.

The door exports nothing: a process for each line runs a module of this room, and should load no
more than it needs to speak.
"""
