"""Lists of codes: every word of the standards is found, none means two things, migrations know a list by name."""

import json
from pathlib import Path

import pytest
from django.db.migrations.writer import MigrationWriter

from hardship.rules import code_lists as hardship
from members.rules import code_lists as members
from office import code_lists as office
from office.code_lists import Choices, Code, CodeList

LISTS = [
    value for module in (office, members, hardship) for value in vars(module).values() if isinstance(value, CodeList)
]
GROUPS = json.loads((Path(__file__).resolve().parents[1] / "vectors" / "ethnic_gbt3304.json").read_text("utf-8"))[
    "groups"
]


@pytest.mark.parametrize("codes", LISTS, ids=lambda codes: codes.name)
def test_every_entry_is_found_and_printed(codes):
    assert len(codes.choices()) == len(codes.entries) == len(set(codes.labels))
    for entry in codes.entries:
        assert len(entry.code) <= 20
        assert codes.label(entry.code) == entry.label
        for word in (entry.code, entry.label, *entry.synonyms, f" {entry.label}\u3000"):
            assert codes.find(word) == entry.code


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["name"])
def test_the_56_peoples(group):
    for word in (
        group["name"],
        group["name"].removesuffix("族"),
        f"{group['code']} {group['name']}",
        *group["aliases"],
    ):
        assert office.ETHNIC_GROUPS.find(word) == group["code"]


def test_words_of_the_year():
    assert office.HUKOU_TYPES.find("农业家庭户") == "rural"
    assert office.INDUSTRIES.find("C制造业") == "C"
    assert hardship.CLOSING_REASONS.find("脱困（收入达标）") == "recovered"
    assert hardship.CAUSES.find("6 患重特大疾病") == "major_illness"
    assert hardship.CATEGORIES.find("特别困难户") is None
    assert members.MEMBERSHIP_CHANGES.find("转入") == "2"


def test_an_unknown_code_stays_readable():
    assert hardship.CATEGORIES.label("since abolished") == "since abolished"


def test_a_word_of_two_meanings_and_a_name_of_two_lists_are_refused():
    with pytest.raises(ValueError, match="two things"):
        CodeList("", (Code("a", "甲", ("丙",)), Code("b", "乙", ("丙",))))
    with pytest.raises(ValueError, match="another list"):
        CodeList("sex", (Code("a", "甲"),))


def test_migrations_name_the_list_and_not_its_entries():
    text, imports = MigrationWriter.serialize(office.SEXES.choices)
    assert text == "office.code_lists.Choices('sex')"
    assert imports == {"import office.code_lists"}
    assert office.SEXES.choices == Choices("sex")
    assert hash(office.SEXES.choices) == hash(Choices("sex"))
