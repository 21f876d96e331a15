"""One file, or one folder, for each report or printed form."""

from . import annual, application, cover, file_form, notice, relief_history, sign_for, tables, visit, voucher

__all__ = [
    "annual",
    "application",
    "cover",
    "file_form",
    "notice",
    "relief_history",
    "sign_for",
    "tables",
    "visit",
    "voucher",
]
