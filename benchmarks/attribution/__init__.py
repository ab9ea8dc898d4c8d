"""How often the right person speaks, measured on annotated novels in an optional data folder."""
