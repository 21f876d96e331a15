"""The workbooks about files and relief."""

from . import cash, family, goods, households, referrals, regular

__all__ = ["cash", "family", "goods", "households", "referrals", "regular"]
