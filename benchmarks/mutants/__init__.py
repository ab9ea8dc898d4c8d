"""Whether the tests notice a wrong program: see ``__main__``."""
