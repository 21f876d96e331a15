"""Django looks for models here; they live in the rooms they serve."""

from .jobs.models import Job
from .numbering import Counter
from .special_days import SpecialDay
from .trail.models import Entry, Head
from .workbooks.models import Answer, LearnedHeading, Run, RunRow, Upload, Workbook

__all__ = [
    "Answer",
    "Counter",
    "Entry",
    "Head",
    "Job",
    "LearnedHeading",
    "Run",
    "RunRow",
    "SpecialDay",
    "Upload",
    "Workbook",
]
