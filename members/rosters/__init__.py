"""The workbooks about unions and members."""

from . import members, targets, unions

__all__ = ["members", "targets", "unions"]
