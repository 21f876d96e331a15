"""The second side: what the family asks for, what the visit found, the opinions, and the log of approvals."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from hardship.models import Step, Visit
from hardship.reports.annual.words import span
from hardship.reports.papers.facts import HIGHER_OPINIONS, OWN_OPINIONS, PaperFile
from hardship.reports.papers.fit import Cell, Fitter, Row, Size, label
from hardship.reports.papers.words import BLANK_BELOW, NONE, RESULTS, UNDATED, dated, money, text
from hardship.rules.code_lists import CATEGORIES, CAUSES, EXCLUSIONS, EXPENSE_KINDS, INCOME_KINDS
from office.calendar import Period
from office.money import grouped

LOG_ROWS = 6
LOG_HEADS = (
    ("审批机构", 9), ("审批人", 5), ("审批意见", 7), ("审批结果", 5), ("审批时间", 7), ("建议救助资金", 6), ("资金来源", 5),
)  # fmt: skip
ASKED = (
    (("生活救助", "living"), ("就业帮扶", "work")),
    (("医疗救助", "medical"), ("技能培训", "training")),
    (("助学救助", "schooling"), ("法律援助", "legal")),
)
# Lines of type that stand above the signature line of each block.
REASON = (Size("", 10, 7), Size("close", 9, 9), Size("closer", 7.5, 12))
FOUND = (Size("", 10, 2), Size("close", 9, 3), Size("closer", 7.5, 4))
OPINION = (Size("", 10, 4), Size("close", 9, 6), Size("closer", 7.5, 8))
PLEDGE = "本人承诺以上情况和所附材料真实，并同意工会核对家庭经济状况。"
VISIT_RESULTS = {"fits": "符合条件", "fails": "不符合条件", "unchanged": "情况无变化"}


def back(file: PaperFile, fit: Fitter) -> list[Row]:
    own, higher = file.opinion(OWN_OPINIONS), file.opinion(HIGHER_OPINIONS)
    visit = file.visit
    return [
        Row((label("申请帮扶项目", 6), *_asked(file))),
        *_block("申\n请\n原\n因", "reason", fit.prose("申请原因", _reason(file), 38, REASON), _by_hand("申请人签字：")),
        *_block(
            "入户核查\n情　　况",
            "found",
            fit.prose("入户核查情况", _found(file, visit), 38, FOUND),
            _visited(visit),
        ),
        *_block(
            "所在单位\n工会意见\n及公示结果",
            "said",
            fit.prose("所在单位工会意见及公示结果", [own.opinion if own else "", _notice(file)], 38, OPINION),
            _signed(own),
        ),
        *_block(
            "系统（区县）\n工会意见",
            "said",
            fit.prose("系统（区县）工会意见", [higher.opinion if higher else ""], 38, OPINION),
            _signed(higher),
        ),
    ]


def log(file: PaperFile, fit: Fitter) -> list[Row]:
    """The latest six decisions; a longer history stands in full on the extra sheet."""
    heads = Row(tuple(label(words, width) for words, width in LOG_HEADS))
    decisions = file.decisions[-LOG_ROWS:]
    rows = [Row(log_cells(step, fit)) for step in decisions]
    for number in range(LOG_ROWS - len(rows)):
        spans = [width for _words, width in LOG_HEADS]
        rows.append(Row(tuple(Cell(BLANK_BELOW if not number + at else "", width) for at, width in enumerate(spans))))
    return [heads, *rows]


def log_cells(step: Step, fit: Fitter) -> tuple[Cell, ...]:
    by = str(step.by) if step.by else NONE
    return (
        fit.words("审批机构", step.union.name if step.union else NONE, 9),
        fit.words("审批人", by, 5),
        fit.words(f"{dated(step.on)}审批意见", text(step.opinion), 7),
        fit.words("审批结果", RESULTS[step.code], 5),
        fit.words("审批时间", dated(step.on), 7),
        Cell(NONE, 6),
        Cell(NONE, 5),
    )


def _asked(file: PaperFile) -> Iterator[Cell]:
    for pair, width in zip(ASKED, (12, 13, 13), strict=True):
        yield Cell(span=width, ticks=tuple((words, code in file.form.needs) for words, code in pair))


def _block(heading: str, css: str, prose: Cell, ends: tuple[str, ...]) -> tuple[Row, Row]:
    """An opinion: the text, and under it without a rule the line to sign on."""
    return (
        Row((label(heading, 6, rows=2, css="group"), prose), css),
        Row((Cell(span=38, css="ends", ends=ends),)),
    )


def _by_hand(words: str) -> tuple[str, ...]:
    return (f"{words}　　　　　　", f"　　　　{UNDATED}")


def _signed(step: Step | None) -> tuple[str, ...]:
    if step is None:
        return ("（盖章）　　　　", *_by_hand("负责人签字："))
    return ("（盖章）　　　　", f"负责人签字：{step.by or '　　　　　　'}", f"　　　　{dated(step.on)}")


def _visited(visit: Visit | None) -> tuple[str, ...]:
    if visit is None:
        return (f"核查人签字（两人）：{'　' * 12}", f"　　　　{UNDATED}")
    return (f"核查人签字（两人）：{'、'.join(visit.visitors)}　　　　", f"　　　　{dated(visit.on)}")


def _reason(file: PaperFile) -> list[str]:
    """The application as its facts tell it, then the family's pledge."""
    assessment = file.assessment
    told = [f"本人系{file.employer}职工，家庭{file.size}口人"]
    if assessment.cause:
        told.append(f"因{CAUSES.label(assessment.cause)}致困")
    first = f"{'，'.join(told)}。{_ended(assessment.cause_text)}"
    if file.expenses:
        kinds = [
            f"{kind}{grouped(gross)}元，{_borne(gross, net)}自付{grouped(net)}元"
            for kind, gross, net in expenses_by_kind(file)
        ]
        first += f"近十二个月刚性支出：{'；'.join(kinds)}。"
    if file.per_capita is not None:
        first += f"家庭月人均收入{money(file.per_capita)}元，"
    return [f"{first}生活确有困难，特申请帮扶。", PLEDGE]


