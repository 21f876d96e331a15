"""救济款发放花名册: relief money, one list for each sheet, fund and kind (domain.md 6.2 T6)."""

from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefLine, ReliefList
from hardship.operations.funds import funds_for
from hardship.operations.relief import Lists
from hardship.rules.code_lists import CATEGORIES
from hardship.rules.kinds import AID_KINDS
from members.operations.unions import Unions, home
from members.rosters.common import NUMBER_WORDS, UNIT_WORDS, check_units, contradictions, find_union
from office.refusal import Refusal
from office.workbooks.cells import Choice, Day, IdNumber, Money, Name, Sex, Text
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .common import FUND_WORDS, Payees, aid_kind, list_name, list_year, put_lines


@register
class CashRoster(Roster):
    kind = "cash"
    label = _("relief money")
    order = 50
    priority = 60
    decisive = (frozenset({"number"}), frozenset({"amount"}))
    totals = {"name": _("households"), "amount": _("the amount")}
    portion = None  # equal payments on one list are paired off, wherever they stand

    list_name = Column(
        "批次",
        Text(100),
        attribute="list__name",
        synonyms=["批次名称", "发放批次", "名单", "补助批次", "发放名称", "活动名称"],
        fill_down=True,
    )
    name = Column(
        "姓名",
        Name(),
        attribute="payee__name",
        synonyms=["职工姓名", "困难职工姓名", "户主姓名", "领款人", "收款人", "户名", "领取人", "受助人", "受助人姓名"],
        required=True,
    )
    sex = Column("性别", Sex(), attribute="payee__sex")
    number = Column(
        "身份证号", IdNumber(), attribute="payee__id_no", synonyms=[*NUMBER_WORDS, "领款人身份证号"], required=True
    )
    unit = Column("工作单位", Text(100), attribute="union__name", synonyms=UNIT_WORDS, fill_down=True)
    category = Column(
        "困难类别", Choice(CATEGORIES), attribute="category", synonyms=["困难标准", "困难等级", "困难类型", "困难程度"]
    )
    project = Column(
        "救助项目",
        Text(100),
        synonyms=[
            "救助类别",
            "补助类型",
            "救助类型",
            "项目",
            "福利项目",
            "慰问类别",
            "帮扶项目",
            "救助种类",
            "帮扶类别",
        ],
        fill_down=True,
    )
    fund = Column(
        "资金来源",
        Text(50),
        attribute="list__fund__name",
        synonyms=["经费来源", "资金渠道", "款项来源", "资金"],
        fill_down=True,
    )
    amount = Column(
        "发放金额",
        Money(),
        attribute="amount",
        synonyms=[
            "救助金额",
            "补助金额",
            "金额",
            "慰问金",
            "慰问金额",
            "实发金额",
            "发放救济款",
            "救济款",
            "困难帮扶金额",
            "帮扶金额",
            "领取金额",
            "救济金额",
            "发放数额",
        ],
        required=True,
    )
    paid_on = Column(
        "发放日期",
        Day(),
        attribute="paid_on",
        synonyms=[
            "发放时间",
            "付款日期",
            "收款日期",
            "领款日期",
            "领取日期",
            "补助日期",
            "支付日期",
            "慰问时间",
            "发生日期",
            "救助日期",
            "救助时间",
            "时间",
            "日期",
        ],
        fill_down=True,
    )
    received_by = Column(
        "领款人签字",
        Text(50),
        attribute="received_by",
        synonyms=["签字", "签名", "领取人签字", "领款人签名", "签收人", "领款人签章"],
    )
    note = Column("备注", Text(500), attribute="note", synonyms=["说明", "附注"])

    def get_queryset(self):
        return ReliefLine.objects.cash().select_related("payee", "union", "list__fund")

    def dehydrate_project(self, line: ReliefLine) -> str:
        """The kind of aid as rosters call it."""
        return AID_KINDS[line.list.kind].words[0]

    def take(self, rows: list[Row], setting: Setting) -> None:
        office = home(setting.by)
        unions = Unions(setting.by)
        payees = Payees(rows, setting)
        lists = Lists(office, setting.hand, run=setting.run)
        funds = funds_for(office)
        by_source = {fund.source: fund for fund in reversed(funds.values())}
        ready = []
        for row in rows:
            contradictions(row)
        check_units(rows, unions, setting)

        def take(row: Row) -> None:
            values = row.values
            if not values["amount"]:
                raise Refusal("amount", "money.zero", _("Relief must be above zero."))
            kind = aid_kind(values.get("project") or values.get("list_name"))
            day = values.get("paid_on")
            person, household = payees.find(row, day, needs_file=kind.needs_file)
            union = find_union(row, unions, setting)[0] if values.get("unit") or household is None else household.union
            fund = None
            if values.get("fund"):
                fund = funds.get(values["fund"]) or by_source.get(FUND_WORDS.find(values["fund"]))
                if fund is None:
                    raise Refusal(
                        "fund",
                        "fund.unknown",
                        _("No fund of this name. The funds are: %(names)s.") % {"names": "、".join(funds)},
                    )
            relief_list = lists.open(
                form=ReliefList.Form.MONEY,
                kind=kind.code,
                fund=fund,
                name=list_name(row, setting, kind),
                year=day.year if day else list_year(row, setting),
                paid=day is not None,
            )
            if person is None:
                lists.check_open(relief_list, day)
                person, _outcome = payees.register.put(name=values["name"], number=values["number"].number, union=union)
            facts = {name: values.get(name) or "" for name in ("category", "received_by", "note")}
            facts |= {"amount": values["amount"], "union": union, "household": household}
            ready.append((row, relief_list, person, day, facts))

        setting.take_each(rows, take)
        payees.register.write()
        put_lines(lists, ready)
        lists.write()
