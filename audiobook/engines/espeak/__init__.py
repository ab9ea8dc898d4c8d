"""Words and properties -> a WAV file, by eSpeak NG in a helper process.

The door exports nothing: the helper runs a module of this room, and should load no more than it
needs to speak.
"""
