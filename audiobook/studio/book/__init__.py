"""A book in the studio: what follows from the user's files, who speaks, what was changed."""
