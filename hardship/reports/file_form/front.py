"""The first side: the head, the family, the cause, the bank, the proofs. Each row's spans add up to 44 columns of 4 mm."""

from collections.abc import Iterator
from typing import Any

from hardship.reports.papers.facts import OWN_OPINIONS, PaperFile
from hardship.reports.papers.fit import LEGIBLE, Cell, Fitter, Row, Size, label
from hardship.reports.papers.words import BLANK_BELOW, NONE, UNDATED, dated, money, term, text, yes_no
from hardship.rules.code_lists import (
    ATTACHMENT_KINDS,
    CATEGORIES,
    CAUSES,
    DISABILITY_GRADES,
    DISABILITY_KINDS,
    HOUSINGS,
    MEDICAL_INSURANCES,
    MODEL_WORKERS,
    OCCUPATIONS,
    UNIT_CONDITIONS,
    WORK_STATUSES,
)
from members.rules.code_lists import UNIT_NATURES
from office.code_lists import (
    ETHNIC_GROUPS,
    HEALTHS,
    HUKOU_TYPES,
    INDUSTRIES,
    MARITAL_STATUSES,
    POLITICAL_STATUSES,
    RELATIONS,
    SEXES,
)
from office.regions import name_of

MEMBER_ROWS, ATTACHMENT_ROWS = 5, 3
CAUSE = (Size("", 10, 3), Size("small", 9, 4), Size("tiny", 7.5, 5))  # its row is 17 mm high
MEMBER_HEADS = (
    ("姓名", 4), ("关系", 3), ("性别", 2), ("政治\n面貌", 3), ("身份证号", 8), ("健康\n状况", 3), ("月收入", 4),
    ("身份", 3), ("医保\n状况", 3), ("单位或学校", 8),
)  # fmt: skip


def front(file: PaperFile, fit: Fitter) -> list[Row]:
    return [
        *_head(file, fit),
        *_family(file, fit),
        *_cause_and_bank(file, fit),
        *_proofs(file, fit),
        *_signed(file, fit),
    ]


def _row(*cells: Cell, css: str = "") -> Row:
    return Row(cells, css)


def _labels(*heads: tuple[str, int]) -> Row:
    return Row(tuple(label(words, span) for words, span in heads))


def _head(file: PaperFile, fit: Fitter) -> Iterator[Row]:
    household, head, form, assessment = file.household, file.head, file.form, file.assessment
    yield _row(
        label("职工编号", 6),
        fit.number("职工编号", household.file_no, 16),
        label("*困难类别", 8),
        fit.words("困难类别", term(CATEGORIES, assessment.category), 14),
    )
    yield _labels(
        ("*姓名", 4), ("*民族", 3), ("*性别", 3), ("*政治面貌", 4), ("*身份证号", 9), ("*出生日期", 5), ("*健康状况", 4),
        ("残疾类别", 4), ("*工作状态", 4), ("*劳模类型", 4),
    )  # fmt: skip
    yield _row(
        fit.words("姓名", head.name, 4),
        fit.words("民族", term(ETHNIC_GROUPS, head.ethnic), 3),
        fit.words("性别", term(SEXES, head.sex), 3),
        fit.words("政治面貌", term(POLITICAL_STATUSES, head.political), 4),
        fit.number("身份证号", text(file.id_no(head)), 9),
        _birthday(file),
        fit.words("健康状况", term(HEALTHS, household.health), 4),
        fit.words("残疾类别", _impairment(file), 4),
        fit.words("工作状态", term(WORK_STATUSES, form.work_status), 4),
        fit.words("劳模类型", term(MODEL_WORKERS, form.model_worker), 4),
    )
    yield _labels(
        ("*住房类型", 6), ("建筑面积", 4), ("手机号码", 6), ("其他联系方式", 6), ("邮政编码", 4), ("*工作时间", 6),
        ("*所属行业", 4), ("*婚姻状况", 4), ("*户口类型", 4),
    )  # fmt: skip
    yield _row(
        fit.words("住房类型", term(HOUSINGS, household.housing), 6),
        fit.number("建筑面积", NONE if household.floor_area is None else f"{household.floor_area}㎡", 4),
        fit.number("手机号码", text(household.phone or head.mobile), 6),
        fit.number("其他联系方式", text(form.phone2), 6),
        fit.number("邮政编码", text(form.postcode), 4),
        fit.words("工作时间", dated(form.work_start), 6),
        fit.words("所属行业", term(INDUSTRIES, form.industry), 4),
        fit.words("婚姻状况", term(MARITAL_STATUSES, household.marital), 4),
        fit.words("户口类型", term(HUKOU_TYPES, household.hukou or head.hukou), 4),
    )
    nature = form.unit_nature or (household.employer.nature if household.employer else "")
    yield _labels(("*家庭住址", 14), ("工作单位", 12), ("单位性质", 9), ("企业状况", 5), ("是否单亲", 4))
    yield _row(
        fit.words("家庭住址", text(household.address), 14, css="left"),
        fit.words("工作单位", file.employer, 12),
        fit.words("单位性质", term(UNIT_NATURES, nature), 9),
        fit.words("企业状况", term(UNIT_CONDITIONS, form.unit_condition), 5),
        fit.words("是否单亲", yes_no(form.single_parent), 4),
    )
    yield _labels(
        ("*本人月\n平均收入", 6), ("*家庭其他\n非薪资年收入", 7), ("*家庭年度\n总收入", 7), ("*家庭人口", 4),
        ("家庭月\n人均收入", 6), ("*户口所在地行政区划", 9), ("*医保状况", 5),
    )  # fmt: skip
    yield _row(
        fit.number("本人月平均收入", money(assessment.income_month), 6),
        fit.number("家庭其他非薪资年收入", money(file.other_income_year), 7),
        fit.number("家庭年度总收入", money(file.income_year), 7),
        fit.number("家庭人口", str(file.size), 4),
        fit.number("家庭月人均收入", money(file.per_capita), 6),
        fit.words("户口所在地行政区划", _region(form.hukou_region), 9),
        fit.words("医保状况", term(MEDICAL_INSURANCES, form.medical_insurance), 5),
    )
    yield _row(
        label("是否有一定自救能力", 10),
        fit.words("是否有一定自救能力", yes_no(form.self_help), 12),
        label("是否为零就业家庭", 10),
        fit.words("是否为零就业家庭", yes_no(form.zero_employment), 12),
    )


