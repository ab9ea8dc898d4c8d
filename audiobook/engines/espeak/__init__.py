"""eSpeak NG in a helper process: requests -> sound."""
