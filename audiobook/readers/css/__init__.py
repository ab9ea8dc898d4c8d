"""Style sheets (CSS) -> marks on the elements of a page: what nobody sees, what is a
paragraph of its own, and what text a sheet puts around it.
"""

from audiobook.readers.css.files import SheetFiles, linked_sheets
from audiobook.readers.css.marking import mark_styles
from audiobook.readers.css.sheets import Sheets

__all__ = ["SheetFiles", "Sheets", "linked_sheets", "mark_styles"]
