"""The year's rosters written anew in the shapes in which offices keep them."""

import csv
import html
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from office.workbooks.headings import normalise
from office.workbooks.reader import read
from office.workbooks.recognising import recognise
from office.workbooks.roster import ROSTERS
from office.workbooks.sheets import BadCell
from tests.year.rosters import DEMO

UNITS = ("第一纺织厂", "印染厂", "钟表厂")
FILES = {
    "unions": "01基层工会名册.xlsx", "members": "02会员花名册.xlsx", "households": "03困难职工档案花名册.xlsx",
    "family": "04家庭成员情况表.xlsx", "cash": "05救济款发放花名册.xls", "goods": "06救助物资发放签收表.xlsx",
    "regular": "07定期救助花名册.xlsx", "referrals": "08市总救助申请情况表.xlsx", "targets": "09年度任务指标.xlsx",
}  # fmt: skip
Record = dict[str, Any]


@cache
def everything() -> dict[str, list[Record]]:
    """Every row of the year by kind: field -> cell, and the sheet it stood on under "sheet"."""
    found = {}
    for kind, name in FILES.items():
        (book,) = recognise(DEMO / name, read(DEMO / name))
        found[kind] = [{**row.cells, "sheet": row.sheet} for sheet in book.sheets for row in sheet.rows()]
    return found


@cache
def sample() -> dict[str, list[Record]]:
    """The part of the year that belongs to some households of three unions: each kind has rows, and all of them go in."""
    year = everything()
    aided = {number(row) for kind in ("regular", "referrals") for row in year[kind]}
    given = {number(row) for row in year["goods"]} & {number(row) for row in year["cash"]}
    heads = []
    for unit in UNITS:
        of_unit = [row for row in year["households"] if row["sheet"] == unit]
        closed = [row for row in of_unit if row["closed_on"]][:3]
        both = [row for row in of_unit if number(row) in given and not row["closed_on"]][:4]
        heads += [row for index, row in enumerate(of_unit) if index < 8 or row in closed + both or number(row) in aided]
    numbers = {number(row) for row in heads}
    family = [row for row in year["family"] if normalise(row["head_number"]) in numbers]
    numbers |= {number(row) for row in family if row["number"]}
    part = {
        kind: [row for row in year[kind] if number(row) in numbers]
        for kind in ("cash", "goods", "regular", "referrals")
    }
    members = [row for row in year["members"] if any(unit in row["unit"] for unit in UNITS)]
    return {
        "unions": year["unions"], "members": members, "households": heads, "family": family, **part,
        "targets": year["targets"],
    }  # fmt: skip


def number(row: Record) -> str:
    return normalise(row["number"])


@dataclass(frozen=True)
class Shape:
    """One sheet: what stands above and below, its header rows with their merges, and its rows."""

    name: str
    header: Sequence[Sequence[Any]]
    rows: Sequence[Sequence[Any]]
    above: Sequence[Sequence[Any]] = ()
    below: Sequence[Sequence[Any]] = ()
    merges: Sequence[tuple[int, int, int, int]] = ()  # first row, first column, last row, last column, from 0
    hidden_columns: Sequence[int] = field(default=())
    hidden_rows: Sequence[int] = field(default=())

    def all_rows(self) -> list[Sequence[Any]]:
        return [*self.above, *self.header, *self.rows, *self.below]


def fields_of(kind: str) -> list[str]:
    """The columns that the year's workbook of this kind has, in the roster's order."""
    present = set(sample()[kind][0])
    return [name for name in ROSTERS[kind].fields if name in present]


def heading(kind: str, name: str) -> str:
    return ROSTERS[kind].fields[name].column_name


def plain(
    kind: str, rows: Iterable[Record] | None = None, *, fields: Sequence[str] = (), name: str = "", **more: Any
) -> Shape:
    """One header row with the roster's own headings in row 1, and the rows below it."""
    fields = fields or fields_of(kind)
    rows = sample()[kind] if rows is None else rows
    return Shape(
        name or str(kind),
        [["序号", *(heading(kind, field) for field in fields)]],
        [[index, *(row.get(field) for field in fields)] for index, row in enumerate(rows, 1)],
        **more,
    )


def by_sheet(kind: str) -> list[Shape]:
    """One sheet for each sheet of the year's workbook."""
    names = dict.fromkeys(row["sheet"] for row in sample()[kind])
    return [plain(kind, [row for row in sample()[kind] if row["sheet"] == name], name=name) for name in names]


def change(shape: Shape, cell: Callable[[str, Any], Any]) -> Shape:
    """The shape with every cell of its rows changed by `cell(heading, value)`."""
    headings = shape.header[-1]
    rows = [[cell(heading, value) for heading, value in zip(headings, row, strict=True)] for row in shape.rows]
    return replace(shape, rows=rows)


def xlsx(path: Path, *shapes: Shape) -> Path:
    book = Workbook()
    book.remove(book.active)
    for shape in shapes:
        sheet = book.create_sheet(shape.name)
        for index, row in enumerate(shape.all_rows(), 1):
            for column, value in enumerate(row, 1):
                if value is not None:
                    sheet.cell(index, column, value.text if isinstance(value, BadCell) else value)
        for top, left, bottom, right in shape.merges:
            sheet.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        for column in shape.hidden_columns:
            sheet.column_dimensions[sheet.cell(1, column + 1).column_letter].hidden = True
        for row in shape.hidden_rows:
            sheet.row_dimensions[row + 1].hidden = True
    book.save(path)
    return path


def text(value: Any) -> str:
    """A cell as a text file has it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)


def csv_file(path: Path, shape: Shape, encoding: str) -> Path:
    out = io.StringIO()
    csv.writer(out, delimiter="\t" if encoding == "utf-16" else ",").writerows(
        [text(value) for value in row] for row in shape.all_rows()
    )
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def html_file(path: Path, shape: Shape) -> Path:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(text(value))}</td>" for value in row) + "</tr>" for row in shape.all_rows()
    )
    path.write_text(
        f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>', encoding="utf-8"
    )
    return path


def titles(kind: str) -> Sequence[Sequence[str]]:
    """What stands above the header where the rows do not say it: the year of a sheet of targets."""
    return [[f"滨江市轻工系统工会2025年度{ROSTERS[kind].label}"]] if kind == "targets" else ()


def plainly(folder: Path, kind: str) -> Path:
    """The sample's workbook of this kind without anything difficult about it."""
    path = folder / f"plain {kind}.xlsx"
    if not path.exists():
        xlsx(path, *(by_sheet(kind) if kind == "cash" else [plain(kind, above=titles(kind))]))
    return path
