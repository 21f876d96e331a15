"""Workbooks that nobody has seen yet: the year in other shapes goes in with the same figures."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction

from office.workbooks.cells import Money
from office.workbooks.headings import find, tops
from office.workbooks.roster import ROSTERS
from office.workbooks.sheets import Sheet
from tests.year.reshaping import (
    by_sheet,
    change,
    csv_file,
    fields_of,
    heading,
    html_file,
    plain,
    plainly,
    sample,
    text,
    titles,
    xlsx,
)  # fmt: skip
from tests.year.rosters import figures, import_rosters, open_office

# Counting lines here takes a third of the time, and the rosters' own tests have run every line already.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]
BASE = ("unions", "members", "households", "family")
PAID = ("cash", "goods", "regular", "referrals")


@pytest.fixture(scope="module")
def module_database(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def expected(module_database, tmp_path_factory) -> dict:
    """The figures of the sample as it is: everything below must come to the same."""
    folder = tmp_path_factory.mktemp("plain")
    with transaction.atomic():
        open_office()
        told = import_rosters(*(plainly(folder, kind) for kind in ROSTERS))
        assert (told.status, told.codes) == (0, [])
        found = figures()
        transaction.set_rollback(True)
    assert found["cash.payments"] > 10
    assert found["goods.kits"] > 5
    assert found["regular.people"] > 0
    assert found["files.closing"] > 30
    assert found["files.closed"] > 0
    return found


@pytest.fixture(scope="module")
def with_unions(expected, tmp_path_factory) -> Iterator[None]:
    """An office with its unions: every other roster needs them."""
    with transaction.atomic():
        open_office()
        assert import_rosters(plainly(tmp_path_factory.mktemp("unions"), "unions")).status == 0
        yield
        transaction.set_rollback(True)


@pytest.fixture
def others(with_unions, tmp_path):
    """Imports the plain workbooks of the kinds that are not under test, before those that are and after them."""

    def bring(kind: str, *paths, status: int = 0):
        kinds = [name for name in ROSTERS if name not in ("unions", kind)]
        order = sorted(kinds, key=lambda name: ROSTERS[name].order)
        before = [name for name in order if ROSTERS[name].order < ROSTERS[kind].order]
        needed = [plainly(tmp_path, name) for name in before]
        after = [plainly(tmp_path, name) for name in order if name not in before]
        if needed:
            assert import_rosters(*needed).status == 0
        told = import_rosters(*paths)
        assert (told.status, told.codes, told.refusal) == (status, [], "")
        if after:
            assert import_rosters(*after).status == 0
        again = import_rosters(*paths)
        assert [again.counts[name][:2] for name in again.counts] == [(0, 0)] * len(again.counts)
        return told

    return bring


def _check(expected, others, kind, *paths):
    told = others(kind, *paths)
    assert figures() == expected
    return told


def _sheets(kind):
    """The sample as the plain workbook has it: relief lists go by their sheets."""
    return by_sheet(kind) if kind == "cash" else [plain(kind, above=titles(kind))]


EVERY_KIND = [kind for kind in ROSTERS if kind != "unions"]


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_every_synonym_of_every_heading(kind):
    """Each word is known as its own column, beside the other columns under their own headings."""
    roster = ROSTERS[kind]
    for name in fields_of(kind):
        for word in roster.fields[name].synonyms:
            header = [word if other == name else heading(kind, other) for other in fields_of(kind)]
            found = find(tops(Sheet("x", False, [list(header)])), roster.words)
            assert found.fields[fields_of(kind).index(name)] == name, word


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_other_headings_other_order_and_columns_nobody_knows(kind, expected, others, tmp_path):
    rng = random.Random(kind)
    shapes = []
    for shape in _sheets(kind):
        words = {heading(kind, name): ROSTERS[kind].fields[name] for name in fields_of(kind)}
        order = list(range(len(shape.header[0])))
        rng.shuffle(order)
        said = ["序号"]
        for label in shape.header[0][1:]:
            # Only words that no other column of this sheet could take.
            own = [
                word
                for word in words[label].synonyms
                if sum(word in column.synonyms or word == column.column_name for column in words.values()) == 1
            ]
            said.append(f"*{rng.choice(own or [label])}（必填）")
        header = [[said[index] for index in order] + ["经办科室", "车间班组"]]
        rows = [[row[index] for index in order] + ["生活保障部", "一车间"] for row in shape.rows]
        shapes.append(replace(shape, header=header, rows=rows))
    _check(expected, others, kind, xlsx(tmp_path / "x.xlsx", *shapes))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_header_in_row_eight_with_totals_notes_and_blank_rows(kind, expected, others, tmp_path):
    shapes = []
    for shape in _sheets(kind):
        width = len(shape.header[0])
        rows = []
        for index, row in enumerate(shape.rows):
            if index and index % 30 == 0:
                rows += [["本页小计", None, None, 30], [], *shape.header]
            rows.append(row)
        above = [
            *shape.above,
            ["XX表"],
            [],
            ["填报单位：", None, "填报时间：2025年12月31日"],
            [],
            [],
            ["（此表一式三份）"],
        ]
        above = above[: 7 - len(shape.above)] + [[]] * (7 - len(above))
        total = ["合计", *[None] * (width - 1)]
        below = [
            total,
            [],
            ["单位负责人：", None, "审核人：", "填表人："],
            ["注：1.此表由基层工会填写"],
            ["2.金额单位为元"],
        ]
        shapes.append(replace(shape, above=above[:7], rows=[total, *rows], below=below))
    _check(expected, others, kind, xlsx(tmp_path / "x.xlsx", *shapes))


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("depth", [2, 3])
@pytest.mark.parametrize("kind", ["households", "cash", "members"])
def test_headers_of_two_and_three_rows(kind, depth, merged, expected, others, tmp_path):
    shapes = []
    for shape in _sheets(kind):
        labels = shape.header[0]
        width = len(labels)
        group = range(width - 4, width)
        top = [None if index in group else label for index, label in enumerate(labels)]
        top[group[0]] = "有关情况"
        last = [label if index in group else None for index, label in enumerate(labels)]
        header = [top, *([[None] * group[0] + ["其中", None, None, None]] if depth == 3 else []), last]
        merges = [(0, group[0], 0, group[-1])]
        merges += [(0, index, depth - 1, index) for index in range(group[0])]
        if depth == 3:
            merges.append((1, group[0], 1, group[-1]))
        shapes.append(replace(shape, above=(), header=header, merges=merges if merged else ()))
    _check(expected, others, kind, xlsx(tmp_path / "x.xlsx", *shapes))


def test_families_under_户主_and_成员(expected, others, tmp_path):
    fields = ("head_name", "head_number", "name", "relation", "number", "health", "occupation", "income_month")
    for merges in ([(0, 1, 0, 2), (0, 3, 0, 8)], []):
        shape = plain("family", fields=fields)
        header = [
            ["序号", "户主", None, "成员"],
            [None, "姓名", "身份证号", "姓名", "关系", "身份证号", "健康状况", "身份", "月收入"],
        ]
        path = xlsx(tmp_path / f"{len(merges)}.xlsx", replace(shape, header=header, merges=merges))
        with transaction.atomic():
            _check(expected, others, "family", path)
            transaction.set_rollback(True)


def test_one_cell_for_the_head_of_each_family(expected, others, tmp_path):
    shape = plain("family")
    rows, merges, start = [list(row) for row in shape.rows], [], 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or shape.rows[index][2] != shape.rows[start][2]:
            if index - start > 1:
                merges += [(start + 1, 1, index, 1), (start + 1, 2, index, 2)]
            for row in rows[start + 1 : index]:
                row[1] = row[2] = None
            start = index
    _check(expected, others, "family", xlsx(tmp_path / "x.xlsx", replace(shape, rows=rows, merges=merges)))


def _without_unit(rows):
    return plain("households", rows, fields=[name for name in fields_of("households") if name != "unit"])


def _of_unit():
    units = dict.fromkeys(row["sheet"] for row in sample()["households"])
    return {unit: [row for row in sample()["households"] if row["sheet"] == unit] for unit in units}


def test_the_sheet_is_called_after_its_unit(expected, others, tmp_path):
    shapes = [replace(_without_unit(rows), name=unit) for unit, rows in _of_unit().items()]
    _check(expected, others, "households", xlsx(tmp_path / "x.xlsx", *shapes))


def test_the_unit_stands_above_the_header(expected, others, tmp_path):
    shapes = [
        replace(
            _without_unit(rows),
            name=f"Sheet{index}",
            above=[["困难职工档案"], [f"填报单位：滨江市{unit}工会委员会        填报时间：2025年12月31日"]],
        )
        for index, (unit, rows) in enumerate(_of_unit().items(), 1)
    ]
    _check(expected, others, "households", xlsx(tmp_path / "x.xlsx", *shapes))


@pytest.mark.parametrize("group", ["title", "subtotal"])
def test_units_as_sections_of_one_sheet(group, expected, others, tmp_path):
    rows = []
    for unit, records in _of_unit().items():
        shape = _without_unit(records)
        rows += [[unit]] if group == "title" else []
        rows += shape.rows
        rows.append(["小计" if group == "title" else f"{unit}小计", None, None, len(records)])
    _check(expected, others, "households", xlsx(tmp_path / "x.xlsx", replace(shape, name="Sheet1", rows=rows)))


def test_one_merged_cell_for_all_rows_of_a_unit(expected, others, tmp_path):
    shape = plain("households", [row for rows in _of_unit().values() for row in rows])
    at = shape.header[0].index("工作单位")
    rows, merges, start = [list(row) for row in shape.rows], [], 1
    for records in _of_unit().values():
        merges.append((start, at, start + len(records) - 1, at))
        for row in rows[start : start + len(records) - 1]:
            row[at] = None
        start += len(records)
    _check(expected, others, "households", xlsx(tmp_path / "x.xlsx", replace(shape, rows=rows, merges=merges)))


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_numbers_as_text_and_texts_as_numbers(kind, expected, others, tmp_path):
    def swap(label, value):
        if isinstance(value, (int, float)):
            return f" {text(value)} "
        if label in ("档案编号", "联系电话", "移动电话") and isinstance(value, str) and value.isdigit():
            return float(value)
        return value

    _check(expected, others, kind, xlsx(tmp_path / "x.xlsx", *(change(shape, swap) for shape in _sheets(kind))))


SPELLINGS = ("%Y-%m-%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d")


@pytest.mark.parametrize("kind", ["members", "households", "cash", "goods", "referrals"])
def test_days_in_every_spelling(kind, expected, others, tmp_path):
    spelt = iter(range(10**6))

    def spell(label, value):
        if not isinstance(value, date):
            return value
        turn = next(spelt) % (len(SPELLINGS) + 2)
        if turn == len(SPELLINGS):
            return (value - date(1899, 12, 30)) / timedelta(days=1)
        if turn > len(SPELLINGS):
            return f"{value.year}.{value.month}.{value.day}"
        return value.strftime(SPELLINGS[turn])

    _check(expected, others, kind, xlsx(tmp_path / "x.xlsx", *(change(shape, spell) for shape in _sheets(kind))))


@pytest.mark.parametrize("kind", ["members", "households", "family"])
def test_code_and_label_in_one_cell(kind, expected, others, tmp_path):
    codes = {
        "男": "1-男",
        "女": "2女",
        "汉族": "01 汉族",
        "群众": "13-群众",
        "在岗": "1-在岗",
        "入会": "1-入会",
        "转入": "2-转入",
    }
    shapes = [change(shape, lambda label, value: codes.get(value, value)) for shape in _sheets(kind)]
    _check(expected, others, kind, xlsx(tmp_path / "x.xlsx", *shapes))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("kind", ["members", "households", "goods"])
def test_text_files(kind, encoding, expected, others, tmp_path):
    _check(expected, others, kind, csv_file(tmp_path / "x.csv", plain(kind), encoding))


@pytest.mark.parametrize("kind", ["members", "households", "referrals"])
def test_a_web_page_named_xls(kind, expected, others, tmp_path):
    _check(expected, others, kind, html_file(tmp_path / "x.xls", plain(kind)))


def test_hidden_columns_and_rows_are_read_too(expected, others, tmp_path):
    shape = replace(plain("households"), hidden_columns=(3, 6), hidden_rows=(4, 5, 6))
    _check(expected, others, "households", xlsx(tmp_path / "x.xlsx", shape))


@pytest.mark.parametrize("where", ["heading", "second row", "line above"])
def test_amounts_in_万元(where, expected, others, tmp_path):
    shapes = []
    for shape in by_sheet("cash"):
        at = shape.header[0].index("发放金额")
        rows = [[*row[:at], float(Money().clean(row[at]) / 10000), *row[at + 1 :]] for row in shape.rows]
        header = [list(shape.header[0])]
        if where == "heading":
            header[0][at] = "发放金额（万元）"
        elif where == "second row":
            header.append([None] * at + ["(万元)"])
        above = [["单位：万元"]] if where == "line above" else ()
        shapes.append(replace(shape, header=header, rows=rows, above=above))
    _check(expected, others, "cash", xlsx(tmp_path / "x.xlsx", *shapes))


def test_cover_sheets_notes_and_empty_sheets_are_passed_over_and_named(expected, others, tmp_path):
    cover = replace(plain("households", []), name="封面", header=[["困难职工档案"], [], ["填报单位：（盖章）"]])
    notes = replace(
        plain("households", []), name="填表说明", header=[["1.姓名：与身份证一致"], ["2.困难类别：从列表选择"]]
    )
    empty = replace(plain("households", []), name="Sheet3", header=[])
    told = _check(expected, others, "households", xlsx(tmp_path / "x.xlsx", cover, notes, plain("households"), empty))
    assert "封面" in told.remarks
    assert "填表说明" in told.remarks


def test_two_kinds_in_one_workbook(expected, with_unions, tmp_path):
    first = [plainly(tmp_path, "members")]
    both = xlsx(
        tmp_path / "x.xlsx", plain("family", name="家庭成员"), plain("households", name="档案"), *by_sheet("cash")
    )
    rest = [plainly(tmp_path, kind) for kind in ("goods", "regular", "referrals", "targets")]
    told = import_rosters(*first, both, *rest)
    assert told.status == 0, told.codes
    assert [entry["kind"] for entry in told.files if entry["file"] == "x.xlsx"] == ["households", "family", "cash"]
    assert figures() == expected


def test_batches_in_a_column_instead_of_sheets(expected, others, tmp_path):
    rows = [{**row, "list_name": row["sheet"]} for row in sample()["cash"]]
    random.Random(5).shuffle(rows)
    shape = plain("cash", rows, fields=[*fields_of("cash"), "list_name"], name="Sheet1")
    _check(expected, others, "cash", xlsx(tmp_path / "x.xlsx", shape))


def test_files_without_numbers(expected, others, tmp_path):
    shape = plain("households", fields=[name for name in fields_of("households") if name != "file_no"])
    _check(expected, others, "households", xlsx(tmp_path / "x.xlsx", shape))
