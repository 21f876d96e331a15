"""What may be given at most, and what must lie before it is given (domain.md 4.3 and 4.4)."""

from datetime import date
from decimal import Decimal

import pytest

from hardship.rules.caps import Limit, lacking, left, over_limits
from hardship.rules.code_lists import ATTACHMENT_KINDS

from .aids import CHILD, HUSBAND, STRANGER, WIFE, past, proposed

LINE = Decimal("1062.00")


def yuan(amount):
    return Decimal(amount)


def found(new, limit, *old, line=LINE):
    """The facts of the only finding, or None."""
    findings = over_limits(new, old, [limit], line=line)
    assert len(findings) <= 1
    return findings[0].facts if findings else None


class TestYearAndPayment:
    LIMIT = Limit("living", amount=Decimal(1000), words="生活救助")

    def test_up_to_the_limit_and_not_one_fen_more(self, in_english):
        assert found(proposed(amount=yuan("700.00")), self.LIMIT, past()) is None
        assert found(proposed(amount=yuan("700.01")), self.LIMIT, past()) == {
            "sum": "1,000.01", "limit": "1,000.00", "words": "生活救助",
        }  # fmt: skip
        (finding,) = over_limits(proposed(amount=yuan(2000)), [], [self.LIMIT], line=None)
        assert "2,000.00" in finding.sentence
        assert "生活救助" in finding.sentence

    @pytest.mark.parametrize(
        "old",
        [
            {"day": date(2024, 12, 31)},
            {"kind": "medical"},
            {"is_goods": True},
            {"is_regular": True},
            {"household": 200, "people": frozenset({STRANGER})},
        ],
    )
    def test_what_does_not_count(self, old):
        assert found(proposed(amount=yuan(1000)), self.LIMIT, past(**old)) is None

    def test_a_limit_for_each_payment_looks_at_that_alone(self):
        limit = Limit("living", amount=Decimal(1000), span="payment")
        assert found(proposed(amount=yuan(1000)), limit, past()) is None
        assert found(proposed(amount=yuan(1001)), limit)["sum"] == "1,001.00"

    def test_the_line_as_it_is_kept_does_not_count_beside_itself(self):
        new = proposed(key=9, amount=yuan(1000))
        assert found(new, self.LIMIT, proposed(key=9, amount=yuan(800))) is None


class TestWhoseLimit:
    def test_the_household_counts_together_and_each_person_alone(self):
        new = proposed(payee=WIFE, amount=yuan(800))
        assert found(new, Limit("living", amount=Decimal(1000)), past(payee=HUSBAND)) is not None
        person = Limit("living", amount=Decimal(1000), per="person")
        assert found(new, person, past(payee=HUSBAND)) is None
        assert found(new, person, past(payee=WIFE)) is not None

    def test_for_a_student_whoever_collects_it(self):
        limit = Limit("school", amount=Decimal(1000), per="person")
        new = proposed(
            kind="school", subject=CHILD, payee=WIFE, household=200, people=frozenset({WIFE}), amount=yuan(800)
        )
        assert found(new, limit, past(kind="school", subject=CHILD)) is not None
        assert found(new, limit, past(kind="school", subject=STRANGER)) is None

    @pytest.mark.parametrize(
        "limit", [{"source": "central"}, {"category": "deep"}, {"level": "national"}, {"kind": "medical"}]
    )
    def test_it_binds_only_what_it_is_for(self, limit):
        assert found(proposed(amount=yuan(5000)), Limit(**{"kind": "living", "amount": Decimal(1000)} | limit)) is None

    def test_that_of_a_source_counts_what_this_source_gave(self):
        limit = Limit("living", source="central", amount=Decimal(1000))
        new = proposed(source="central", amount=yuan(800))
        assert found(new, limit, past(source="own")) is None
        assert found(new, limit, past(source="central")) is not None

    def test_every_limit_is_told(self):
        limits = [
            Limit("living", amount=Decimal(100)),
            Limit("living", multiple=Decimal("0.1")),
            Limit("medical", amount=1),
        ]
        assert len(over_limits(proposed(), [], limits, line=LINE)) == 2


