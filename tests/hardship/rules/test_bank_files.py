"""The columns of a bank's file as people write them down."""

import pytest

from hardship.rules.bank_answers import PAID_WORDS, STANDARD, objections_to_answer
from hardship.rules.bank_files import account_in, columns_from, objections_to_columns, text_of

LEAST = "序号\n账号\n金额"


def codes(reasons):
    return [reason.code for reason in reasons]


def test_a_heading_that_says_what_it_holds_needs_no_more():
    columns, reasons = columns_from("序号\n收款账号\n\n  收款人姓名 \n转账金额\n身份证号")
    assert reasons == ()
    assert [fact for _heading, fact in columns] == ["number", "account", "name", "amount", "id_no"]


@pytest.mark.parametrize("between", ["：", ":", "=", "＝"])
def test_any_heading_and_what_stands_below_it(between):
    columns, reasons = columns_from(
        f"笔 数{between}序号\n卡/折号 {between} 账号\n金额(元){between}金额\n币种{between}“人民币”\n附言{between}批次"
    )
    assert reasons == ()
    assert columns == [
        ("笔 数", "number"),
        ("卡/折号", "account"),
        ("金额(元)", "amount"),
        ("币种", "=人民币"),
        ("附言", "list"),
    ]
    assert columns_from(text_of(columns)) == (columns, ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{LEAST}\n行号码：会员号", "bank.fact"),
        (f"{LEAST}\n币种：人民币", "bank.fact"),
        ("序号\n金额", "bank.required"),
        ("账号\n金额", "bank.required"),
        ("", "bank.required"),
        (f"{LEAST}\n序号：用途", "bank.heading"),
        (f"{LEAST}\n：用途", "bank.heading"),
        (f"{LEAST}\n{'长' * 51}：用途", "bank.long"),
        ("\n".join([LEAST, *(f"列{n}：用途" for n in range(28))]), "bank.long"),
    ],
)
def test_what_no_bank_can_work_with_is_refused_in_words(text, code):
    _columns, reasons = columns_from(text)
    assert code in codes(reasons)
    assert all(str(reason.sentence) for reason in reasons)


def test_a_fact_that_went_meanwhile_is_named():
    assert codes(objections_to_columns([["序号", "number"], ["账号", "account"], ["金额", "amount"], ["X", "x"]])) == [
        "bank.fact"
    ]


@pytest.mark.parametrize(
    ("changed", "paid", "failed", "code"),
    [
        ({}, PAID_WORDS, ("失败",), None),
        ({"account": ""}, PAID_WORDS, ("失败",), None),
        ({"account": "", "name": ""}, PAID_WORDS, ("失败",), "bank.either"),
        ({"outcome": ""}, PAID_WORDS, ("失败",), "bank.required"),
        ({}, (), ("失败",), "bank.words"),
        ({}, PAID_WORDS, (), "bank.words"),
        ({}, PAID_WORDS, ("失败", " 成功"), "bank.words"),
    ],
)
def test_what_an_answer_must_have(changed, paid, failed, code):
    assert codes(objections_to_answer(STANDARD | changed, paid, failed)) == ([code] if code else [])


@pytest.mark.parametrize(
    ("text", "account"),
    [
        ("6228 4801 2345 6710", "6228480123456710"),
        ("'62284801-23456710", "6228480123456710"),
        ("６２２８４８０１", "62284801"),
        ("", ""),
        ("6.22848E+18", ""),
        ("1234567", ""),
        ("=6228480123456710", ""),
        ("6228480123456710a", ""),
    ],
)
def test_an_account_is_digits_or_none(text, account):
    assert account_in(text) == account
