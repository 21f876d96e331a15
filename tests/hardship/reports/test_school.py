"""T9: every student with school and amount, what was taken back in red, and T5 agrees."""

import io
import json
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import call_command
from pypdf import PdfReader

from hardship.models import Schooling
from hardship.reports.tables import FundsReport, SchoolReport
from office.calendar import Period
from office.documents.pdf import missing_libraries
from office.refusal import Refusal
from tests.people import id_number, make_household, make_line, make_list, make_person

YEAR = Period.of_year(2025)
AUTUMN, WINTER = date(2025, 8, 25), date(2025, 12, 3)


def yuan(amount):
    return Decimal(amount).quantize(Decimal("0.01"))


@pytest.fixture
def helped(office):
    """Two students of one household, one of another who is paid twice and once taken back, one who is not named."""
    first, second = make_household(office.north, "赵一"), make_household(office.south, "钱二")
    autumn = make_list(office.home, "金秋助学", kind="school", fund=None)
    daughter = make_person(office.north, "赵小雨", id_no=id_number(date(2006, 3, 4), "F"))
    son = make_person(office.north, "赵小川", id_no=id_number(date(2009, 3, 4), "M"))
    other = make_person(office.south, "钱小满")
    for student, amount, facts in (
        (daughter, "5000", {"stage": "college", "subject": "护理学", "years": 4, "grade": 1, "letter_no": "20250017"}),
        (son, "3000", {"stage": "senior", "grade": 2}),
    ):
        line = make_line(first, autumn, paid_on=AUTUMN, amount=yuan(amount))
        Schooling.objects.create(
            line=line, student=student, school="滨江第一学校", school_year=2025, tuition=yuan("6800"), **facts
        )
    kept, wrong = (make_line(second, autumn, paid_on=AUTUMN, amount=yuan("3000")) for _time in range(2))
    for line in (kept, wrong):
        Schooling.objects.create(line=line, student=other, school="滨江第二中学", stage="senior", school_year=2025)
    back = make_list(office.home, "金秋助学冲正", kind="school", role="reversal", fund=None)
    make_line(second, back, paid_on=WINTER, amount=yuan("-3000"), reverses=wrong)
    make_line(second, autumn, paid_on=WINTER, amount=yuan("500"))
    make_line(second, make_list(office.home, "生活"), paid_on=WINTER, amount=yuan("77"))
    return office


def table_of(union, period=YEAR):
    report = SchoolReport()
    return report.as_json(report.build(union, period))


def test_every_student_with_school_and_amount(helped):
    table = table_of(helped.home)
    rows = [
        (row["name"], row["student"], row["sex"], row["stage"], row["course"], row["amount"]) for row in table["rows"]
    ]
    assert rows[:2] == [
        ("赵一", "赵小雨", "女", "本科", "4年制/1年级", yuan("5000")),
        ("赵一", "赵小川", "男", "高中", "2年级", yuan("3000")),
    ]
    assert ("钱二", "钱小满", "女", "高中", None, yuan("-3000")) in rows
    assert table["rows"][0]["letter_no"] == "20250017"
    # 户, 人次 and 人: what was taken back counts nowhere, who is not named is no student.
    assert (table["total"]["student"], table["total"]["amount"]) == ("3人", yuan("11500"))
    assert table["notes"][0].startswith("本期助学2户、4人次")
    assert table["notes"][1].startswith("其中1人次未登记学生")
    funds = FundsReport()
    of_school = next(row for row in funds.build(helped.home, YEAR).rows if row["kind"] == "子女助学")
    assert (of_school["amount"], of_school["payments"], of_school["households"]) == (yuan("11500"), 4, 2)


def test_a_union_sees_its_own_and_another_period_nothing(helped):
    assert [row["student"] for row in table_of(helped.north)["rows"]] == ["赵小雨", "赵小川"]
    empty = table_of(helped.home, Period.of_year(2023))
    assert (empty["rows"], empty["total"]["amount"]) == ([], yuan(0))


def test_a_table_that_says_otherwise_than_the_use_of_funds_is_not_made(helped, monkeypatch):
    monkeypatch.setattr(SchoolReport, "rows", lambda *args, **options: [])
    with pytest.raises(Refusal) as refused:
        SchoolReport().build(helped.home, YEAR)
    assert refused.value.code == "report.broken"


@pytest.mark.parametrize("start", ["2025-01-01", "2023-01-01"])
@pytest.mark.skipif(bool(missing_libraries()), reason="no Pango on this machine")
def test_files_by_command(helped, tmp_path, start):
    end = start[:4] + "-12-31"
    for form in ("json", "html", "xlsx", "pdf"):
        out = tmp_path / f"t9.{form}"
        call_command("report", "school", "--from", start, "--to", end, "--format", form, "-o", str(out))
    rows = json.loads((tmp_path / "t9.json").read_text())["rows"]
    assert [row["amount"] for row in rows[:1]] == (["5000.00"] if start == "2025-01-01" else [])
    cells = [cell.value for row in openpyxl.load_workbook(tmp_path / "t9.xlsx").active for cell in row]
    assert ("赵小雨" in cells) == (start == "2025-01-01")
    page = PdfReader(io.BytesIO((tmp_path / "t9.pdf").read_bytes())).pages
    assert len(page) == 1
    assert "金秋助学情况表" in page[0].extract_text()
