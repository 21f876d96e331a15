"""Every figure about unions, members and committees, defined once (design.md 5)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import Committee, Membership, MembershipEvent, Union
from office.reporting.figures import Column, Count, Distinct, Figure, register

UNION_COLUMNS = (
    Column(_("Union code"), "code"),
    Column(_("Union"), "name"),
    Column(_("Kind"), "get_kind_display"),
    Column(_("Founded"), "founded_on"),
)
EVENT_COLUMNS = (
    Column(_("Member"), "membership__person__name"),
    Column(_("ID number"), "membership__person__masked_id"),
    Column(_("Union"), "membership__union__name"),
    Column(_("Change of membership"), "get_kind_display"),
    Column(_("Day"), "on"),
    Column(_("Migrant worker"), "membership__migrant"),
)
MEMBERSHIP_COLUMNS = (
    Column(_("Member"), "person__name"),
    Column(_("ID number"), "person__masked_id"),
    Column(_("Union"), "union__name"),
    Column(_("Member since"), "began_on"),
    Column(_("Migrant worker"), "migrant"),
)
COMMITTEE_COLUMNS = (
    Column(_("Employer"), "employer__name"),
    Column(_("Union"), "employer__union__name"),
    Column(_("Founded"), "founded_on"),
)


def _events(union, period, *kinds):
    return MembershipEvent.objects.within(union).within_period(period).filter(kind__in=kinds)


register(
    [
        Figure(
            code="unions.founded",
            label=_("Unions founded"),
            unit=pgettext_lazy("unit", "unions"),
            words=("新建工会组织", "新建工会", "组建工会", "新建工会数", "新建基层工会", "建会数"),
            definition=_(
                "Grass-roots unions founded in the period, those closed again included; "
                "the office and the city federation are not counted."
            ),
            records=lambda union, period: (
                Union.objects.within(union).grassroots().filter(founded_on__range=(period.start, period.end))
            ),
            measure=Count(),
            columns=UNION_COLUMNS,
        ),
        Figure(
            code="unions.total",
            label=_("Unions"),
            unit=pgettext_lazy("unit", "unions"),
            definition=_(
                "Grass-roots unions existing at the end of the period; the office and the city federation are not counted."
            ),
            records=lambda union, period: Union.objects.within(union).grassroots().existing_on(period.end),
            measure=Count(),
            columns=UNION_COLUMNS,
        ),
        Figure(
            code="members.joined",
            label=_("Members joined"),
            unit=pgettext_lazy("unit", "members"),
            words=("发展会员", "新发展会员", "发展工会会员", "新增会员"),
            definition=_("Joined (入会) in the period. Members transferred in from another union are not counted."),
            records=lambda union, period: _events(union, period, MembershipEvent.JOINED),
            measure=Count(),
            columns=EVENT_COLUMNS,
            related=("membership__person", "membership__union"),
        ),
        Figure(
            code="members.joined.migrant",
            label=_("of whom migrant workers"),
            unit=pgettext_lazy("unit", "members"),
            words=("其中农民工会员", "农民工会员", "发展农民工会员", "其中农民工", "其中农民工会员数"),
            definition=_("Those among the members joined in the period who were migrant workers when they joined."),
            records=lambda union, period: _events(union, period, MembershipEvent.JOINED).filter(
                membership__migrant=True
            ),
            measure=Count(),
            columns=EVENT_COLUMNS,
            related=("membership__person", "membership__union"),
        ),
        Figure(
            code="members.transferred_in",
            label=_("Members transferred in"),
            unit=pgettext_lazy("unit", "members"),
            definition=_("Transferred in (转入) from another union in the period."),
            records=lambda union, period: _events(union, period, MembershipEvent.TRANSFERRED_IN),
            measure=Count(),
            columns=EVENT_COLUMNS,
            related=("membership__person", "membership__union"),
        ),
        Figure(
            code="members.left",
            label=_("Members left"),
            unit=pgettext_lazy("unit", "members"),
            definition=_("Transferred out, expelled or resigned in the period."),
            records=lambda union, period: _events(union, period, *MembershipEvent.LEAVING),
            measure=Count(),
            columns=EVENT_COLUMNS,
            related=("membership__person", "membership__union"),
        ),
        Figure(
            code="members.closing",
            label=_("Members at the end"),
            unit=pgettext_lazy("unit", "members"),
            definition=_("Open memberships at the end of the period, however they began."),
            records=lambda union, period: Membership.objects.within(union).open_on(period.end),
            measure=Count(),
            columns=MEMBERSHIP_COLUMNS,
            related=("person", "union"),
        ),
        Figure(
            code="committees.founded",
            label=_("Employers that set up a mediation committee"),
            unit=pgettext_lazy("unit", "employers"),
            words=(
                "建立劳动人事争议基层调解委员会的企业",
                "建立调解委员会的企业",
                "建立调解委员会",
                "建立劳动争议调解委员会",
                "组建调解委员会",
            ),
            definition=_("Employers whose labour-dispute mediation committee was founded in the period."),
            records=lambda union, period: Committee.objects.within(union).filter(
                founded_on__range=(period.start, period.end)
            ),
            measure=Distinct("employer"),
            columns=COMMITTEE_COLUMNS,
            related=("employer__union",),
        ),
        Figure(
            code="committees.total",
            label=_("Employers with a mediation committee"),
            unit=pgettext_lazy("unit", "employers"),
            definition=_("Employers with a labour-dispute mediation committee at the end of the period."),
            records=lambda union, period: Committee.objects.within(union).existing_on(period.end),
            measure=Distinct("employer"),
            columns=COMMITTEE_COLUMNS,
            related=("employer__union",),
        ),
    ]
)
