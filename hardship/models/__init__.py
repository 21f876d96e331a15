from .assessment import Assessment
from .household import Completion, Household, HouseholdMember
from .referral import Referral
from .regular import RegularAid, RegularMonth
from .relief import Fund, ReliefLine, ReliefList

__all__ = [
    "Assessment", "Completion", "Fund", "Household", "HouseholdMember",
    "Referral", "RegularAid", "RegularMonth", "ReliefLine", "ReliefList",
]  # fmt: skip