def _region(code: str) -> str:
    name = name_of(code) if code else ""
    return f"{code}\n{name}" if name else text(code)


def _birthday(file: PaperFile) -> Cell:
    born = file.head.birthday
    return Cell(f"{born.year}年\n{born.month}月{born.day}日" if born else NONE, 5, "small")


def _impairment(file: PaperFile) -> str:
    """The disability with its grade; of somebody who is ill the disease, as the same cell has it on other forms."""
    form = file.form
    if form.disability_kind:
        return _disability(form)
    return text(form.disease)


def _family(file: PaperFile, fit: Fitter) -> Iterator[Row]:
    group = label("家庭\n主要\n成员", 3, rows=MEMBER_ROWS + 1, css="group")
    yield Row((group, *member_heads()))
    shown = [member_cells(file, member, fit) for member in file.members[:MEMBER_ROWS]]
    for number in range(MEMBER_ROWS):
        yield Row(shown[number] if number < len(shown) else blank_cells(first=number == len(shown)))


def member_heads() -> tuple[Cell, ...]:
    return tuple(label(words, span) for words, span in MEMBER_HEADS)


def member_cells(file: PaperFile, member: Any, fit: Fitter) -> tuple[Cell, ...]:
    """One person of the family, over 41 columns."""
    person, name = member.person, member.person.name
    return (
        fit.words("家庭成员姓名", name, 4),
        fit.words(f"{name}的关系", term(RELATIONS, member.relation), 3),
        fit.words(f"{name}的性别", term(SEXES, person.sex), 2),
        fit.words(f"{name}的政治面貌", term(POLITICAL_STATUSES, person.political), 3),
        Cell(text(file.id_no(person)), 8, "one id"),
        fit.words(f"{name}的健康状况", _health(member), 3),
        fit.number(f"{name}的月收入", money(member.income_month), 4, css="" if member.income_month is None else "num"),
        fit.words(f"{name}的身份", term(OCCUPATIONS, member.occupation), 3),
        fit.words(f"{name}的医保状况", term(MEDICAL_INSURANCES, member.medical_insurance), 3),
        fit.words(f"{name}的单位或学校", _place(member, fit), 8, css="left"),
    )


def _health(member: Any) -> str:
    """With kind and grade of a disability."""
    form = getattr(member, "form", None)
    told = term(HEALTHS, member.health)
    if form is None or not form.disability_kind:
        return told
    return f"{told}\n{_disability(form)}"


def _place(member: Any, fit: Fitter) -> str:
    """Workplace or school; with what is known of either, where the cell has room for it in a type that can be read."""
    form, place = getattr(member, "form", None), text(member.place)
    more = []
    if member.school_from and member.school_years:
        more.append(f"{member.school_from}年入学，学制{member.school_years}年")
    if form is not None:
        more += [UNIT_NATURES.label(form.unit_nature), UNIT_CONDITIONS.label(form.unit_condition)]
        began = form.contract_start
        more.append(f"{began.year}年{began.month}月起" if began else "")
    told = "，".join(filter(None, more))
    longer = f"{place}（{told}）" if member.place else told
    return longer if told and fit.has_room(longer, 8, LEGIBLE) else place


