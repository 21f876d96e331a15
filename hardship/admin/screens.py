"""The screens of the second floor. hardship.apps imports this module when everything is ready."""

from . import aid, bank, calendar, caps, funds, goods, households, relief, standards

__all__ = ["aid", "bank", "calendar", "caps", "funds", "goods", "households", "relief", "standards"]
