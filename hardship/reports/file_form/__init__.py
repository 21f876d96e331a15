"""困难职工档案表 and 困难职工帮扶申请和审批表: the two sides of one sheet of A4 (domain.md 1; shared/prints file-form)."""

from .report import FileFormReport

__all__ = ["FileFormReport"]
