"""Whether a household would be helped twice (domain.md 4.3 and 10.2)."""

from datetime import date

import pytest

from hardship.rules.aid import Level
from hardship.rules.double_aid import double_aid, purpose_key

from .aids import CHILD, HOME, HUSBAND, STRANGER, WIFE, past, proposed

ANOTHER = {"household": 200, "people": frozenset({STRANGER}), "payee": STRANGER}


def codes(new, *old, exclusive=()):
    return [finding.code for finding in double_aid(new, old, exclusive=exclusive)]


class TestPurposeAndWindow:
    def test_it_says_when_how_much_for_what_and_by_whom(self, in_english):
        (found,) = double_aid(proposed(), [past()])
        assert (found.level, found.about) == (Level.ASK, 1)
        for words in ("2025-01-18", "300.00", "元旦春节送温暖", "北岸纺织厂工会委员会", "王小明"):
            assert words in found.sentence

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            (date(2025, 1, 18), "same_purpose"),
            (date(2025, 6, 30), "same_purpose"),
            (date(2025, 7, 1), "helped_this_year"),  # six calendar months on
            (date(2024, 8, 1), "same_purpose"),  # entered late, for a day before
        ],
    )
    def test_the_window_is_six_calendar_months(self, day, code):
        assert codes(proposed(day=day), past()) == [code]

    def test_next_year_outside_the_window_nothing_is_said(self):
        assert codes(proposed(day=date(2026, 1, 18)), past()) == []

    def test_another_year_in_its_name_does_not_make_another_purpose(self):
        assert codes(proposed(purpose="2025年元旦春节送温暖"), past(purpose="2024年度元旦春节送温暖")) == [
            "same_purpose"
        ]
        assert purpose_key("2025年 春节慰问") == purpose_key("春节慰问（2025年度）".replace("（", "").replace("）", ""))

    def test_another_purpose_is_told_and_asks_nothing(self):
        (found,) = double_aid(proposed(purpose="受灾"), [past()])
        assert (found.code, found.level) == ("helped_this_year", Level.TELL)

    def test_without_a_purpose_the_kind_is_compared(self):
        assert codes(proposed(purpose="", list_name="一"), past(purpose="", list_name="二")) == ["same_kind"]

    def test_the_name_of_the_list_stands_in_for_the_purpose(self):
        assert codes(proposed(purpose=""), past(purpose="")) == ["same_purpose"]

    def test_another_kind_for_one_purpose_is_the_same_help(self):
        assert codes(proposed(kind="warmth"), past()) == ["same_purpose"]

    def test_a_parcel_beside_the_money_of_one_festival_is_fine(self):
        assert codes(proposed(kind="goods", is_goods=True), past()) == ["helped_this_year"]
        assert codes(proposed(is_goods=True), past()) == ["helped_this_year"]
        assert codes(proposed(is_goods=True), past(is_goods=True)) == ["same_purpose"]

    def test_the_line_itself_is_not_held_against_it(self):
        assert codes(past(), past()) == []

    def test_regular_aid_of_the_same_key_is_another_record(self):
        regular = past(is_regular=True, list_key=None, began=date(2025, 1, 1), ended=date(2025, 6, 30))
        assert codes(past(purpose=""), regular) == ["on_regular_aid"]


class TestWhoIsHelped:
    def test_husband_and_wife_on_one_list(self):
        new = proposed(list_key=10, household=None, people=frozenset({WIFE}), payee=WIFE, day=date(2026, 5, 1))
        assert codes(new, past(household=None)) == ["same_list"]

    def test_the_wife_by_her_own_employer(self):
        # Two files, each with the other one in the family.
        new = proposed(household=200, people=frozenset({WIFE, HUSBAND}), payee=WIFE)
        assert codes(new, past(people=frozenset({HUSBAND, WIFE}))) == ["same_purpose"]

    def test_somebody_else(self):
        assert codes(proposed(**ANOTHER), past()) == []

    def test_the_gravest_first(self):
        told = past(key=2, purpose="受灾", list_name="受灾", day=date(2025, 1, 2))
        assert codes(proposed(), told, past()) == ["same_purpose", "helped_this_year"]


