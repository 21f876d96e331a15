"""Other people's difficult workbooks: every one is read right or refused in one sentence, within bounds.

Samples were taken with the blank rows and columns before the data cut off and texts cut to 40 characters; numbers may
say 1 or 1.0. Everything else must match.
"""

import json
import time
from pathlib import Path

import pytest

from office.workbooks.reader import Unreadable, read
from office.workbooks.show import as_json

HOSTILE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "hostile"
EXPECTED = json.loads((HOSTILE / "expected.json").read_text()) if HOSTILE.exists() else []

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not EXPECTED, reason="the folder ../shared/data/hostile is not here"),
]

MUST_READ = {"read", "row_errors"}
MUST_REFUSE = {"refuse"}


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"] for case in EXPECTED])
def test_a_difficult_workbook_is_read_right_or_refused_in_one_sentence(case):
    began = time.monotonic()
    book, refusal = _read_or_refused(HOSTILE / case["file"])
    if book is None:
        assert case["expect"] not in MUST_READ, refusal
        assert refusal
        assert "\n" not in refusal
    else:
        assert case["expect"] not in MUST_REFUSE
        shown = {sheet["name"]: sheet["rows"] for sheet in as_json(book)["sheets"]}
        for sample in case.get("sample", []):
            for number, row in enumerate(sample["rows"]):
                for column, text in enumerate(row):
                    assert _alike(_cell(_cut(shown[sample["sheet"]]), number, column), text)
    assert time.monotonic() - began < 60


def _read_or_refused(path):
    try:
        return read(path), ""
    except Unreadable as unreadable:
        return None, unreadable.message


def _cut(rows):
    """Rows without the blank rows above and the blank columns before the data."""
    while rows and not any(rows[0]):
        rows = rows[1:]
    before = min((next(place for place, text in enumerate(row) if text) for row in rows if any(row)), default=0)
    return [row[before:] for row in rows]


def _cell(rows, number, column):
    return rows[number][column] if number < len(rows) and column < len(rows[number]) else ""


def _alike(shown, sample):
    sample = "" if sample == "None" else sample
    return shown[:40] == sample or _as_number(shown) == _as_number(sample)


def _as_number(text):
    try:
        return repr(float(text))
    except ValueError:
        return text
