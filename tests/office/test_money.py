"""Amounts: in, in tables, in the account's sentences, and in capital characters."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.money import capital, change, count_phrase, grouped, in_wan, percent, to_money, wan_phrase

CAPITALS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "rmb_capital.json").read_text("utf-8"))[
    "cases"
]
amounts = st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2)


def test_money_rounds_half_up_as_the_cell_shows_it():
    assert to_money(2.675) == Decimal("2.68")
    assert to_money("1.005") == Decimal("1.01")
    assert to_money(-0.125) == Decimal("-0.13")
    assert str(to_money(330)) == "330.00"
    assert str(to_money(-1e-13)) == "0.00"


@pytest.mark.parametrize("value", [True, "", "约500", float("nan"), float("inf"), "1,200"])
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(ValueError, match="not an amount"):
        to_money(value)


def test_tables():
    assert grouped(Decimal("465280")) == "465,280.00"
    assert in_wan(Decimal("465280")) == Decimal("46.53")
    assert in_wan(Decimal("4600") * 3) == Decimal("1.38")


@pytest.mark.parametrize(
    ("amount", "phrase"),
    [
        ("465280", "46.5万余"),
        ("465990", "46.5万余"),
        ("130900", "13.09万"),
        ("43200", "4.32万"),
        ("10000", "1万"),
        ("120000", "12万"),
        ("10000.01", "1万余"),
        ("99999.99", "9.9万余"),
        ("8200", "8200"),
        ("8200.50", "8200余"),
        ("9999.99", "9999余"),
        ("0", "0"),
        ("-43200", "-4.32万"),
    ],
)
def test_the_sentence_never_says_more_than_was_paid(amount, phrase):
    assert wan_phrase(Decimal(amount)) == phrase


@given(amounts)
def test_a_phrase_without_yu_is_exact_and_one_with_it_is_less(amount):
    phrase = wan_phrase(amount)
    number = Decimal(phrase.rstrip("余").rstrip("万")) * (10_000 if "万" in phrase else 1)
    assert number < amount if phrase.endswith("余") else number == amount


def test_counts():
    assert [count_phrase(count) for count in (1043, 1000, 4284, 1100, 698, 0)] == [
        "1000余",
        "1000",
        "4200余",
        "1100",
        "698",
        "0",
    ]


@pytest.mark.parametrize("case", CAPITALS, ids=lambda case: case["amount"])
def test_capitals_agree_with_the_rule(case):
    accepted = {text.removeprefix("人民币") for text in case["accept"]}
    assert capital(case["amount"]) in accepted


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("43200", "肆万叁仟贰佰元整"),
        ("130900", "壹拾叁万零玖佰元整"),
        ("8200", "捌仟贰佰元整"),
        ("100005", "壹拾万零伍元整"),
        ("10010", "壹万零壹拾元整"),
        ("12.345", "壹拾贰元叁角伍分"),
        ("1.005", "壹元零壹分"),
        ("-300", "负叁佰元整"),
    ],
)
def test_capitals_of_the_office(amount, text):
    assert capital(Decimal(amount)) == text


def test_capitals_on_a_voucher_and_beyond_words():
    assert capital(Decimal("8200"), prefix=True) == "人民币捌仟贰佰元整"
    with pytest.raises(ValueError, match="16 digits"):
        capital(Decimal(10) ** 16)


def test_completion_and_growth():
    assert percent(698, 700) == Decimal("99.7")
    assert percent(8, 8) == Decimal("100.0")
    assert percent(5, 0) is percent(5, None) is change(5, 0) is change(5, None) is None
    assert change(Decimal("465280"), Decimal("400000")) == Decimal("16.3")
    assert change(90, 100) == Decimal("-10.0")