def _borne(gross: Decimal, net: Decimal) -> str:
    return f"报销和他人负担{grouped(gross - net)}元，" if gross != net else ""


def expenses_by_kind(file: PaperFile) -> list[tuple[str, Decimal, Decimal]]:
    """(kind, billed, borne by the family) for each kind of rigid expense, in the order of the list."""
    found = []
    for code in (entry.code for entry in EXPENSE_KINDS.entries):
        lines = [line for line in file.expenses if line.kind == code]
        if lines:
            gross, net = (sum((getattr(line, of) for line in lines), Decimal(0)) for of in ("gross", "net"))
            found.append((EXPENSE_KINDS.label(code), gross, net))
    return found


def _incomes(file: PaperFile) -> str:
    found = []
    for entry in INCOME_KINDS.entries:
        amounts = [line.amount for line in file.incomes if line.kind == entry.code]
        if amounts:
            found.append(f"{entry.label}{grouped(sum(amounts, Decimal(0)))}元")
    return f"家庭年收入：{'、'.join(found)}。" if found else ""


def _found(file: PaperFile, visit: Visit | None) -> list[str]:
    """What the visitors saw, then incomes and assets as they were checked, then the sum of the rules."""
    told = []
    if visit is not None:
        seen = _ended(visit.seen.replace("\n", ""))
        told.append(f"{dated(visit.on)}入户，{seen}结论：{VISIT_RESULTS[visit.result]}。{_ended(visit.why)}")
    checked = _incomes(file)
    if file.assets is not None:
        checked += _assets(file.assets)
    if file.verdict is not None:
        outcome = CATEGORIES.label(file.verdict.category) if file.verdict.category else "不符合"
        checked += f"核算：{file.verdict.arithmetic or NONE}，{outcome}。"
    return [*told, checked]


def _assets(assets: Any) -> str:
    parts = []
    if assets.dwellings is not None:
        area = f"、{assets.dwelling_area}㎡" if assets.dwelling_area is not None else ""
        parts.append(f"住房{assets.dwellings}套{area}")
    parts.append(f"机动车：{assets.vehicles or '无'}")
    parts.append(f"企业、商铺：{assets.companies or '无'}")
    if assets.savings is not None:
        parts.append(f"存款和证券{grouped(assets.savings)}元")
    parts += [EXCLUSIONS.label(code) for code in assets.found]
    checked = f"（{dated(assets.checked_on)}核对）" if assets.checked_on else ""
    return f"{'；'.join(parts)}{checked}。"


def _notice(file: PaperFile) -> str:
    """经公示…: the days, the place, and whether somebody objected."""
    line = file.notice_line
    if line is None:
        return ""
    notice = line.notice
    days = span(Period(notice.posted_on, notice.ends_on)) if notice.ends_on else dated(notice.posted_on)
    count = len(line.objections.all())
    outcome = f"收到异议{count}件，已复查" if count else "无异议" if notice.state == "taken_down" else "正在公示"
    return f"{days}公示{notice.days}个工作日，{outcome}。"


def _ended(sentence: str) -> str:
    """The sentence with its full stop; "" for none."""
    return sentence if not sentence or sentence[-1] in "。！？；" else f"{sentence}。"
