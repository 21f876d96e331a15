"""A workshop's union pays from the office's funds, unless it has one of that name itself."""

from hardship.models import Fund
from hardship.operations.funds import funds_for, open_funds


def test_a_union_below_the_office_pays_from_the_office_s_funds(office):
    assert funds_for(office.north)["本级工会经费"].union == office.home


def test_a_fund_of_its_own_comes_first(office):
    own = Fund.objects.create(union=office.north, source="own", name="本级工会经费")
    assert funds_for(office.north)["本级工会经费"] == own
    assert funds_for(office.south)["本级工会经费"].union == office.home


def test_opening_the_funds_again_changes_nothing(office):
    count = Fund.objects.count()
    open_funds(office.home)
    assert Fund.objects.count() == count
