"""Names as they are typed, and as they are searched for."""

import json
from pathlib import Path

import pytest
from pypinyin import lazy_pinyin

from office.names import Reading, clean_name, pinyin

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "pinyin_surnames.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["names"], ids=lambda case: case["name"])
def test_names_read_by_their_surname(case):
    assert pinyin(case["name"]) == Reading(case["plain"].replace(" ", ""), case["initials"])


@pytest.mark.parametrize("case", VECTORS["surnames"], ids=lambda case: case["surname"])
def test_surnames(case):
    assert pinyin(f"{case['surname']}明").full == f"{case['plain'].replace(' ', '')}ming"


@pytest.mark.parametrize(
    "name", ["王长大", "李银行", "张重庆", "陈行行", "刘喆堃", "赵长乐", "孙的得", "周〇一", "吴㐀明"]
)
def test_a_phrase_within_a_name_reads_as_the_phrase(name):
    assert pinyin(name).full == "".join(lazy_pinyin(name))


def test_what_is_not_chinese():
    assert pinyin("John Smith") == Reading("johnsmith", "JS")
    assert pinyin("") == Reading("", "")
    assert pinyin("李  明") == pinyin("李明") == Reading("liming", "LM")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("李  明", "李明"),
        ("李\u3000明 ", "李明"),
        ("\u200b李明\ufeff", "李明"),
        ("哈孜力•买买提", "哈孜力·买买提"),
        ("哈孜力・买买提", "哈孜力·买买提"),
        ("哈孜力 ． 买买提", "哈孜力·买买提"),
        ("  John   Smith ", "John Smith"),
        ("Ｊｏｈｎ", "John"),
        ("", ""),
    ],
)
def test_a_name_has_one_spelling(typed, name):
    assert clean_name(typed) == name
    assert clean_name(name) == name
