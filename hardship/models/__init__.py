from .assessment import Assessment
from .attachment import Attachment, Consent
from .form import FileForm, MemberForm
from .household import Completion, Household, HouseholdMember
from .likeness import Likeness
from .living import Assets, ExpenseLine, IncomeLine
from .notice import Notice, NoticeLine, Objection
from .referral import Referral
from .regular import RegularAid, RegularMonth
from .relief import Fund, ReliefLine, ReliefList
from .standard import Standard
from .step import Disposal, Recusal, Step
from .visit import Visit

__all__ = [
    "Assessment",
    "Assets",
    "Attachment",
    "Completion",
    "Consent",
    "Disposal",
    "ExpenseLine",
    "FileForm",
    "Fund",
    "Household",
    "HouseholdMember",
    "IncomeLine",
    "Likeness",
    "MemberForm",
    "Notice",
    "NoticeLine",
    "Objection",
    "Recusal",
    "Referral",
    "RegularAid",
    "RegularMonth",
    "ReliefLine",
    "ReliefList",
    "Standard",
    "Step",
    "Visit",
]  # fmt: skip
