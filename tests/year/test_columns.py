"""Every column of every roster, out and in: blank template → filled in → imported → exported says the same.

A column that is added to a roster is walked over without a word here: what goes into it follows from the kind of its cell.
"""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from members.models import Employer, Union
from office.identity import birthday_of, luhn_ok, sex_of
from office.workbooks.cells import (
    Card,
    Choice,
    Day,
    Decimals,
    Mobile,
    Money,
    Month,
    Name,
    Phone,
    WholeNumber,
    YesNo,
)
from office.workbooks.reader import read
from office.workbooks.recognising import recognise
from office.workbooks.roster import ROSTERS
from tests.people import id_number, make_household
from tests.year.rosters import import_rosters

CARD = next(number for number in (f"62220200000000{tail:02d}" for tail in range(100)) if luhn_ok(number))
SAMPLES = {
    Name: "林秀珍", Day: "2025-03-08", Month: "2025-07", Card: CARD, Mobile: "13800138000", Phone: "13800138000",
    Money: "1200", WholeNumber: "3", Decimals: "56.5", YesNo: "是",
}  # fmt: skip
# Read and checked, but kept nowhere: a year's income a head becomes a month's, sums and signatures are only compared.
READ_ONLY = {
    "households": {"per_capita_year"},
    "regular": {"signed"},
    "members": {"document", "joined_on", "status"},
    "targets": {"measure"},
}


def sample(column):
    """Something that may stand in a cell of this kind."""
    widget = column.widget
    if isinstance(widget, YesNo):
        return "是"
    if isinstance(widget, Choice):
        return widget.choices[-1]
    return next((SAMPLES[kind] for kind in type(widget).__mro__ if kind in SAMPLES), f"{column.column_name}甲"[:20])


def fitting(kind, office):
    """What must fit together in one row, or be on record already."""
    number = id_number(date(1970, 5, 5))
    person = {"number": number, "sex": "男" if sex_of(number) == "M" else "女", "birthday": birthday_of(number)}
    here = {"unit": office.north.name}
    if kind == "unions":
        return {"name": "东岸造船厂工会委员会", "code": "0099", "employer": "东岸造船厂", "uscc": "81210200MC0000001X",
                "employer_uscc": "91210200MA00000013"}  # fmt: skip
    if kind == "members":
        return person | here | {"change": "入会", "left_kind": "退会", "left_on": "2025-11-30"}
    if kind == "households":
        return person | here | {"opened_on": "2025-01-08", "completed_on": "2025-02-08", "closed_on": "2025-03-08"}
    if kind == "targets":
        return {"figure": "发展会员", "unit": office.home.name, "year": "2025"}
    household = make_household(office.north, "何玉梅", opened_on=date(2024, 1, 1))
    head = {"name": "何玉梅", "number": household.head.id_no, "sex": "女" if household.head.sex == "F" else "男"} | here
    if kind == "family":
        return person | {"head_name": "何玉梅", "head_number": household.head.id_no}
    if kind == "cash":
        return head | {"project": "一次性生活救助", "fund": "本级工会经费"}
    if kind == "goods":
        return head | {"quantity": "2", "unit_price": "140", "amount": "280"}
    if kind == "regular":
        return head | {
            "first_month": "2025-07",
            "last_month": "2025-12",
            "months": "6",
            "standard": "100",
            "amount": "600",
        }
    return head | {"decided_on": "2025-04-08", "paid_on": "2025-05-08", "state": "已拨付"}


def plain(value):
    """A cell as people compare it: 1200, 1,200.00 and 1200.0 are one amount, a day is a day."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = "" if value is None else str(value).strip()
    try:
        return f"{Decimal(text.replace(',', '')).normalize():f}" if text else ""
    except ArithmeticError:
        return text


@pytest.mark.parametrize("kind", ROSTERS)
def test_what_is_filled_into_a_blank_template_comes_out_again(kind, office, tmp_path):
    roster = ROSTERS[kind]
    fit = fitting(kind, office)
    wanted = {name: str(fit.get(name, sample(column))) for name, column in roster.fields.items()}
    if kind == "households":
        wanted["per_capita_year"] = ""
    book = load_workbook(io.BytesIO(roster.template()))
    sheet = book.worksheets[0]
    headings = {str(cell.value).lstrip("*"): cell.column for cell in sheet[1] if cell.value}
    for name, column in roster.fields.items():
        sheet.cell(3, headings[column.column_name]).value = wanted[name]
    path = tmp_path / f"{kind}.xlsx"
    book.save(path)
    told = import_rosters(path)
    assert (told.status, told.counts, told.remarks) == (0, {kind: (1, 0, 0, 0)}, told.remarks), told.files
    out = tmp_path / "out.xlsx"
    queryset = roster.get_queryset()
    if kind == "unions":
        queryset = queryset.filter(code="0099")
    if kind == "households":
        queryset = queryset.filter(head__name="林秀珍")
    out.write_bytes(roster.workbook(queryset))
    (recognised,) = recognise(out, read(out))
    (row,) = recognised.sheets[0].rows()
    kept = set(roster.fields) - READ_ONLY.get(kind, set())
    assert {name: plain(row.cells.get(name)) for name in kept} == {name: plain(wanted[name]) for name in kept}


def test_what_is_kept_nowhere_is_told():
    """A column without a place in the export must be one of those named above, or what is typed there would be lost."""
    for kind, roster in ROSTERS.items():
        lost = {
            name for name, column in roster.fields.items()
            if column.attribute is None and not hasattr(roster, f"dehydrate_{name}")
        }  # fmt: skip
        assert lost == READ_ONLY.get(kind, set()), kind


def test_a_unit_goes_by_its_union(office):
    assert Union.objects.filter(name=office.north.name).exists()
    assert Employer.objects.filter(union=office.north).exists()
