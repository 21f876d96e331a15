"""Django looks for models here; they live in the rooms they serve."""

from .jobs.models import Job
from .numbering import Counter
from .trail.models import Entry, Head
from .workbooks.models import Run, RunRow

__all__ = ["Counter", "Entry", "Head", "Job", "Run", "RunRow"]
