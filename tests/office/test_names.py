"""Names as they are typed, and as they are searched for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from office.names import Reading, clean_name, pinyin

VECTORS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "pinyin_surnames.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["names"], ids=lambda case: case["name"])
def test_names_read_by_their_surname(case):
    assert pinyin(case["name"]) == Reading(case["plain"].replace(" ", ""), case["initials"])


@pytest.mark.parametrize("case", VECTORS["surnames"], ids=lambda case: case["surname"])
def test_surnames(case):
    assert pinyin(f"{case['surname']}明").full == f"{case['plain'].replace(' ', '')}ming"


@pytest.fixture(scope="module")
def phrases():
    """How pypinyin reads all phrases that a given name can hold, and some names, with its whole dictionary."""
    names = ["长大", "银行", "重庆", "行行", "喆堃", "长乐", "的得", "〇一", "㐀明", "朝阳", "重阳"]
    asked = (
        "import json, sys; from pypinyin import lazy_pinyin; from pypinyin.constants import PHRASES_DICT\n"
        f"words = [phrase for phrase in PHRASES_DICT if len(phrase) <= 3] + {names}\n"
        "json.dump({word: ''.join(lazy_pinyin(word)) for word in words}, sys.stdout)"
    )
    whole = {name: value for name, value in os.environ.items() if name != "PYPINYIN_NO_PHRASES"}
    return json.loads(subprocess.run([sys.executable, "-c", asked], env=whole, capture_output=True, check=True).stdout)


def test_a_phrase_within_a_name_reads_as_the_phrase(phrases):
    assert len(phrases) > 20_000
    assert phrases["重阳"] == "chongyang"
    assert {phrase: pinyin(f"李{phrase}").full for phrase in phrases} == {
        phrase: f"li{reading}" for phrase, reading in phrases.items()
    }


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
