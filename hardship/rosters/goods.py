"""救助物资发放签收表: relief goods at purchase price (domain.md 4.4, 9.6)."""

from django.utils.translation import gettext_lazy as _

from hardship.models import ReliefLine, ReliefList
from hardship.operations.relief import Lists, check_goods
from members.operations.unions import Unions, home
from members.rosters.common import NUMBER_WORDS, UNIT_WORDS, check_units, contradictions, find_union
from office.workbooks.cells import Day, IdNumber, Money, Name, Sex, Text, WholeNumber
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .common import Payees, list_name, list_year, put_lines

from hardship.rules.kinds import AID_KINDS  # isort: skip


@register
class GoodsRoster(Roster):
    kind = "goods"
    label = _("relief goods")
    order = 60
    priority = 50
    decisive = (
        frozenset({"number"}),
        frozenset({"quantity", "goods"}),
        frozenset({"quantity", "unit_price", "amount"}),
    )
    totals = {"quantity": _("parcels"), "amount": _("the value")}
    portion = None  # as for money

    list_name = Column(
        "批次", Text(100), attribute="list__name", synonyms=["批次名称", "发放批次", "名单", "活动名称"], fill_down=True
    )
    name = Column(
        "姓名",
        Name(),
        attribute="payee__name",
        synonyms=["职工姓名", "困难职工姓名", "户主姓名", "领取人", "受助人", "领物人", "受助人姓名"],
        required=True,
    )
    sex = Column("性别", Sex(), attribute="payee__sex")
    number = Column("身份证号", IdNumber(), attribute="payee__id_no", synonyms=NUMBER_WORDS, required=True)
    unit = Column("工作单位", Text(100), attribute="union__name", synonyms=UNIT_WORDS, fill_down=True)
    goods = Column(
        "物资名称",
        Text(100),
        attribute="goods",
        synonyms=["品名", "物品名称", "慰问品", "慰问品名称", "物资", "物品", "发放物资", "救助物资", "品名规格"],
        fill_down=True,
    )
    quantity = Column(
        "数量",
        WholeNumber(1),
        attribute="quantity",
        synonyms=["份数", "发放数量", "发放份数", "领取数量", "件数"],
        required=True,
    )
    unit_price = Column(
        "单价",
        Money(),
        attribute="unit_price",
        synonyms=["每份单价", "每份价值", "价格", "单价每份", "采购单价"],
        fill_down=True,
    )
    amount = Column(
        "金额",
        Money(),
        attribute="amount",
        synonyms=["价值", "折款", "物资价值", "总价", "合计金额", "折合金额", "折款金额"],
    )
    paid_on = Column(
        "发放日期",
        Day(),
        attribute="paid_on",
        synonyms=["发放时间", "领取日期", "签收日期", "领取时间", "签收时间", "慰问时间"],
        fill_down=True,
    )
    received_by = Column(
        "签收人",
        Text(50),
        attribute="received_by",
        synonyms=["领取人签字", "签字", "签名", "签收", "领取人签名", "签收人签字"],
    )
    note = Column("备注", Text(500), attribute="note", synonyms=["说明", "附注"])

    def get_queryset(self):
        return ReliefLine.objects.goods().select_related("payee", "union", "list")

    def take(self, rows: list[Row], setting: Setting) -> None:
        kind = AID_KINDS["goods"]
        unions = Unions(setting.by)
        payees = Payees(rows, setting)
        lists = Lists(home(setting.by), setting.hand, run=setting.run)
        ready = []
        for row in rows:
            contradictions(row)
        check_units(rows, unions, setting)

        def take(row: Row) -> None:
            values = row.values
            quantity, unit_price, value = check_goods(
                values["quantity"], values.get("unit_price"), values.get("amount")
            )
            day = values.get("paid_on")
            person, household = payees.find(row, day)
            union = find_union(row, unions, setting)[0] if values.get("unit") else household.union
            relief_list = lists.open(
                form=ReliefList.Form.GOODS,
                kind=kind.code,
                fund=None,
                name=list_name(row, setting, kind),
                year=day.year if day else list_year(row, setting),
                paid=day is not None,
            )
            facts = {
                "goods": values.get("goods") or kind.words[0],
                "quantity": quantity,
                "unit_price": unit_price,
                "amount": value,
                "union": union,
                "household": household,
                "received_by": values.get("received_by") or "",
                "note": values.get("note") or "",
            }
            ready.append((row, relief_list, person, day, facts))

        setting.take_each(rows, take)
        put_lines(lists, ready)
        lists.write()
