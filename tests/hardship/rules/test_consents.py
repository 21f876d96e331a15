"""Who of a family must agree to what (domain.md 7)."""

from datetime import date

import pytest

from hardship.rules.consents import PURPOSES, Given, Relative, is_asked, missing, needs_guardian

TODAY = date(2025, 6, 1)
HEAD = Relative(1, "林秀珍", date(1975, 3, 2))
YOUTH = Relative(2, "林雨", date(2009, 6, 1))
CHILD = Relative(3, "林晨", date(2011, 6, 2))


@pytest.mark.parametrize(("birthday", "guardian"), [(date(2011, 6, 1), False), (date(2011, 6, 2), True), (None, False)])
def test_a_guardian_signs_until_the_fourteenth_birthday(birthday, guardian):
    assert needs_guardian(birthday, TODAY) is guardian


def test_everybody_agrees_to_the_keeping_of_the_file_and_adults_to_notice_and_checks():
    asked = {
        purpose: [who.key for who in (HEAD, YOUTH, CHILD) if is_asked(who, purpose, TODAY)] for purpose in PURPOSES
    }
    assert asked == {"file": [1, 2, 3], "sensitive": [1, 2, 3], "notice": [1], "check": [1], "city": [1, 2, 3]}


def test_who_is_not_counted_in_the_family_is_not_checked():
    aunt = Relative(4, "林芳", date(1970, 1, 1), counted=False)
    assert not is_asked(aunt, "check", TODAY)
    assert is_asked(aunt, "file", TODAY)


def test_whose_birthday_is_unknown_is_asked_like_an_adult():
    assert is_asked(Relative(5, "林某"), "notice", TODAY)


def test_a_consent_holds_from_its_day_until_it_is_withdrawn():
    consent = Given(1, "notice", date(2025, 5, 1), date(2025, 6, 2))
    assert [consent.holds_on(day) for day in (date(2025, 4, 30), date(2025, 5, 1), TODAY, date(2025, 6, 2))] == [
        False,
        True,
        True,
        False,
    ]


def test_who_is_missing_is_named_in_the_order_of_the_family():
    given = [Given(2, "file", date(2025, 5, 1)), Given(1, "notice", date(2025, 5, 1))]
    assert missing([HEAD, YOUTH, CHILD], given, "file", TODAY) == [HEAD, CHILD]
    assert missing([HEAD, YOUTH, CHILD], given, "notice", TODAY) == []
