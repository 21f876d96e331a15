"""One file, or one folder, for each report or printed form."""

from . import annual, file_form, tables

__all__ = ["annual", "file_form", "tables"]
