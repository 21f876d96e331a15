"""The screens of the first floor. Django's admin imports this module and finds them here."""

from . import people, records, staff, targets, unions

__all__ = ["people", "records", "staff", "targets", "unions"]
