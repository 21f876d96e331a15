"""How long facts and files stand: the yearly re-examination, the keeping of closed files and their disposal (domain.md 3 and 7)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from hardship.rules.needs import Reason

RETENTION_YEARS = 10  # from the closing of the file, domain.md 7


def reexamine_by(confirmed_on: date) -> date:
    """The last day on which the facts of `confirmed_on` may stand: a file older than a year is re-proved or closed."""
    return _years_after(confirmed_on, 1)


def retention(closed_on: date, years: int = RETENTION_YEARS) -> date:
    """The last day on which a closed file must still be kept (domain.md 7)."""
    return _years_after(closed_on, years)


def objections_to_disposal(
    *, closed_on: date | None, on: date, approvals: tuple[int, ...], closed_by: int | None, years: int = RETENTION_YEARS
) -> tuple[Reason, ...]:
    """Why a file cannot be disposed of on a day: `approvals` are the keys of the staff who agreed, in order.

    Two different people must agree, and neither may be the one who closed the file: nobody makes a file vanish alone.
    """
    if closed_on is None:
        return (Reason("disposal.open", _("Only a closed file can be disposed of.")),)
    reasons = []
    if on <= retention(closed_on, years):
        reasons.append(Reason("disposal.early", _("The time for which this file must be kept has not run out.")))
    if closed_by is not None and closed_by in approvals:
        reasons.append(Reason("disposal.own", _("Whoever closed the file cannot agree to its disposal.")))
    if len(set(approvals)) < 2:
        reasons.append(Reason("disposal.two", _("Two different people must agree to the disposal.")))
    return tuple(reasons)


def _years_after(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes 1 March, so that nothing runs out a day early."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
