"""会员花名册: members and the changes of their membership (domain.md 5.2, 5.3)."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from members.models import Membership, MembershipEvent
from members.operations.membership import Memberships
from members.operations.namesakes import Namesakes
from members.operations.people import Register
from members.operations.unions import Unions
from members.rules.code_lists import DOCUMENT_KINDS, EMPLOYMENT_STATUSES, MEMBERSHIP_CHANGES
from office.code_lists import EDUCATIONS, ETHNIC_GROUPS, HUKOU_TYPES, POLITICAL_STATUSES
from office.refusal import Refusal
from office.workbooks.cells import Choice, Day, IdNumber, Name, Phone, Sex, Text, YesNo
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .common import NUMBER_WORDS, UNIT_WORDS, Twice, check_units, contradictions, find_union, named

FACTS = {"ethnic": "ethnic", "political": "political", "education": "education", "hukou": "hukou", "mobile": "mobile"}


@register
class MemberRoster(Roster):
    kind = "members"
    label = _("members")
    order = 20
    priority = 80
    apart = True
    decisive = (
        frozenset({"number"}),
        frozenset({"change", "changed_on", "joined_on", "migrant", "employment", "left_kind", "status"}),
    )

    name = Column(
        "姓名", Name(), attribute="person__name", synonyms=["会员姓名", "职工姓名", "姓名全称"], required=True
    )
    sex = Column("性别", Sex(), attribute="person__sex")
    birthday = Column(
        "出生日期", Day(), attribute="person__birthday", synonyms=["出生年月", "出生时间", "生日", "出生年月日"]
    )
    ethnic = Column("民族", Choice(ETHNIC_GROUPS), attribute="person__ethnic", clears=True)
    employment = Column(
        "就业状况",
        Choice(EMPLOYMENT_STATUSES),
        attribute="employment",
        synonyms=["就业状态", "在职状态", "职工状态"],
        clears=True,
    )
    document = Column("有效证件类别", Choice(DOCUMENT_KINDS), synonyms=["证件类别", "证件类型"])
    number = Column("证件号码", IdNumber(), attribute="person__id_no", synonyms=NUMBER_WORDS, required=True)
    education = Column(
        "学历", Choice(EDUCATIONS), attribute="person__education", synonyms=["文化程度", "最高学历"], clears=True
    )
    political = Column("政治面貌", Choice(POLITICAL_STATUSES), attribute="person__political", clears=True)
    mobile = Column(
        "移动电话",
        Phone(),
        attribute="person__mobile",
        synonyms=["联系电话", "手机", "手机号", "手机号码", "联系方式", "电话"],
        clears=True,
    )
    hukou = Column(
        "户籍类型",
        Choice(HUKOU_TYPES),
        attribute="person__hukou",
        synonyms=["户口类型", "户口性质", "户籍性质"],
        clears=True,
    )
    change = Column(
        "会籍变化类型",
        Choice(MEMBERSHIP_CHANGES),
        attribute="entered_by",
        synonyms=["变化类型", "会籍变动类型", "会籍变更类型", "入会类型"],
    )
    changed_on = Column(
        "会籍变化日期",
        Day(),
        attribute="began_on",
        synonyms=[
            "变化日期",
            "变化时间",
            "会籍变动日期",
            "会籍变更日期",
            "会籍变化时间",
            "转入日期",
        ],
    )
    joined_on = Column(
        "入会日期",
        Day(),
        synonyms=["入会时间", "加入工会日期", "加入工会时间", "入会年月"],
    )
    status = Column("会员状态", Text(50), synonyms=["会籍状态"])
    unit = Column("工作单位", Text(100), attribute="union__name", synonyms=UNIT_WORDS, fill_down=True)
    migrant = Column("是否农民工", YesNo(), attribute="migrant", synonyms=["农民工", "是否为农民工", "农民工标志"])
    left_kind = Column(
        "离会类型", Choice(MEMBERSHIP_CHANGES), attribute="left_by", synonyms=["离会方式", "离会原因", "减少类型"]
    )
    left_on = Column(
        "离会日期", Day(), attribute="ended_on", synonyms=["离会时间", "退会日期", "退会时间", "转出日期", "转出时间"]
    )

    def get_queryset(self):
        events = MembershipEvent.objects.filter(membership=OuterRef("pk"))
        entered = events.filter(kind__in=MembershipEvent.ENTERING).order_by("on", "pk")
        left = events.filter(kind__in=MembershipEvent.LEAVING).order_by("-on", "-pk")
        return Membership.objects.select_related("person", "union").annotate(
            entered_by=Subquery(entered.values("kind")[:1]), left_by=Subquery(left.values("kind")[:1])
        )

    def take(self, rows: list[Row], setting: Setting) -> None:
        unions = setting.once("unions", lambda: Unions(setting.by))
        twice = setting.once("twice", Twice)
        namesakes = setting.once("namesakes", lambda: Namesakes(setting.by, setting.answers))
        for row in rows:
            if not twice.refuses(row, self._change(row)):
                contradictions(row)
        check_units(rows, unions, setting)
        numbers = [row.values["number"].number for row in rows if row.values.get("number")]
        register = Register(numbers, setting.hand, namesakes, named(rows))
        memberships = Memberships(register.people.values(), setting.hand)

        def take(row: Row) -> None:
            values, kind = row.values, self._change(row)
            union, employer = find_union(row, unions, setting)
            if self._day(values, kind) is None:
                field = "changed_on" if "changed_on" in row.names else "joined_on"
                raise Refusal(field, "required", _("Since when? The day of joining or of the change is missing."))
            person, outcome = register.put(
                name=values["name"],
                number=values["number"].number,
                union=union,
                leading=True,
                **{fact: values.get(column) for fact, column in FACTS.items()},
            )
            membership, touched = self._membership(row, memberships, person, union, employer)
            row.touched += [pair for pair in ((outcome, person), (touched, membership)) if pair[0] != "unchanged"]

        setting.take_each(rows, take)
        register.write()
        memberships.write()

    @staticmethod
    def _change(row: Row) -> str:
        return row.values.get("change") or MembershipEvent.JOINED

    def _membership(self, row: Row, memberships: Memberships, person, union, employer) -> tuple[Membership, str]:
        """Enter what the row says of one membership; Refusal as the operations raise it."""
        values, kind = row.values, self._change(row)
        on = self._day(values, kind)
        facts = {"migrant": values.get("migrant"), "employment": values.get("employment"), "employer": employer}
        entered = "unchanged"
        if kind in MembershipEvent.ENTERING:
            membership, touched = memberships.enter(person, union, kind, on, **facts)
        else:
            if values.get("joined_on"):
                # A roster that says both when somebody joined and when they left tells the whole membership.
                joined = values["joined_on"]
                _membership, entered = memberships.enter(person, union, MembershipEvent.JOINED, joined, **facts)
            if kind == MembershipEvent.KEPT:
                membership, touched = memberships.keep(person, union, on)
            else:
                membership, touched = memberships.leave(person, union, kind, on)
            touched = entered if entered != "unchanged" else touched
        if values.get("left_on") or values.get("left_kind"):
            touched = self._leave(row, memberships, person, union, touched)
        return membership, touched

    @staticmethod
    def _day(values, kind: str):
        """The day of the change; where a roster has only the day of joining, that is the day of joining."""
        changed_on = values.get("changed_on")
        return changed_on or values.get("joined_on") if kind in MembershipEvent.ENTERING else changed_on

    @staticmethod
    def _leave(row: Row, memberships: Memberships, person, union, touched: str) -> str:
        kind = row.values.get("left_kind") or MembershipEvent.RESIGNED
        if kind not in MembershipEvent.LEAVING:
            raise Refusal("left_kind", "choice.unknown", _("Leaving is 转出, 除名 or 退会."))
        if row.values.get("left_on") is None:
            raise Refusal("left_on", "required", _("The day of leaving is missing."))
        _membership, left = memberships.leave(person, union, kind, row.values["left_on"])
        return left if touched == "unchanged" else touched