def _disability(form: Any) -> str:
    grade = DISABILITY_GRADES.label(form.disability_grade) if form.disability_grade else ""
    return f"{DISABILITY_KINDS.label(form.disability_kind)}{grade}"


def blank_cells(*, first: bool) -> tuple[Cell, ...]:
    """A row that nobody needs; the first of them says so."""
    return tuple(
        Cell(BLANK_BELOW if first and number == 0 else "", span) for number, (_words, span) in enumerate(MEMBER_HEADS)
    )


def _cause_and_bank(file: PaperFile, fit: Fitter) -> Iterator[Row]:
    assessment, household = file.assessment, file.household
    minor = "；".join(CAUSES.label(code) for code in assessment.causes_minor)
    causes = f"主要致困原因：{term(CAUSES, assessment.cause)}。次要致困原因：{minor or NONE}{'。' if minor else ''}"
    told = "\n".join(filter(None, (causes, assessment.cause_text, _of_older_forms(file.form))))
    yield _row(label("*致困原因", 5), fit.words("致困原因", told, 39, css="left", sizes=CAUSE), css="cause")
    yield _row(
        label("开户银行", 5),
        fit.words("开户银行", text(household.bank), 9),
        label("支行名称", 5),
        fit.words("支行名称", text(file.form.branch), 9),
        label("银行卡号", 5),
        fit.number("银行卡号", text(file.card_no), 11),
    )


def _of_older_forms(form: Any) -> str:
    """Row 41 of the forms of 2016 to 2020, which has no box of its own any more; "" for nearly everybody (domain.md 1.2)."""
    told = []
    if form.relief_target is not None or form.relief_target_on:
        since = f"（{dated(form.relief_target_on)}确定）" if form.relief_target_on else ""
        told.append(f"解困脱困对象：{yes_no(form.relief_target)}{since}")
    if form.key_group:
        told.append(f"重点群体：{form.key_group}")
    if form.measures:
        told.append(f"“四个一批”措施：{form.measures}")
    return "；".join(told)


def _proofs(file: PaperFile, fit: Fitter) -> Iterator[Row]:
    proofs = file.attachments
    for number in range(ATTACHMENT_ROWS):
        if number < len(proofs):
            kind, name = ATTACHMENT_KINDS.label(proofs[number].kind), proof_name(proofs[number])
        else:
            kind, name = (BLANK_BELOW, "") if number == len(proofs) else ("", "")
        more = len(proofs) - ATTACHMENT_ROWS
        if number == ATTACHMENT_ROWS - 1 and more > 0:
            name = f"{name}　另有{more}件，见续页"
        cells = (
            label("附件类型", 5),
            fit.words("附件类型", kind, 9),
            label("附件名称", 5),
            fit.words("附件名称", name, 20, css="left"),
        )
        group = (label("附　件", 5, rows=ATTACHMENT_ROWS),) if number == 0 else ()
        yield Row((*group, *cells))


def proof_name(proof: Any) -> str:
    return f"{proof.name}（{proof.pages}页）" if proof.pages else str(proof.name)


def _signed(file: PaperFile, fit: Fitter) -> Iterator[Row]:
    said = file.opinion(OWN_OPINIONS)
    decided = file.decisions[-1] if file.decisions else None
    union = file.household.union
    yield _row(
        label("帮扶单位", 5),
        fit.words("帮扶单位", union.name, 9),
        label("*单位工会负\n责人签字", 6),
        Cell(str(said.by) if said and said.by else "", 8),
        label("*单位工会意见\n（盖章）", 6),
        _sealed(fit, said.opinion if said else "", dated(said.on) if said else UNDATED),
        css="seal",
    )
    yield _row(
        label("*建档人", 5),
        fit.words("建档人", _name(file.form.compiled_by), 9),
        label("*审核人", 6),
        fit.words("审核人", _name(decided.by if decided else None), 8),
        label("录入人", 6),
        fit.words("录入人", _name(file.household.entered_by), 10),
    )


def _sealed(fit: Fitter, opinion: str, on: str) -> Cell:
    """The opinion above, the day below; between them the seal of 42 mm has its place."""
    cell = fit.words("单位工会意见", opinion, 10)
    return Cell(f"{cell.text}\n\n{on}" if opinion else on, 10, f"low {cell.css}".strip())


def _name(staff: Any) -> str:
    """Who it was; the line stays free for a signature while nobody is known."""
    return str(staff) if staff else ""
