"""A finished book -> descriptions of it for library servers, feeds and players."""
