"""基层工会名册: unions, their employers and mediation committees (domain.md 5.1)."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from members.models import Committee, Employer, Union
from members.operations.employers import Employers
from members.operations.unions import Unions, found, home
from members.rules.code_lists import UNIT_NATURES
from members.scope import sees
from office.code_lists import INDUSTRIES
from office.history import Batch, given
from office.refusal import Refusal
from office.workbooks.cells import Choice, Day, Name, Phone, Text, WholeNumber
from office.workbooks.roster import Column, Roster, Row, Setting, register

FACTS = ("code", "uscc", "founded_on", "staff_count", "chair", "phone", "note")


@register
class UnionRoster(Roster):
    kind = "unions"
    label = _("unions")
    order = 10
    priority = 70
    decisive = (
        frozenset({"name"}),
        frozenset({"code", "founded_on", "employer", "uscc", "committee_on", "staff_count"}),
    )

    code = Column("工会编码", Text(30), attribute="code", synonyms=["编码", "基层工会代码", "工会代码", "基层工会编码"])
    name = Column(
        "工会名称",
        Text(100),
        attribute="name",
        synonyms=["基层工会名称", "工会组织名称", "基层工会", "工会全称", "名称"],
        required=True,
    )
    uscc = Column(
        "工会统一社会信用代码",
        Text(18),
        attribute="uscc",
        synonyms=["工会信用代码", "工会社会信用代码", "工会法人统一社会信用代码"],
        clears=True,
    )
    employer = Column(
        "所在单位名称",
        Text(100),
        attribute="employer_name",
        synonyms=["单位名称", "所在单位", "企业名称", "建会单位", "缴费单位名称", "工作单位"],
    )
    employer_uscc = Column(
        "单位统一社会信用代码",
        Text(18),
        attribute="employer_uscc",
        synonyms=[
            "统一社会信用代码",
            "社会信用代码",
            "企业统一社会信用代码",
            "单位信用代码",
            "所在单位统一社会信用代码",
        ],
        clears=True,
    )
    nature = Column(
        "单位性质",
        Choice(UNIT_NATURES),
        attribute="employer_nature",
        synonyms=["单位性质类别", "企业性质", "经济类型"],
        clears=True,
    )
    industry = Column(
        "所属行业",
        Choice(INDUSTRIES),
        attribute="employer_industry",
        synonyms=["行业", "行业名称", "行业类别"],
        clears=True,
    )
    founded_on = Column(
        "建会日期",
        Day(),
        attribute="founded_on",
        synonyms=["建会时间", "成立日期", "成立时间", "成立工会日期", "工会成立日期", "工会成立时间", "批准日期"],
    )
    staff_count = Column(
        "职工人数",
        WholeNumber(),
        attribute="staff_count",
        synonyms=["职工数", "职工总数", "总共人数", "在职职工数", "员工人数"],
        clears=True,
    )
    chair = Column(
        "工会主席",
        Name(),
        attribute="chair",
        synonyms=["主席", "主席姓名", "工会负责人", "负责人", "工会主席姓名"],
        clears=True,
    )
    phone = Column(
        "联系电话", Phone(), attribute="phone", synonyms=["电话", "联系方式", "主席电话", "办公电话"], clears=True
    )
    committee_on = Column(
        "劳动争议调解委员会成立日期",
        Day(),
        attribute="committee_on",
        synonyms=[
            "调解委员会成立日期",
            "调解委员会成立时间",
            "劳动争议调解委员会成立时间",
            "劳动人事争议调解委员会成立日期",
            "调委会成立日期",
            "调委会成立时间",
        ],
    )
    note = Column("备注", Text(500), attribute="note", synonyms=["说明", "附注"], clears=True)

    def get_queryset(self):
        employer = Employer.objects.filter(union=OuterRef("pk")).order_by("pk")
        committee = Committee.objects.filter(employer__union=OuterRef("pk"), closed_on=None).order_by("pk")
        return Union.objects.grassroots().annotate(
            committee_on=Subquery(committee.values("founded_on")[:1]),
            **{
                f"employer_{fact}": Subquery(employer.values(fact)[:1])
                for fact in ("name", "uscc", "nature", "industry")
            },
        )

    def take(self, rows: list[Row], setting: Setting) -> None:
        parent = home(setting.by)
        known = Unions(setting.by)
        by_name = {union.name: union for union in Union.objects.all()}
        by_code = {union.code: union for union in by_name.values() if union.code}
        employers = Employers(known, setting.hand)
        unions = Batch(Union, setting.hand)
        seen: set[int] = set()

        def take(row: Row) -> None:
            values = row.values
            facts = {name: values.get(name) for name in FACTS}
            union = by_code.get(values.get("code")) or by_name.get(values["name"])
            if union is not None and union.pk in seen:
                raise Refusal("name", "union.duplicate_in_file", _("This union stands in the file twice."))
            if union is not None and not sees(setting.by, union):
                raise Refusal("name", "union.unknown", _("This union is not one of yours."))
            employers.check(values.get("employer"), union)
            if union is None:
                kind = Union.Kind.JOINT if "联合" in values["name"] else Union.Kind.GRASSROOTS
                union = found(parent=parent, hand=setting.hand, name=values["name"], kind=kind, **given(facts))
                by_name[union.name] = union
                row.touched.append(("created", union))
            elif unions.change(union, {**facts, "name": values["name"]}):
                row.touched.append(("updated", union))
            seen.add(union.pk)
            outcome, employer = employers.put(
                union,
                values.get("employer") or "",
                uscc=values.get("employer_uscc"),
                nature=values.get("nature"),
                industry=values.get("industry"),
            )
            row.touched.append((outcome, employer))
            if values.get("committee_on"):
                row.touched.append(employers.found_committee(employer, values["committee_on"]))
            row.touched = [pair for pair in row.touched if pair[0] != "unchanged"]

        setting.take_each(rows, take)
        unions.write()
        employers.write()
