"""Words and a voice -> sound, by a server that speaks the protocol of OpenAI's speech."""
