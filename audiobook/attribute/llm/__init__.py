"""Script and guidance in, the script with its speakers out: by a language model, a second reader.

Nothing is contacted unless the user names the address. Unlike other attributors this one is not
pure: it asks a server, from threads of its own, and keeps the answers on disk.
"""

from audiobook.attribute.llm.reader import LanguageModelAttributor

__all__ = ["LanguageModelAttributor"]
