"""What hangs on the notice board: enough to object to, nothing that gives anybody away."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardship.rules.code_lists import CAUSES
from hardship.rules.notices import (
    COARSE_CAUSES,
    COLUMNS,
    LineFacts,
    coarse_cause,
    objections_to_line,
    shown,
    shown_together,
)

POSTED = date(2025, 11, 7)
WANG = LineFacts(
    file_no="2102000317",
    name="王小明",
    birthday=date(1970, 1, 2),
    unit="滨江市第二纺织厂",
    category="deep",
    cause="major_illness",
    family_size=3,
    has_consent=True,
)


def test_a_line_shows_the_masked_name_and_the_coarse_cause():
    assert shown(WANG, POSTED) == {
        "name": "王*明",
        "unit": "滨江市第二纺织厂",
        "category": "深度困难",
        "cause": "因病",
        "family_size": "3",
    }


def test_a_notice_of_aid_shows_the_aid_and_its_amount():
    line = shown(replace(WANG, aid="生活救助", amount=Decimal(800)), POSTED)
    assert (line["aid"], line["amount"]) == ("生活救助", "800.00")
    assert list(line) == list(COLUMNS)


def test_what_is_not_known_is_a_dash_and_an_old_category_keeps_its_word():
    line = shown(replace(WANG, category="", family_size=None, cause=""), POSTED)
    assert (line["category"], line["cause"], line["family_size"]) == ("—", "其他", "—")
    assert shown(replace(WANG, category="low_income_edge"), POSTED)["category"] == "低保边缘户"


@pytest.mark.parametrize(
    ("name", "mask"), [("王明", "王*"), ("王小明", "王*明"), ("欧阳小明", "欧阳*明"), ("欧阳明", "欧阳*")]
)
def test_names_are_masked_as_the_law_asks(name, mask):
    assert shown(replace(WANG, name=name), POSTED)["name"] == mask


def test_every_cause_has_one_of_the_six_coarse_words():
    assert set(COARSE_CAUSES) == {entry.code for entry in CAUSES.entries}
    assert set(COARSE_CAUSES.values()) == {"因病", "因残", "因学", "因灾", "失业", "其他"}
    assert coarse_cause("a code of next year's list") == "其他"


def test_a_minor_never_appears():
    minor = replace(WANG, birthday=date(2007, 11, 8))
    assert [reason.code for reason in objections_to_line(minor, POSTED)] == ["notice.minor"]
    with pytest.raises(ValueError, match="minor"):
        shown(minor, POSTED)
    with pytest.raises(ValueError, match="minor"):
        shown_together([WANG, minor], POSTED)
    assert objections_to_line(replace(WANG, birthday=date(2007, 11, 7)), POSTED) == ()  # eighteen today


def test_nobody_is_published_who_did_not_agree_or_belongs_nowhere():
    codes = [reason.code for reason in objections_to_line(replace(WANG, has_consent=False, unit=""), POSTED)]
    assert codes == ["notice.consent", "notice.unit"]
    assert objections_to_line(replace(WANG, birthday=None), POSTED) == ()


def test_two_of_one_mask_and_unit_are_told_apart_in_the_order_of_their_files():
    lines = [
        replace(WANG, name="王大明", file_no="2102000400"),
        replace(WANG, name="李红"),
        replace(WANG, file_no="2102000317"),
        replace(WANG, unit="滨江市肥皂厂"),
    ]
    assert [(line["name"], line["unit"]) for line in shown_together(lines, POSTED)] == [
        ("王*明（乙）", "滨江市第二纺织厂"),
        ("李*", "滨江市第二纺织厂"),
        ("王*明（甲）", "滨江市第二纺织厂"),
        ("王*明", "滨江市肥皂厂"),
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["王明", "王红", "王小明", "欧阳小明"]), st.sampled_from(["纺织厂", "肥皂厂"])),
        max_size=60,
    )
)
def test_name_and_unit_are_unique_on_a_notice_and_no_name_stands_there_in_full(people):
    lines = [replace(WANG, name=name, unit=unit, file_no=f"{number:04}") for number, (name, unit) in enumerate(people)]
    table = shown_together(lines, POSTED)
    assert len({(line["name"], line["unit"]) for line in table}) == len(lines)
    for facts, line in zip(lines, table, strict=True):
        assert facts.name not in line["name"]
        assert facts.file_no not in line.values()
