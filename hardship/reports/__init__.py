"""One file, or one folder, for each report or printed form."""

from . import annual, file_form, notice, tables, visit

__all__ = ["annual", "file_form", "notice", "tables", "visit"]
