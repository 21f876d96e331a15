"""T1, the year's account for the city federation (domain.md 6.2, 9.5)."""

from .report import AnnualReport

__all__ = ["AnnualReport"]