class TestWhatIsSpecial:
    def school(self, make, **facts):
        return make(**{"kind": "school", "subject": CHILD, "school_year": 2025} | facts)

    def test_a_student_once_a_school_year_through_whichever_parent(self):
        mother = {"household": 200, "people": frozenset({WIFE}), "payee": WIFE}
        father = self.school(past, people=frozenset({HUSBAND}), day=date(2024, 9, 1))
        assert codes(self.school(proposed, **mother), father) == ["same_student"]
        assert codes(self.school(proposed, **mother, school_year=2026), father) == []

    def test_two_children_of_one_household(self):
        assert codes(self.school(proposed, subject=WIFE), self.school(past)) == ["helped_this_year"]

    def test_they_stand_on_one_list(self):
        sibling = self.school(past, list_key=20, day=date(2025, 3, 1))
        assert codes(self.school(proposed, subject=WIFE), sibling) == ["helped_this_year"]
        assert codes(self.school(proposed), sibling) == ["same_list"]

    def test_where_a_roster_did_not_say_the_student_the_purpose_decides(self):
        assert codes(self.school(proposed), past(kind="school")) == ["same_purpose"]
        assert codes(self.school(proposed, day=date(2025, 11, 1)), past(kind="school")) == ["helped_this_year"]

    def medical(self, make, **facts):
        return make(**{"kind": "medical", "subject": WIFE, "began": date(2025, 1, 5)} | facts)

    def test_an_illness_once(self):
        old = self.medical(past, ended=date(2025, 1, 20))
        assert codes(self.medical(proposed, began=date(2025, 1, 20), ended=date(2025, 2, 1)), old) == ["same_illness"]
        assert codes(self.medical(proposed, began=date(2025, 1, 21)), old) == ["helped_this_year"]
        assert codes(self.medical(proposed, began=date(2025, 2, 21)), self.medical(past)) == ["same_illness"]  # goes on
        assert codes(self.medical(proposed, subject=CHILD), old) == ["helped_this_year"]

    def test_an_illness_without_days_is_that_of_the_year(self):
        old = self.medical(past, began=None)
        assert codes(self.medical(proposed), old) == ["same_illness"]
        assert codes(self.medical(proposed, day=date(2026, 1, 5)), old) == []

    def test_one_occasion_once(self):
        fire = {"kind": "disaster", "occasion_on": date(2025, 1, 3)}
        assert codes(proposed(**fire), past(**fire)) == ["same_occasion"]
        assert codes(proposed(**fire | {"occasion_on": date(2025, 2, 3)}), past(**fire)) == ["helped_this_year"]


class TestSourcesThatExcludeEachOther:
    STATE = ("central", "province")

    def test_money_of_the_state_from_one_source_a_year(self, in_english):
        new = proposed(source="province", day=date(2025, 12, 1))
        assert codes(new, past(source="central"), exclusive=self.STATE) == ["exclusive_source"]
        (found,) = double_aid(new, [past(source="central")], exclusive=self.STATE)
        assert "central finance" in found.sentence

    @pytest.mark.parametrize(
        ("new", "old"),
        [
            ({"source": "own"}, {"source": "central"}),
            ({"source": "central"}, {"source": "central"}),
            ({"source": "province", "day": date(2026, 1, 1)}, {"source": "central", "day": date(2025, 1, 1)}),
            ({"source": "province", "kind": "training"}, {"source": "central"}),
        ],
    )
    def test_otherwise_not(self, new, old):
        found = codes(
            proposed(**{"day": date(2025, 12, 1), "purpose": "别的"} | new), past(**old), exclusive=self.STATE
        )
        assert "exclusive_source" not in found


class TestRegularAid:
    def regular(self, **facts):
        known = {"is_regular": True, "list_key": None, "began": date(2025, 1, 1), "ended": date(2025, 6, 30)}
        return past(**known | {"day": date(2025, 1, 1), "purpose": "", "list_name": ""} | facts)

    def test_living_aid_without_a_purpose_beside_it_asks(self):
        assert codes(proposed(purpose=""), self.regular()) == ["on_regular_aid"]
        assert codes(proposed(purpose="", day=date(2025, 6, 30)), self.regular()) == ["on_regular_aid"]

    def test_with_a_purpose_it_is_told(self):
        (found,) = double_aid(proposed(), [self.regular()])
        assert (found.code, found.level) == ("on_regular_aid", Level.TELL)

    def test_once_it_has_ended_nothing_is_said(self):
        assert codes(proposed(purpose="", day=date(2025, 7, 1)), self.regular()) == []

    def test_of_somebody_else(self):
        assert codes(proposed(purpose="", **ANOTHER), self.regular()) == []


def test_everybody_of_the_household_is_asked_for():
    for payee in HOME:
        assert codes(proposed(household=None, people=frozenset({payee}), payee=payee), past()) == ["same_purpose"]
