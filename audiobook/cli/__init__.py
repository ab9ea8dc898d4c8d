"""The command line: arguments -> one verb -> what is printed, and the exit status."""
