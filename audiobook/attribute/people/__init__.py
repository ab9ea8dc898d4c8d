"""Text -> who is who: the people of a book, their names, nicknames and genders."""