class TestWhatIsLeft:
    def test_the_limit_that_is_reached_first(self):
        limits = [
            Limit("living", amount=Decimal(2000)),
            Limit("living", multiple=Decimal(1)),
            Limit("medical", amount=1),
        ]
        assert left(proposed(amount=Decimal(0)), [past()], limits, line=LINE) == LINE - past().amount

    def test_never_below_nothing(self):
        assert left(proposed(amount=Decimal(0)), [past()], [Limit("living", amount=Decimal(1))], line=None) == 0

    def test_without_a_limit_there_is_no_answer(self):
        assert left(proposed(), [past()], [Limit("living", category="deep", amount=Decimal(1))], line=LINE) is None


class TestHowMuch:
    def test_so_many_poverty_lines(self):
        limit = Limit("living", multiple=Decimal(12))
        assert found(proposed(amount=yuan("12744.00")), limit) is None
        assert found(proposed(amount=yuan("12744.01")), limit)["limit"] == "12,744.00"
        assert found(proposed(amount=yuan(99999)), limit, line=None) is None  # nothing to reckon with

    def test_the_smallest_binds(self):
        limit = Limit("medical", amount=Decimal(16000), share=Decimal("0.80"))
        new = proposed(kind="medical", own_cost=yuan(10000), amount=yuan("8000.01"))
        assert found(new, limit)["limit"] == "8,000.00"
        new = proposed(kind="medical", own_cost=yuan(30000), amount=yuan("16000.01"))
        assert found(new, limit)["limit"] == "16,000.00"

    def test_a_share_is_rounded_to_the_fen(self):
        limit = Limit("medical", share=Decimal("0.15"))
        assert limit.most(None, Decimal("100.10")) == Decimal("15.02")
        assert limit.most(None, None) is None

    def test_never_more_than_the_family_bore(self):
        new = proposed(kind="medical", own_cost=yuan("500.00"), amount=yuan("500.01"))
        assert [one.code for one in over_limits(new, [], [], line=LINE)] == ["over_own_cost"]
        new = proposed(kind="medical", own_cost=yuan("500.00"), amount=yuan("500.00"))
        assert over_limits(new, [], [], line=LINE) == ()


class TestPapers:
    def codes(self, new, papers=(), *, minutes="", above=None, by_bank=False, card=""):
        found = lacking(new, frozenset(papers), minutes=minutes, minutes_above=above, by_bank=by_bank, card=card)
        return [(one.code, one.level.value) for one in found]

    def test_one_paper_of_the_kind_is_enough(self, in_english):
        medical = proposed(kind="medical")
        assert self.codes(medical) == [("no_evidence", "lack")]
        assert self.codes(medical, ["bills"]) == []
        assert self.codes(medical, ["school"]) == [("no_evidence", "lack")]
        (found,) = lacking(medical, frozenset(), minutes="", minutes_above=None, by_bank=False, card="")
        assert ATTACHMENT_KINDS.label("bills") in found.sentence

    def test_living_aid_rests_on_the_file(self):
        assert self.codes(proposed()) == []

    def test_above_the_city_s_amount_a_meeting_decides(self):
        new = proposed(amount=yuan("5000.01"))
        assert self.codes(new, above=Decimal(5000)) == [("no_minutes", "lack")]
        assert self.codes(new, above=Decimal(5000), minutes="2025-6") == []
        assert self.codes(proposed(amount=yuan(5000)), above=Decimal(5000)) == []

    def test_an_account_that_is_missing_is_only_told(self):
        assert self.codes(proposed(), by_bank=True) == [("no_card", "tell")]
        assert self.codes(proposed(), by_bank=True, card="6222") == []
