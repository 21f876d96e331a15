"""Whom a step waits for, by the right that it asks for."""

from django.utils.translation import gettext_lazy as _

from hardship.operations import regular_months
from hardship.rules import list_steps, referrals

WAITS_FOR = {
    **dict.fromkeys((list_steps.ENTER, referrals.ENTER, regular_months.ENTER), _("It waits for a clerk.")),
    list_steps.DECIDE: _("It waits for an officer."),
    list_steps.PAY: _("It waits for the cashier."),
}
