"""The voices of Windows and macOS in a child process: requests -> sound."""
