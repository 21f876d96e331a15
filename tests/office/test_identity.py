"""ID numbers, credit codes, cards and telephones against the vectors, and the masks as the screens show them."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.identity import (
    IdProblem,
    check_id,
    check_uscc,
    luhn_ok,
    mask_card,
    mask_id,
    mask_mobile,
    mask_name,
    mobile_ok,
    normalise_id,
)

VECTORS = Path(__file__).resolve().parents[1] / "vectors"
IDS = json.loads((VECTORS / "cn_id_number.json").read_text("utf-8"))
TODAY = date(2025, 12, 31)
# Valid by the standard, refused only by checkers that date each county; or valid for hutool alone.
OUR_OWN_VIEW = {
    "110111198012010078": True,
    "110201199312010077": True,
    "500154199301135886": True,
    "411082198901010002": True,
    "111111111111111": False,
}


def problem_of(text: str, on: date = TODAY) -> str | None:
    try:
        check_id(text, on)
    except IdProblem as problem:
        return problem.code
    return None


@pytest.mark.parametrize("case", IDS["published"], ids=lambda case: case.get("id", "conversion"))
def test_published_numbers(case):
    for short, long in case.get("convert15to18", {}).items():
        assert check_id(short, TODAY).number == long
    if "id" in case:
        assert (problem_of(case["id"]) is None) is OUR_OWN_VIEW.get(case["id"], case["valid"])


@pytest.mark.parametrize("case", IDS["synthetic_valid"], ids=lambda case: case["id"])
def test_birthday_and_sex_follow_from_the_number(case):
    number = check_id(case["id"], TODAY)
    assert number.birthday.isoformat() == case["birth"]
    assert number.sex == {"男": "M", "女": "F"}[case["gender"]]


@pytest.mark.parametrize("case", IDS["synthetic_invalid_or_dirty"], ids=lambda case: case["why"])
def test_dirty_numbers(case):
    assert (problem_of(case["id"]) is None) is (case["valid"] in ("after-strip", "after-NFKC"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "id.length"),
        ("21020019850231123", "id.length"),
        ("2102001985O2311236", "id.characters"),
        ("X10200198502311236", "id.characters"),
        ("990426199112010074", "id.region"),
        ("210200198502311236", "id.birth_date"),  # 31 February
        ("210200209901011230", "id.birth_date"),
        ("210200190401011230", "id.birth_date"),  # 121 years
        ("210200198409196262", "id.check_digit"),
    ],
)
def test_why_a_number_is_refused(text, code):
    assert problem_of(text) == code


def test_old_numbers_are_converted_and_kept_as_written():
    number = check_id("210204720229106", TODAY)
    assert (number.number, number.original) == ("21020419720229106X", "210204720229106")
    assert (number.birthday, number.sex) == (date(1972, 2, 29), "F")


def test_a_newborn_has_a_number_and_the_unborn_has_none():
    assert problem_of("210200202506010011", date(2025, 5, 31)) == "id.birth_date"
    assert problem_of("210200202506010011", date(2025, 6, 1)) in (None, "id.check_digit")


@pytest.mark.parametrize("x", ["x", "Ｘ", "ｘ", "Ⅹ", "ⅹ", "×", "х", "Х"])
def test_everything_that_looks_like_an_x_is_one(x):
    assert normalise_id(f"' 210204\u00a019720229\u3000106\u200b{x}") == "21020419720229106X"


@given(st.from_regex(r"2102001[9][4-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}[0-9X]", fullmatch=True))
def test_of_eleven_last_characters_one_fits(number):
    fitting = [last for last in "0123456789X" if problem_of(number[:17] + last) is None]
    assert len(fitting) == 1


@given(st.text(max_size=25))
def test_any_text_is_read_or_refused_with_a_code(text):
    assert problem_of(text) in (None, "id.length", "id.characters", "id.region", "id.birth_date", "id.check_digit")


@pytest.mark.parametrize(
    "case", json.loads((VECTORS / "uscc.json").read_text("utf-8"))["synthetic"], ids=lambda c: c["code"]
)
def test_credit_codes_of_unions_enterprises_and_offices(case):
    assert check_uscc(f" {case['code'].lower()} ") == case["code"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12345", "uscc.length"),
        ("9111000060003IOZSV", "uscc.characters"),
        ("B1110000600037341L", "uscc.characters"),
        ("91110000600037341M", "uscc.check_digit"),
        ("91350211M00013FA1N", "uscc.check_digit"),
    ],
)
def test_why_a_credit_code_is_refused(text, code):
    with pytest.raises(IdProblem, match=code):
        check_uscc(text)


def test_bank_cards():
    cards = json.loads((VECTORS / "bank_card.json").read_text("utf-8"))
    assert all(luhn_ok(case["v"]) is case["valid"] for case in cards["luhn"])
    assert all(luhn_ok(case["v"]) is case["luhn"] for case in cards["bin_test_numbers"] + cards["synthetic"])


def test_mobiles():
    mobiles = json.loads((VECTORS / "mobile.json").read_text("utf-8"))
    assert all(mobile_ok(number) for number in mobiles["valid"] + mobiles["reserved_or_unknown"])
    assert not any(mobile_ok(number) for number in mobiles["iot_13"])
    assert not any(mobile_ok(case["v"]) for case in mobiles["invalid"])


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("王明", "王*"),
        ("王小明", "王*明"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳*明"),
        ("欧阳", "欧*"),
        ("哈孜力·买买提", "哈**·***"),
        ("John Smith", "J*** *****"),
        ("王", "王"),
        ("", ""),
    ],
)
def test_masked_names(name, masked):
    assert mask_name(name) == masked


def test_masked_numbers():
    assert mask_id("210200197806204521") == "2102********4521"
    assert mask_id("2102") == "****"
    assert mask_mobile("13812345678") == "138****5678"
    assert mask_mobile("0411-89664954") == "****4954"
    assert mask_card("6222020156478022320") == "**** 2320"
    assert mask_card("") == mask_mobile("") == mask_id("") == ""
