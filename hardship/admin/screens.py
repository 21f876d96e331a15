"""The screens of the second floor. hardship.apps imports this module when everything is ready."""

from . import aid, calendar, households, relief, standards

__all__ = ["aid", "calendar", "households", "relief", "standards"]
