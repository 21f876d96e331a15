"""The columns of lists that have no roster, as they are exported."""

from hardship.models import BankProfile, BudgetEntry, BudgetLine, Cap, Fund, ReliefList
from hardship.rules import bank_files
from hardship.rules.code_lists import CATEGORIES
from hardship.rules.kinds import AID_KINDS
from office.workbooks.cells import Day, Money, Text, WholeNumber
from office.workbooks.listing import Listing
from office.workbooks.roster import Column


class FundListing(Listing):
    model = Fund
    label = Fund._meta.verbose_name_plural
    related = ("union",)

    name = Column("资金名称", Text(), attribute="name")
    source = Column("资金来源", Text(), attribute="get_source_display")
    union = Column("所属工会", Text(), attribute="union__name")
    only_kinds = Column("限定项目", Text(), attribute="only_kinds")
    only_categories = Column("限定类别", Text(), attribute="only_categories")
    usable_until = Column("使用期限", Day(allow_future=True), attribute="usable_until")
    note = Column("备注", Text(), attribute="note")

    def dehydrate_only_kinds(self, fund):
        return "、".join(AID_KINDS[code].words[0] for code in fund.only_kinds)

    def dehydrate_only_categories(self, fund):
        return "、".join(CATEGORIES.label(code) for code in fund.only_categories)


class BudgetListing(Listing):
    model = BudgetLine
    label = BudgetLine._meta.verbose_name_plural
    related = ("fund__union",)

    fund = Column("资金名称", Text(), attribute="fund__name")
    union = Column("所属工会", Text(), attribute="fund__union__name")
    year = Column("年度", WholeNumber(), attribute="year")
    kind = Column("救助项目", Text(), attribute="get_kind_display")
    opening = Column("上年结余", Money(), attribute="opening")
    income = Column("本年收入", Money(), attribute="income")
    committed = Column("已批未付", Money(), attribute="committed")
    spent = Column("已支出", Money(), attribute="spent")
    left = Column("可用", Money(), attribute="left")


class BudgetEntryListing(Listing):
    model = BudgetEntry
    label = BudgetEntry._meta.verbose_name_plural
    related = ("line__fund", "by")

    on = Column("日期", Day(allow_future=True), attribute="on")
    fund = Column("资金名称", Text(), attribute="line__fund__name")
    year = Column("年度", WholeNumber(), attribute="line__year")
    kind = Column("事项", Text(), attribute="get_kind_display")
    amount = Column("金额", Money(), attribute="amount")
    document = Column("依据", Text(), attribute="document")
    by = Column("录入人", Text(), attribute="by__name")


class CapListing(Listing):
    model = Cap
    label = Cap._meta.verbose_name_plural
    related = ("union",)

    union = Column("工会", Text(), attribute="union__name")
    effective_from = Column("执行日期", Day(allow_future=True), attribute="effective_from")
    effective_to = Column("截止日期", Day(allow_future=True), attribute="effective_to")
    kind = Column("救助项目", Text(), attribute="get_kind_display")
    source = Column("资金来源", Text(), attribute="get_source_display")
    category = Column("困难类别", Text(), attribute="get_category_display")
    level = Column("档案级别", Text(), attribute="get_level_display")
    per = Column("对象", Text(), attribute="get_per_display")
    span = Column("期间", Text(), attribute="get_span_display")
    amount = Column("限额(元)", Money(), attribute="amount")
    multiple = Column("限额(低保标准倍数)", Text(), attribute="multiple")
    share = Column("限额(自付比例)", Text(), attribute="share")
    document = Column("文件", Text(), attribute="document")


class BankProfileListing(Listing):
    model = BankProfile
    label = BankProfile._meta.verbose_name_plural
    related = ("union",)

    name = Column("银行", Text(), attribute="name")
    union = Column("所属工会", Text(), attribute="union__name")
    file_form = Column("格式", Text(), attribute="get_format_display")
    encoding = Column("编码", Text(), attribute="get_encoding_display")
    columns = Column("代发文件各列", Text(), attribute="columns")
    most_lines = Column("每份最多笔数", WholeNumber(), attribute="most_lines")
    paid_words = Column("成功字样", Text(), attribute="paid_words")
    failed_words = Column("失败字样", Text(), attribute="failed_words")

    def dehydrate_columns(self, profile):
        return "；".join(bank_files.text_of(profile.columns).splitlines())

    def dehydrate_paid_words(self, profile):
        return "、".join(profile.paid_words)

    def dehydrate_failed_words(self, profile):
        return "、".join(profile.failed_words)


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
