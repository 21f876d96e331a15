"""Reports that are one table: T2, T3 and T4 for now (domain.md 6.2)."""

from .movement import MovementReport
from .roster import RosterReport
from .summary import SummaryReport

__all__ = ["MovementReport", "RosterReport", "SummaryReport"]
