"""The account in sentences, told as an officer tells it."""

from decimal import Decimal

import pytest

from hardship.reports.annual.narrative import Teller, text_of
from hardship.reports.annual.words import span, verdict
from office.calendar import Period

CODES = [
    "cash.households", "cash.payments", "cash.amount", "goods.kits", "goods.households", "goods.value", "regular.people",
    "regular.amount", "city.households", "city.amount", "city.living.households", "city.medical.households", "files.opened",
    "files.completed", "files.closing", "unions.founded", "members.joined", "members.joined.migrant", "committees.founded",
]  # fmt: skip
YEAR = {
    "cash.households": 1671, "cash.payments": 1838, "cash.amount": Decimal("465280.00"), "goods.kits": 935,
    "goods.value": Decimal("130900.00"), "regular.people": 72, "regular.amount": Decimal("43200.00"), "city.households": 15,
    "city.amount": Decimal("8200.00"), "city.living.households": 9, "city.medical.households": 6, "files.opened": 655,
    "files.completed": 388, "files.closing": 4284, "unions.founded": 8, "members.joined": 698, "members.joined.migrant": 478,
    "committees.founded": 12,
}  # fmt: skip
MET = {"unions.founded": Decimal("100.0"), "members.joined": Decimal("99.7"), "committees.founded": Decimal("100.0")}


def told(figures, completions=None, period=None):
    figures = dict.fromkeys(CODES, 0) | figures
    return text_of(Teller(figures, completions or {}, period or Period.of_year(2025)).narrative())


def test_the_whole_year_in_the_order_an_officer_tells_it():
    assert told(YEAR, MET) == (
        "2025年，共向1671户困难职工家庭发放救济款46.5万余元；发放米面油等救助物资935份，价值13.09万元。"
        "为72名特困职工发放定期救助4.32万元。为15户困难职工家庭向市总工会申请临时生活资助和医疗救助8200元。"
        "新建、完善困难职工档案1000余份，现有困难职工档案4284份。"
        "新建工会组织8家，完成任务的100%；发展会员698名，其中农民工会员478名，完成任务的99.7%，"
        "基本完成市总工会下达的任务。督促12家企业建立劳动人事争议基层调解委员会。"
    )


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("465990.00", "46.5万余元"),
        ("465000.00", "46.5万元"),
        ("43200.00", "4.32万元"),
        ("8200.00", "8200元"),
        ("10000.00", "1万元"),
    ],
)
def test_amounts_are_cut_and_never_rounded_up(amount, words):
    assert words in told({"cash.payments": 1, "cash.households": 1, "cash.amount": Decimal(amount)})


def test_what_did_not_happen_is_not_told():
    sentence = told({"goods.kits": 3, "goods.value": Decimal("420.00")})
    assert sentence == "2025年，发放米面油等救助物资3份，价值420元。"


def test_an_empty_year_says_so():
    assert told({}) == "2025年，没有救助、建档和建会记录。"


def test_a_half_year_names_its_days():
    period = Period.of_year(2025)
    half = Period(period.start, period.start.replace(month=6, day=30))
    assert told({"files.closing": 2}, period=half) == "2025年1月1日至6月30日，现有困难职工档案2份。"


def test_a_period_over_new_year_names_both_years():
    year = Period.of_year(2025)
    assert (
        span(Period(year.start.replace(month=12), year.end.replace(year=2026, month=2, day=28)))
        == "2025年12月1日至2026年2月28日"
    )


@pytest.mark.parametrize(("done", "words"), [("100.0", "完成"), ("120.0", "完成"), ("95.0", "基本完成"), ("94.9", "")])
def test_a_target_that_was_missed_is_not_boasted_of(done, words):
    assert verdict([Decimal("110.0"), Decimal(done)]).removesuffix("市总工会下达的任务") == words
