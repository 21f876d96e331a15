"""Files on their way: returned by a higher level, and on public notice."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from hardship.rules.lifecycle import States
from office.calendar import add_working_days

from .latest import moves, notices, of_latest
from .worklist import Files, Sight

ENDING_DAYS = 3  # working days


def returned(files: Files, sight: Sight) -> Files:
    return files.filter(state=States.RETURNED)


def tell_return(files: Files, sight: Sight) -> Files:
    last = moves()
    return files.annotate(
        returned_on=of_latest(last, "on"),
        returned_by=of_latest(last, "by__name"),
        returned_from=of_latest(last, "union__name"),
        opinion=of_latest(last, "opinion"),
    )


def why_returned(file: Any, sight: Sight) -> str:
    """Who sent it back, when, and what is to be put right, in their words."""
    if file.returned_on is None:
        return _("Returned for correction")
    who = " ".join(filter(None, [file.returned_from, file.returned_by])) or _("the server")
    facts = {"who": who, "day": file.returned_on, "opinion": file.opinion}
    if not file.opinion:
        return _("Returned on %(day)s by %(who)s") % facts
    return _("Returned on %(day)s by %(who)s: %(opinion)s") % facts


def on_notice(files: Files, sight: Sight) -> Files:
    return files.filter(state=States.IN_NOTICE)


def ending(files: Files, sight: Sight) -> Files:
    """On notices that end within three working days or have ended, so that the next step can be prepared."""
    last_day = add_working_days(sight.day, ENDING_DAYS, sight.special)
    return (
        on_notice(files, sight)
        .alias(notice_end=of_latest(notices(), "notice__ends_on"))
        .filter(notice_end__lte=last_day)
    )


def tell_notice(files: Files, sight: Sight) -> Files:
    return files.annotate(
        posted_on=of_latest(notices(), "notice__posted_on"),
        ends_on=of_latest(notices(), "notice__ends_on"),
        notice_title=of_latest(notices(), "notice__title"),
    )


def why_on_notice(file: Any, sight: Sight) -> str:
    if file.ends_on is None:
        return _("On public notice; its last day is not known")
    facts = {"posted": file.posted_on, "ends": file.ends_on}
    if file.ends_on < sight.day:
        return _("The notice ended on %(ends)s: the next step can be taken") % facts
    if file.ends_on == sight.day:
        return _("The notice ends today: from tomorrow on the next step can be taken") % facts
    return _("On public notice from %(posted)s up to %(ends)s") % facts
