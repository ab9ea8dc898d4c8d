"""Style sheets -> marks on a page: what nobody sees, what is a paragraph, what text they add."""

from audiobook.readers.css.marking import mark_styles
from audiobook.readers.css.sheets import SheetFiles, Sheets, linked_sheets

__all__ = ["SheetFiles", "Sheets", "linked_sheets", "mark_styles"]
