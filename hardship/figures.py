"""Every figure about files and relief, defined once (design.md 5). Money, goods, regular aid and the city's aid never add up."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hardship.models import Completion, Referral, RegularMonth, ReliefLine
from hardship.movement import closed_with, in_force_with, opened_with
from office.reporting.figures import Column, Count, Distinct, Figure, Total, register

LINE_COLUMNS = (
    Column(_("Payee"), "payee__name"),
    Column(_("ID number"), "payee__masked_id"),
    Column(_("File"), "household__file_no"),
    Column(_("Union"), "union__name"),
    Column(_("List"), "list__name"),
    Column(_("Fund"), "list__fund"),
    Column(_("Day of payment"), "paid_on"),
    Column(_("Amount, 元"), "amount"),
)
GOODS_COLUMNS = (
    Column(_("Payee"), "payee__name"),
    Column(_("ID number"), "payee__masked_id"),
    Column(_("File"), "household__file_no"),
    Column(_("Union"), "union__name"),
    Column(_("Goods"), "goods"),
    Column(_("Day of issue"), "paid_on"),
    Column(_("Parcels"), "quantity"),
    Column(_("Price a parcel, 元"), "unit_price"),
    Column(_("Value, 元"), "amount"),
)
REGULAR_COLUMNS = (
    Column(_("Person"), "aid__person__name"),
    Column(_("ID number"), "aid__person__masked_id"),
    Column(_("Union"), "aid__union__name"),
    Column(_("Month"), "month"),
    Column(_("Amount, 元"), "amount"),
)
CITY_COLUMNS = (
    Column(_("Applicant"), "person__name"),
    Column(_("ID number"), "person__masked_id"),
    Column(_("Union"), "union__name"),
    Column(_("Kind of aid"), "get_kind_display"),
    Column(_("Reason"), "reason"),
    Column(_("Asked, 元"), "asked"),
    Column(_("Paid by the city on"), "paid_on"),
    Column(_("Granted, 元"), "granted"),
)
FILE_COLUMNS = (
    Column(_("File number"), "file_no"),
    Column(_("Head"), "head__name"),
    Column(_("ID number"), "head__masked_id"),
    Column(_("Union"), "union__name"),
    Column(_("Opened"), "opened_on"),
    Column(_("Closed"), "closed_on"),
    Column(_("State"), "get_state_display"),
)
COMPLETION_COLUMNS = (
    Column(_("File number"), "household__file_no"),
    Column(_("Head"), "household__head__name"),
    Column(_("ID number"), "household__head__masked_id"),
    Column(_("Union"), "household__union__name"),
    Column(_("Opened"), "household__opened_on"),
    Column(_("Completed"), "on"),
)


def _cash(union, period):
    return ReliefLine.objects.within(union).cash().paid_in(period)


def _cash_standing(union, period):
    return ReliefLine.objects.within(union).cash().standing_in(period)


def _goods(union, period):
    return ReliefLine.objects.within(union).goods().paid_in(period)


def _goods_standing(union, period):
    return ReliefLine.objects.within(union).goods().standing_in(period)


def _regular(union, period):
    return RegularMonth.objects.within(union).paid_in(period)


def _city(union, period):
    return Referral.objects.within(union).paid_in(period)


def _completed(union, period):
    days = (period.start, period.end)
    return Completion.objects.within(union).filter(on__range=days).exclude(household__opened_on__range=days)


_LINE = {"columns": LINE_COLUMNS, "related": ("payee", "household", "union", "list__fund")}
_GOODS = {"columns": GOODS_COLUMNS, "related": ("payee", "household", "union", "list")}
_REGULAR = {"columns": REGULAR_COLUMNS, "related": ("aid__person", "aid__union")}
_CITY = {"columns": CITY_COLUMNS, "related": ("person", "union")}
_FILE = {"columns": FILE_COLUMNS, "related": ("head", "union")}

register(
    [
        Figure(
            code="cash.households",
            label=_("Households given relief money"),
            unit=pgettext_lazy("unit", "households"),
            words=("发放救济款户数", "救济款户数", "救助困难职工家庭"),
            definition=_("Different households with a line of relief money paid in the period. Goods are not counted."),
            records=_cash_standing,
            measure=Distinct("household"),
            **_LINE,
        ),
        Figure(
            code="cash.payments",
            label=_("Payments of relief money"),
            unit=pgettext_lazy("unit", "payments"),
            definition=_("Lines of relief money paid in the period; a household paid twice counts twice."),
            records=_cash_standing,
            measure=Count(),
            **_LINE,
        ),
        Figure(
            code="cash.amount",
            label=_("Relief money"),
            unit=pgettext_lazy("unit", "yuan"),
            words=("发放救济款", "发放救济款金额", "救济款金额"),
            definition=_(
                "The sum of relief money paid in the period. Goods, regular aid and the city's money are not part of it."
            ),
            records=_cash,
            measure=Total("amount"),
            **_LINE,
        ),
        Figure(
            code="goods.kits",
            label=_("Parcels of goods"),
            unit=pgettext_lazy("unit", "parcels"),
            words=("发放救助物资", "救助物资份数"),
            definition=_("Parcels of relief goods handed out in the period."),
            records=_goods,
            measure=Total("quantity", is_money=False),
            **_GOODS,
        ),
        Figure(
            code="goods.households",
            label=_("Households given goods"),
            unit=pgettext_lazy("unit", "households"),
            definition=_("Different households that were handed relief goods in the period."),
            records=_goods_standing,
            measure=Distinct("household"),
            **_GOODS,
        ),
        Figure(
            code="goods.value",
            label=_("Value of goods"),
            unit=pgettext_lazy("unit", "yuan"),
            definition=_("Parcels times their price at purchase, for goods handed out in the period."),
            records=_goods,
            measure=Total("amount"),
            **_GOODS,
        ),
        Figure(
            code="regular.people",
            label=_("People on regular aid"),
            unit=pgettext_lazy("unit", "people"),
            words=("定期救助人数", "定期救助特困职工", "定期救助"),
            definition=_("Different people with a month of regular aid paid for the period."),
            records=_regular,
            measure=Distinct("aid__person"),
            **_REGULAR,
        ),
        Figure(
            code="regular.amount",
            label=_("Regular aid"),
            unit=pgettext_lazy("unit", "yuan"),
            definition=_("The sum of the months of regular aid that lie in the period."),
            records=_regular,
            measure=Total("amount"),
            **_REGULAR,
        ),
        Figure(
            code="city.households",
            label=_("Households helped by the city"),
            unit=pgettext_lazy("unit", "households"),
            definition=_("Different households whose application the city federation granted and paid in the period."),
            records=_city,
            measure=Distinct("household"),
            **_CITY,
        ),
        Figure(
            code="city.amount",
            label=_("Aid paid by the city"),
            unit=pgettext_lazy("unit", "yuan"),
            definition=_(
                "What the city federation granted and paid in the period. It is not part of the office's own relief."
            ),
            records=_city,
            measure=Total("granted"),
            **_CITY,
        ),
        *(
            figure
            for kind, households, amount in [
                (Referral.Kind.LIVING, _("Households given temporary living aid"), _("Temporary living aid")),
                (Referral.Kind.MEDICAL, _("Households given medical aid"), _("Medical aid")),
            ]
            for figure in [
                Figure(
                    code=f"city.{kind.value}.households",
                    label=households,
                    unit=pgettext_lazy("unit", "households"),
                    definition=_("Of the households helped by the city, those given this kind of aid."),
                    records=lambda union, period, kind=kind: _city(union, period).filter(kind=kind),
                    measure=Distinct("household"),
                    **_CITY,
                ),
                Figure(
                    code=f"city.{kind.value}.amount",
                    label=amount,
                    unit=pgettext_lazy("unit", "yuan"),
                    definition=_("Of the aid paid by the city, the part given as this kind."),
                    records=lambda union, period, kind=kind: _city(union, period).filter(kind=kind),
                    measure=Total("granted"),
                    **_CITY,
                ),
            ]
        ),
        Figure(
            code="files.opening",
            label=_("Files at the beginning"),
            unit=pgettext_lazy("unit", "files"),
            definition=_("Files in force on the evening before the period."),
            records=lambda union, period: in_force_with(union, period.start - timedelta(days=1)),
            measure=Count(),
            **_FILE,
        ),
        Figure(
            code="files.opened",
            label=_("Files opened"),
            unit=pgettext_lazy("unit", "files"),
            words=("新建困难职工档案", "新建档案"),
            definition=_("Files opened in the period, those closed again included."),
            records=opened_with,
            measure=Count(),
            **_FILE,
        ),
        Figure(
            code="files.completed",
            label=_("Files completed"),
            unit=pgettext_lazy("unit", "files"),
            words=("完善困难职工档案", "完善档案"),
            definition=_("Files gone through again and completed in the period that were not opened in it."),
            records=_completed,
            measure=Distinct("household"),
            columns=COMPLETION_COLUMNS,
            related=("household__head", "household__union"),
        ),
        Figure(
            code="files.closed",
            label=_("Files closed"),
            unit=pgettext_lazy("unit", "files"),
            definition=_("Files closed in the period. Applications that were refused never were files."),
            records=closed_with,
            measure=Count(),
            **_FILE,
        ),
        Figure(
            code="files.closing",
            label=_("Files in force"),
            unit=pgettext_lazy("unit", "files"),
            definition=_(
                "Files in force at the end of the period: those at the beginning, opened and moved here, less those closed "
                "and moved away."
            ),
            records=lambda union, period: in_force_with(union, period.end),
            measure=Count(),
            **_FILE,
        ),
    ]
)
