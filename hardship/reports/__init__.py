"""One file, or one folder, for each report or printed form."""

from . import annual

__all__ = ["annual"]
