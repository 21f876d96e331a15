"""Reports that are one table, some with more under it (domain.md 6.2)."""

from .double_aid import DoubleAidReport
from .festival import FestivalReport
from .funds import FundsReport
from .movement import MovementReport
from .referrals import ReferralsReport
from .regular import RegularReport
from .roster import RosterReport
from .school import SchoolReport
from .summary import SummaryReport

__all__ = [
    "DoubleAidReport", "FestivalReport", "FundsReport", "MovementReport", "ReferralsReport", "RegularReport", "RosterReport",
    "SchoolReport", "SummaryReport",
]  # fmt: skip
