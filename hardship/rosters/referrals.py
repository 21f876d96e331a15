"""市总救助申请情况表: cases put up to the city federation (domain.md 4.6, 6.2 T8)."""

from django.utils.translation import gettext_lazy as _

from hardship.models import Referral
from hardship.operations.referrals import Referrals
from members.rosters.common import NUMBER_WORDS, UNIT_WORDS, contradictions
from office.code_lists import CodeList
from office.workbooks.cells import Choice, Day, IdNumber, Money, Name, Sex, Text
from office.workbooks.roster import Column, Roster, Row, Setting, register

from .common import Payees

KINDS = CodeList.of(
    "referral_kind",
    {"living": "临时生活资助", "medical": "医疗救助"},
    {
        "临时生活救助": "living",
        "生活救助": "living",
        "生活资助": "living",
        "临时救助": "living",
        "医疗": "medical",
        "大病救助": "medical",
        "大病医疗救助": "medical",
        "医疗资助": "medical",
    },
)
STATES = CodeList.of(
    "referral_state",
    {"applied": "审核中", "returned": "退回", "granted": "已核定", "paid": "已拨付"},
    {
        "已申请": "applied", "申请中": "applied", "审批中": "applied", "待审核": "applied",
        "已上报": "applied", "上报": "applied",
        "已退回": "returned", "退回补正": "returned", "不予救助": "returned", "未通过": "returned",
        "已批准": "granted", "已审批": "granted", "待拨付": "granted", "核定": "granted",
        "拨付": "paid", "已发放": "paid", "已付": "paid", "已到账": "paid",
    },
)  # fmt: skip
FACTS = ("reason", "total_cost", "own_cost", "applied_on", "asked", "granted", "decided_on", "paid_on", "state")


@register
class ReferralRoster(Roster):
    kind = "referrals"
    label = _("applications to the city")
    order = 80
    priority = 30
    decisive = (
        frozenset({"number"}),
        frozenset({"asked", "granted"}),
        frozenset({"applied_on", "state", "asked", "decided_on"}),
    )
    totals = {"asked": _("the amount asked"), "granted": _("the amount granted")}

    name = Column(
        "姓名",
        Name(),
        attribute="person__name",
        synonyms=["职工姓名", "困难职工姓名", "申请人", "申请人姓名", "户主姓名"],
        required=True,
    )
    sex = Column("性别", Sex(), attribute="person__sex")
    number = Column("身份证号", IdNumber(), attribute="person__id_no", synonyms=NUMBER_WORDS, required=True)
    unit = Column("工作单位", Text(100), attribute="union__name", synonyms=UNIT_WORDS, fill_down=True)
    kind_of_aid = Column(
        "救助类别",
        Choice(KINDS),
        attribute="kind",
        synonyms=["救助类型", "救助项目", "申请类别", "申请救助类别", "申请项目"],
        required=True,
        fill_down=True,
    )
    reason = Column(
        "申请事由",
        Text(200),
        attribute="reason",
        synonyms=["事由", "申请原因", "致困原因", "救助原因", "原因"],
        clears=True,
    )
    total_cost = Column(
        "总费用", Money(), attribute="total_cost", synonyms=["医疗总费用", "费用总额", "总医疗费用"], clears=True
    )
    own_cost = Column(
        "自付费用",
        Money(),
        attribute="own_cost",
        synonyms=["自付", "个人自付", "自付金额", "自费金额", "个人自付费用"],
        clears=True,
    )
    applied_on = Column(
        "申请日期", Day(), attribute="applied_on", synonyms=["申请时间", "上报日期", "上报时间"], required=True
    )
    asked = Column(
        "申请金额", Money(), attribute="asked", synonyms=["申请救助金额", "申请数额", "申请资助金额"], clears=True
    )
    granted = Column(
        "核定金额",
        Money(),
        attribute="granted",
        synonyms=["批准金额", "审批金额", "拨付金额", "核准金额", "救助金额", "核定救助金额"],
    )
    decided_on = Column(
        "核定日期", Day(), attribute="decided_on", synonyms=["批准日期", "审批日期", "核定时间", "审批时间", "批准时间"]
    )
    paid_on = Column("拨付日期", Day(), attribute="paid_on", synonyms=["拨付时间", "到账日期", "发放日期"])
    state = Column(
        "状态",
        Choice(STATES),
        attribute="state",
        synonyms=["审批状态", "办理状态", "审核状态", "办理情况", "进度"],
        required=True,
    )

    def get_queryset(self):
        return Referral.objects.select_related("person", "union")

    def take(self, rows: list[Row], setting: Setting) -> None:
        payees = Payees(rows, setting)
        people = payees.register.people.values()
        homes = [home for person in people for home in payees.homes.files[person.pk]]
        referrals = Referrals(homes, setting.hand)
        for row in rows:
            contradictions(row)

        def take(row: Row) -> None:
            values = row.values
            person, household = payees.find(row, values["applied_on"])
            facts = {"kind": values["kind_of_aid"], **{fact: values.get(fact) for fact in FACTS}}
            referral, outcome = referrals.put(household, person, **facts)
            if outcome != "unchanged":
                row.touched.append((outcome, referral))

        setting.take_each(rows, take, kind="kind_of_aid")
        referrals.write()
