"""The screens of the second floor. hardship.apps imports this module when everything is ready."""

from . import aid, households, relief

__all__ = ["aid", "households", "relief"]
