"""The annual report in its four formats."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from members.models import Union
from office.calendar import Period
from office.documents import pdf, sheets
from office.money import grouped
from office.reporting.figures import FIGURES, Number
from office.reporting.reports import Report, register

from . import words
from .build import Annual, build
from .layout import GROUPS, NOTES, Line
from .narrative import Clause, text_of

NONE = "—"


@dataclass(frozen=True)
class PrintedLine:
    """One row as it is printed: every cell a text."""

    code: str
    label: str
    unit: str
    indent: int
    target: str
    value: str
    last_year: str
    completion: str
    change: str
    note: str


@dataclass(frozen=True)
class PrintedGroup:
    number: int
    label: str
    lines: list[PrintedLine]


def printed(number: Number) -> str:
    """465,280.00 for 元, 1,671 for counts."""
    return grouped(number) if isinstance(number, Decimal) else f"{number:,}"


def _percent(value: Decimal | None) -> str:
    return NONE if value is None else f"{value:.1f}".replace("-", "−")


def printed_groups(built: Annual) -> list[PrintedGroup]:
    return [
        PrintedGroup(number, group.label, [_printed_line(line, built) for line in group.lines])
        for number, group in enumerate(GROUPS, start=1)
    ]


def _printed_line(line: Line, built: Annual) -> PrintedLine:
    value = built.values[line.code]
    short = (value.target or 0) - value.now
    return PrintedLine(
        code=line.code,
        label=line.label,
        unit=line.unit,
        indent=line.indent,
        target=NONE if value.target is None else f"{value.target:,}",
        value=printed(value.now),
        last_year=printed(value.last_year) if value.last_year else NONE,
        completion=_percent(value.completion),
        change=_percent(value.change),
        note=f"差{short:,}{line.unit}" if value.target and short > 0 else line.note,
    )


@dataclass(frozen=True)
class Letter:
    """What the letter to the higher union says, and the annex behind it: the context of templates/print/annual.html."""

    built: Annual

    @property
    def office(self) -> str:
        return self.built.union.name

    @property
    def city_federation(self) -> str:
        parent = self.built.union.parent
        return parent.name if parent else self.office

    @property
    def title(self) -> str:
        return "".join(self.title_lines)

    @property
    def title_lines(self) -> list[str]:
        return [self.office, f"关于{words.title_of(self.built.period)}困难职工帮扶工作情况的报告"]

    @property
    def opening(self) -> str:
        return (
            f"{words.name_of(self.built.period)}，我会认真落实市总工会工作部署，坚持“先建档、后帮扶、实名制、依档帮扶”，"
            "积极做好困难职工帮扶和工会组建工作。现将有关情况报告如下。"
        )

    @property
    def sections(self) -> list[tuple[str, list[tuple[str, str]]]]:
        teller = self.built.teller
        relief = [
            ("救济款物。", [teller.cash(), teller.goods()]),
            ("定期救助。", [teller.regular()]),
            ("市级救助。", [teller.city()]),
        ]
        chapters = [
            ("帮扶救助情况", [(lead, sentence) for lead, clauses in relief if (sentence := _sentence(clauses))]),
            ("困难职工档案情况", [("", sentence) for sentence in [self._files()] if sentence]),
            (
                "工会组织建设情况",
                [("", sentence) for sentence in [_sentence([teller.building()]) + _sentence([teller.committees()])] if sentence],
            ),
        ]  # fmt: skip
        numbered = zip("一二三", [chapter for chapter in chapters if chapter[1]], strict=False)
        return [
            (f"{number}、{heading}", [(_lead(index, lead), text) for index, (lead, text) in enumerate(paragraphs)])
            for number, (heading, paragraphs) in numbered
        ]

    def _files(self) -> str:
        built = self.built
        told = _sentence([built.teller.files()])
        closed = built.values["files.closed"].now
        if closed:
            told += f"销档{closed}份。"
        if built.in_force_by_category:
            kinds = "、".join(f"{label}{files}户" for label, files in built.in_force_by_category)
            told += f"截至{words.day(built.period.end)}，在档困难职工中{kinds}。"
        return told

    closing = "特此报告。"

    @property
    def annex_title(self) -> str:
        return f"{words.title_of(self.built.period)}困难职工帮扶和工会组建情况统计表"

    @property
    def period_label(self) -> str:
        return words.span(self.built.period)

    @property
    def narrative(self) -> str:
        return self.built.narrative

    @property
    def groups(self) -> list[PrintedGroup]:
        return printed_groups(self.built)

    notes = NOTES

    @property
    def signers(self) -> list[tuple[str, str]]:
        by = self.built.by
        union = self.built.union
        return [
            ("单位负责人", union.chair),
            ("审核人", ""),
            ("填表人", str(by) if by else ""),
            ("联系电话", union.phone),
        ]

    @property
    def dated(self) -> str:
        return words.day(self.built.on)

    @property
    def check_code(self) -> str:
        return self.built.check_code


def _sentence(clauses: list[Clause]) -> str:
    told = "；".join(text_of(clause) for clause in clauses if clause)
    return f"{told}。" if told else ""


def _lead(index: int, lead: str) -> str:
    return f"（{'一二三四五'[index]}）{lead}" if lead else ""


@register
class AnnualReport(Report):
    slug = "annual"
    title = _("Annual summary")

    def build(self, union: Union, period: Period, *, by: Any = None) -> Annual:
        return build(union, period, on=timezone.localdate(), by=by)

    def as_json(self, built: Annual) -> dict[str, Any]:
        """Amounts are strings with two decimals, counts are integers, per cents strings with one decimal (design.md 6)."""
        return {
            "union": built.union.name,
            "period": {"from": built.period.start, "to": built.period.end},
            "figures": {
                code: {
                    "value": value.now,
                    "label": str(FIGURES[code].label),
                    "unit": str(FIGURES[code].unit),
                    "target": value.target,
                    "completion": value.completion,
                    "last_year": value.last_year,
                }
                for code, value in built.values.items()
            },
            "narrative": built.narrative,
        }

    def as_html(self, built: Annual) -> str:
        """A page that stands alone: the print style sheets are inside it."""
        # Our own style sheets, nothing a user typed.
        return _page(built, styles=mark_safe(pdf.style_text(STYLES)))

    def as_pdf(self, built: Annual) -> bytes:
        return pdf.render(_page(built), stylesheets=STYLES)

    def as_xlsx(self, built: Annual) -> bytes:
        return sheets.workbook([_table(built), _account(built)], title=Letter(built).title, author=built.union.name)


STYLES = ("base.css", "annual.css")
COLUMNS = (
    sheets.Column("number", "序号", 6, sheets.Kind.COUNT),
    sheets.Column("group", "指标", 14),
    sheets.Column("label", "项目", 18),
    sheets.Column("unit", "计量单位", 10),
    sheets.Column("target", "任务数", 10, sheets.Kind.COUNT),
    sheets.Column("value", "本期完成", 16, sheets.Kind.MONEY),
    sheets.Column("last_year", "上年同期", 16, sheets.Kind.MONEY),
    sheets.Column("completion", "完成率", 10, sheets.Kind.PERCENT),
    sheets.Column("change", "增减", 10, sheets.Kind.PERCENT),
    sheets.Column("note", "备注", 12),
)


def _page(built: Annual, **more: Any) -> str:
    return render_to_string("print/annual.html", {"report": Letter(built), **more})


def _ratio(per_cent: Decimal | None) -> Decimal | str:
    return NONE if per_cent is None else per_cent / 100


def _table(built: Annual) -> sheets.Table:
    letter = Letter(built)
    rows = []
    for number, group in enumerate(GROUPS, start=1):
        for line in group.lines:
            value = built.values[line.code]
            first = line is group.lines[0]
            rows.append(
                {
                    "number": number if first else None,
                    "group": group.label if first else None,
                    "label": "　" * line.indent + line.label,
                    "unit": line.unit,
                    "target": NONE if value.target is None else value.target,
                    "value": value.now,
                    "last_year": value.last_year or NONE,
                    "completion": _ratio(value.completion),
                    "change": _ratio(value.change),
                    "note": _printed_line(line, built).note,
                }
            )
    return sheets.Table(
        name="统计表",
        title=[letter.annex_title],
        columns=COLUMNS,
        rows=rows,
        left=f"填报单位（盖章）：{letter.office}",
        right=f"统计时间：{letter.period_label}",
        notes=[f"情况说明：{built.narrative}", *(f"注：{note}" for note in NOTES), f"校验码 {built.check_code}"],
        signers=[*letter.signers, ("报出日期", letter.dated)],
    )


def _account(built: Annual) -> sheets.Table:
    """Every figure with its definition: the sheet that answers where a number comes from."""
    return sheets.Table(
        name="指标说明",
        title=["指标说明"],
        columns=(
            sheets.Column("label", "指标", 30),
            sheets.Column("unit", "单位", 8),
            sheets.Column("value", "本期", 16, sheets.Kind.MONEY),
            sheets.Column("definition", "口径", 70),
        ),
        rows=[
            {
                "label": str(FIGURES[code].label),
                "unit": str(FIGURES[code].unit),
                "value": value.now,
                "definition": str(FIGURES[code].definition),
            }
            for code, value in built.values.items()
        ],
        landscape=True,
    )
