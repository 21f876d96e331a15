"""定期救助花名册: people on a monthly standard (domain.md 4.5, 6.2 T7)."""

from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hardship.models import RegularAid
from hardship.operations.regular import RegularAids, check_months
from members.operations.unions import Unions
from members.rosters.common import NUMBER_WORDS, UNIT_WORDS, check_units, contradictions, find_union
from office.calendar import months_between
from office.workbooks.cells import Card, IdNumber, Money, Month, Name, Sex, Text, WholeNumber
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .common import Payees


@register
class RegularRoster(Roster):
    kind = "regular"
    label = _("regular aid")
    order = 70
    priority = 40
    decisive = (frozenset({"number"}), frozenset({"standard"}), frozenset({"first_month", "last_month"}))
    totals = {"amount": _("the amount")}

    name = Column(
        "姓名",
        Name(),
        attribute="person__name",
        synonyms=["职工姓名", "困难职工姓名", "特困职工姓名", "户主姓名"],
        required=True,
    )
    sex = Column("性别", Sex(), attribute="person__sex")
    number = Column("身份证号", IdNumber(), attribute="person__id_no", synonyms=NUMBER_WORDS, required=True)
    unit = Column("工作单位", Text(100), attribute="union__name", synonyms=UNIT_WORDS, fill_down=True)
    standard = Column(
        "月救助标准",
        Money(),
        attribute="standard",
        synonyms=["月标准", "救助标准", "每月标准", "月救助金额", "月补助标准", "标准"],
        required=True,
        fill_down=True,
    )
    first_month = Column(
        "起始月份",
        Month(),
        attribute="first_month",
        synonyms=["起始月", "开始月份", "起始时间", "开始时间", "起月", "救助起始月份"],
        required=True,
        fill_down=True,
    )
    last_month = Column(
        "截止月份",
        Month(),
        attribute="last_month",
        synonyms=["截止月", "结束月份", "终止月份", "截止时间", "结束时间", "止月", "救助截止月份"],
        required=True,
        fill_down=True,
    )
    months = Column("月数", WholeNumber(1, 12), synonyms=["救助月数", "发放月数"])
    amount = Column("金额", Money(), synonyms=["救助金额", "发放金额", "合计金额", "补助金额", "小计金额"])
    card_no = Column(
        "银行账号",
        Card(),
        attribute="card_no",
        synonyms=["银行卡号", "卡号", "账号", "银行账户", "银行帐号", "帐号"],
        clears=True,
    )
    signed = Column("签字", Text(50), synonyms=["领款人签字", "签名", "签收人"])

    def get_queryset(self):
        return RegularAid.objects.select_related("person", "union")

    def dehydrate_months(self, aid: RegularAid) -> int:
        return months_between(aid.first_month, aid.last_month)

    def dehydrate_amount(self, aid: RegularAid) -> Decimal:
        return aid.standard * months_between(aid.first_month, aid.last_month)

    def take(self, rows: list[Row], setting: Setting) -> None:
        unions = setting.once("unions", lambda: Unions(setting.by))
        payees = Payees(rows, setting)
        aids = RegularAids(payees.register.people.values(), setting.hand, today=timezone.localdate())
        for row in rows:
            contradictions(row)
        check_units(rows, unions, setting)

        def take(row: Row) -> None:
            values = row.values
            first, last, standard = values["first_month"], values["last_month"], values["standard"]
            check_months(first, last, standard, values.get("months"), values.get("amount"))
            person, household = payees.find(row, first)
            union = find_union(row, unions, setting)[0] if values.get("unit") else household.union
            aid, outcome = aids.put(
                person,
                first_month=first,
                last_month=last,
                standard=standard,
                union=union,
                household=household,
                card_no=values.get("card_no") or "",
            )
            if outcome != "unchanged":
                row.touched.append((outcome, aid))

        setting.take_each(rows, take)
        aids.write()
