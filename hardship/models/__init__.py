from .assessment import Assessment
from .attachment import Attachment, Consent
from .bank import BankAnswer, BankFile, BankLine, BankProfile
from .cap import Cap
from .form import FileForm, MemberForm
from .fund import BudgetEntry, BudgetLine, Fund
from .goods import GoodsReceipt, Kit, StockCount, StockCountLine
from .household import Completion, Household, HouseholdMember
from .likeness import Likeness
from .living import Assets, ExpenseLine, IncomeLine
from .notice import Notice, NoticeLine, Objection
from .referral import Referral, ReferralStep
from .regular import RegularAid, RegularFailure, RegularList, RegularMonth, RegularRound
from .relief import ReliefLine, ReliefList
from .relief_facts import ListStep, Schooling, Treatment
from .standard import Standard
from .step import Disposal, Recusal, Step
from .visit import Visit

__all__ = [
    "Assessment", "Assets", "Attachment", "BankAnswer", "BankFile", "BankLine", "BankProfile", "BudgetEntry",
    "BudgetLine", "Cap", "Completion", "Consent", "Disposal", "ExpenseLine", "FileForm", "Fund", "GoodsReceipt",
    "Household", "HouseholdMember", "IncomeLine", "Kit", "Likeness", "ListStep", "MemberForm", "Notice", "NoticeLine",
    "Objection", "Recusal", "Referral", "ReferralStep", "RegularAid", "RegularFailure", "RegularList", "RegularMonth",
    "RegularRound", "ReliefLine", "ReliefList", "Schooling", "Standard", "Step", "StockCount", "StockCountLine",
    "Treatment", "Visit",
]  # fmt: skip
