"""A language model as second reader of who speaks: script + guidance -> script."""

from audiobook.attribute.llm.reader import LanguageModelAttributor

__all__ = ["LanguageModelAttributor"]
