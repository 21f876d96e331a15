"""困难职工档案花名册: household files with their assessment as stated (domain.md 1.2, 6.2 T3)."""

from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import Assessment, Completion, Household
from hardship.operations.files import Files
from hardship.operations.form_check import led_elsewhere
from hardship.rules.code_lists import CATEGORIES, CAUSES, CLOSING_REASONS, HOUSINGS
from hardship.rules.family import WRITE_THE_NAME
from members.operations.unions import Unions
from members.rosters.common import NUMBER_WORDS, UNIT_WORDS, Twice, check_units, contradictions, find_union
from office.code_lists import ETHNIC_GROUPS, HEALTHS, HUKOU_TYPES, MARITAL_STATUSES, POLITICAL_STATUSES
from office.workbooks.cells import Card, Choice, Day, Decimals, IdNumber, Money, Name, Sex, Text, WholeNumber
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .cells import ContactPhone
from .common import look_for_duplicates, register_of, unless_cleared

FILE_FACTS = (
    "marital",
    "hukou",
    "health",
    "housing",
    "floor_area",
    "phone",
    "address",
    "bank",
    "note",
    "closing_reason",
)
STATED = ("category", "cause", "family_size", "income_month", "income_year")


@register
class HouseholdRoster(Roster):
    kind = "households"
    label = _("household files")
    order = 30
    priority = 90
    apart = True
    decisive = (
        frozenset({"number"}),
        frozenset(
            {"category", "cause", "file_no", "opened_on", "income_year", "per_capita", "per_capita_year", "family_size"}
        ),
    )
    totals = {"name": _("households"), "family_size": _("people")}
    form_needed = ("name", "number")

    file_no = Column(
        "档案编号",
        Text(30),
        attribute="file_no",
        synonyms=["职工编号", "编号", "档案号", "困难职工编号", "困难档案编号"],
    )
    name = Column(
        "姓名",
        Name(),
        attribute="head__name",
        synonyms=["职工姓名", "户主姓名", "申请人", "困难职工姓名", "户主", "职工本人姓名", "本人姓名", "困难职工"],
        required=WRITE_THE_NAME,
    )
    sex = Column("性别", Sex(), attribute="head__sex")
    birthday = Column(
        "出生日期", Day(), attribute="head__birthday", synonyms=["出生年月", "出生时间", "生日", "出生年月日"]
    )
    ethnic = Column("民族", Choice(ETHNIC_GROUPS), attribute="head__ethnic", clears=True)
    number = Column(
        "身份证号",
        IdNumber(),
        attribute="head__id_no",
        synonyms=[*NUMBER_WORDS, "户主身份证号", "户主身份证号码", "职工身份证号"],
        required=True,
    )
    political = Column("政治面貌", Choice(POLITICAL_STATUSES), attribute="head__political", clears=True)
    unit = Column("工作单位", Text(100), attribute="union__name", synonyms=UNIT_WORDS, fill_down=True)
    phone = Column(
        "联系电话",
        ContactPhone(),
        attribute="phone",
        synonyms=["手机号码", "手机", "移动电话", "联系方式", "电话", "手机号", "电话号码", "联系手机"],
        clears=True,
    )
    address = Column(
        "家庭住址",
        Text(200),
        attribute="address",
        synonyms=["家庭地址", "住址", "现居地址", "居住地址", "现住址", "家庭详细住址"],
        clears=True,
    )
    hukou = Column(
        "户口类型", Choice(HUKOU_TYPES), attribute="hukou", synonyms=["户籍类型", "户口性质", "户口"], clears=True
    )
    marital = Column(
        "婚姻状况", Choice(MARITAL_STATUSES), attribute="marital", synonyms=["婚姻状态", "婚姻", "婚否"], clears=True
    )
    health = Column(
        "健康状况", Choice(HEALTHS), attribute="health", synonyms=["身体状况", "健康状态", "健康情况"], clears=True
    )
    housing = Column("住房类型", Choice(HOUSINGS), attribute="housing", synonyms=["住房情况", "住房性质"], clears=True)
    floor_area = Column(
        "建筑面积", Decimals(), attribute="floor_area", synonyms=["住房面积", "面积", "住房建筑面积"], clears=True
    )
    family_size = Column(
        "家庭人口",
        WholeNumber(1, 30, code="family_size.range"),
        attribute="size",
        synonyms=["家庭人数", "人口数", "家庭人口数", "人口", "家庭人员数"],
    )
    income_month = Column(
        "本人月收入",
        Money(nothing_is_zero=True),
        attribute="income",
        synonyms=["本人月平均收入", "月收入", "个人月收入", "月均收入", "工资", "本人月均收入", "月工资", "本人收入"],
        clears=True,
    )
    income_year = Column(
        "家庭年收入",
        Money(nothing_is_zero=True),
        attribute="income_year",
        synonyms=["家庭年度总收入", "年总收入", "家庭收入", "家庭年总收入", "家庭总收入", "全家年收入"],
        clears=True,
    )
    per_capita = Column(
        "家庭月人均收入",
        Money(nothing_is_zero=True),
        attribute="per_capita_income",
        synonyms=["月人均收入", "人均月收入", "家庭人均月收入", "人均收入", "月人均"],
        clears=True,
    )
    per_capita_year = Column(
        "家庭年人均收入", Money(nothing_is_zero=True), synonyms=["年人均收入", "人均年收入", "家庭人均年收入"]
    )
    category = Column(
        "困难类别",
        Choice(CATEGORIES),
        attribute="category",
        synonyms=["困难标准", "困难等级", "困难类型", "帮扶类别", "困难程度", "困难户类别", "困难职工类别", "档案类别"],
    )
    cause = Column(
        "主要致困原因",
        Choice(CAUSES),
        attribute="cause",
        synonyms=["致困主要原因", "致困原因", "困难原因", "主要困难原因", "主要困难情况", "致困主因"],
        clears=True,
    )
    opened_on = Column(
        "建档时间",
        Day(),
        attribute="opened_on",
        synonyms=[
            "建档日期",
            "建立档案时间",
            "建档年月",
            "建立日期",
            "立档时间",
            "立档日期",
            "首次建档时间",
            "建档年月日",
        ],
    )
    completed_on = Column(
        "完善时间",
        Day(),
        attribute="completed_on",
        synonyms=[
            "完善日期",
            "更新时间",
            "更新日期",
            "档案完善时间",
            "复核时间",
            "复核日期",
            "完善档案时间",
            "最近完善时间",
        ],
    )
    closed_on = Column(
        "销档时间",
        Day(),
        attribute="closed_on",
        synonyms=[
            "销档日期",
            "注销日期",
            "退档时间",
            "退档日期",
            "脱困时间",
            "脱困日期",
            "注销时间",
            "撤档时间",
            "撤档日期",
        ],
    )
    closing_reason = Column(
        "销档原因",
        Choice(CLOSING_REASONS),
        attribute="closing_reason",
        synonyms=["退档原因", "注销原因", "撤档原因", "脱困原因"],
    )
    bank = Column(
        "开户银行", Text(50), attribute="bank", synonyms=["银行名称", "开户行", "银行", "开户行名称"], clears=True
    )
    card_no = Column(
        "银行账号",
        Card(),
        attribute="card_no",
        synonyms=[
            "银行卡号",
            "卡号",
            "账号",
            "银行卡",
            "银行账户",
            "银行帐号",
            "账户",
            "银行卡账号",
            "银行帐户",
            "帐号",
        ],
        clears=True,
    )
    note = Column("备注", Text(500), attribute="note", synonyms=["说明", "附注"], clears=True)

    def get_queryset(self):
        latest = Assessment.objects.filter(household=OuterRef("pk"), confirmed=True).order_by("-assessed_on", "-pk")
        completed = Completion.objects.filter(household=OuterRef("pk")).order_by("-on")
        return (
            Household.objects.with_latest()
            .select_related("head", "union")
            .annotate(
                income=Subquery(latest.values("income_month")[:1]),
                income_year=Subquery(latest.values("income_year")[:1]),
                completed_on=Subquery(completed.values("on")[:1]),
            )
        )

    def take(self, rows: list[Row], setting: Setting) -> None:
        hand, today = setting.hand, timezone.localdate()
        unions = setting.once("unions", lambda: Unions(setting.by))
        twice = setting.once("twice", Twice)
        for row in rows:
            # A closed file may stand beside the one that came after it; two files in force may not.
            key = None
            if row.values.get("closed_on"):
                key = row.values.get("file_no") or row.values.get("opened_on") or row.values["closed_on"]
            if not twice.refuses(row, key):
                contradictions(row)
        check_units(rows, unions, setting)
        people = register_of(rows, setting, "number")
        numbers = [row.values["file_no"] for row in rows if row.values.get("file_no")]
        given_out = setting.once("given_out", dict[int, int]) if hand.imagined else None
        files = Files(people.people.values(), hand, numbers, today=today, given_out=given_out)

        def take(row: Row) -> None:
            values = row.values
            union, employer = find_union(row, unions, setting)
            person, outcome = people.put(
                name=values["name"],
                number=values["number"].number,
                union=union,
                ethnic=values.get("ethnic"),
                political=values.get("political"),
                hukou=unless_cleared(values.get("hukou")),
                mobile=unless_cleared(values.get("phone")),
            )
            if person.pk in people.members:
                row.remarks += [led.sentence for led in led_elsewhere(person, values, people)]
            household, touched = files.put(
                head=person,
                union=union,
                employer=employer,
                file_no=values.get("file_no"),
                opened_on=values.get("opened_on"),
                closed_on=values.get("closed_on"),
                card_no=values.get("card_no"),
                **{fact: values.get(fact) for fact in FILE_FACTS},
            )
            more = bool(values.get("completed_on")) and files.complete(household, values["completed_on"])
            on = values.get("completed_on") or values.get("opened_on") or today
            more |= files.assess(
                household, on, per_capita_stated=self._per_capita(row), **{name: values.get(name) for name in STATED}
            )
            if more and touched == "unchanged":
                touched = "updated"
            row.touched += [pair for pair in ((outcome, person), (touched, household)) if pair[0] != "unchanged"]

        # Earlier files first: the one that was closed makes room for the one that came after it.
        setting.take_each(sorted(rows, key=lambda row: row.values.get("opened_on") or date.max), take)
        people.write()
        files.write()
        look_for_duplicates(setting)

    @staticmethod
    def _per_capita(row: Row) -> Decimal | None:
        """元 a month; a roster that states the year's (家庭年人均收入) is divided by twelve, and says so."""
        if row.values.get("per_capita") is not None or row.values.get("per_capita_year") is None:
            return row.values.get("per_capita")
        row.remarks.append(_("Income a head is stated for a year; recorded for a month."))
        return (row.values["per_capita_year"] / 12).quantize(Decimal("0.01"))
