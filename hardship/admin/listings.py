"""The columns of lists that have no roster, as they are exported."""

from hardship.models import Fund, ReliefList
from office.workbooks.cells import Money, Text, WholeNumber
from office.workbooks.listing import Listing
from office.workbooks.roster import Column


class FundListing(Listing):
    model = Fund
    label = Fund._meta.verbose_name_plural
    related = ("union",)

    name = Column("资金名称", Text(), attribute="name")
    source = Column("资金来源", Text(), attribute="get_source_display")
    union = Column("所属工会", Text(), attribute="union__name")
    note = Column("备注", Text(), attribute="note")


class ReliefListListing(Listing):
    model = ReliefList
    label = ReliefList._meta.verbose_name_plural
    related = ("fund", "union")

    name = Column("批次", Text(), attribute="name")
    year = Column("年度", WholeNumber(), attribute="year")
    form_of_aid = Column("形式", Text(), attribute="get_form_display")
    kind = Column("救助项目", Text(), attribute="get_kind_display")
    fund = Column("资金来源", Text(), attribute="fund__name")
    state = Column("状态", Text(), attribute="get_state_display")
    lines = Column("笔数", WholeNumber(), attribute="lines_count")
    amount = Column("金额", Money(), attribute="paid_amount")
    union = Column("所属工会", Text(), attribute="union__name")
    basis = Column("依据", Text(), attribute="basis")

    def get_queryset(self):
        return super().get_queryset().with_totals()
