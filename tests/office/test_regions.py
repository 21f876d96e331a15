"""The names of region codes, as a clerk would say them."""

import pytest

from office.regions import name_of


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("210202", "辽宁省大连市中山区"),
        ("210200", "辽宁省大连市"),
        ("210000", "辽宁省"),
        ("110101", "北京市东城区"),
        ("500229", "重庆市城口县"),
        ("429004", "湖北省仙桃市"),
        ("441900", "广东省东莞市"),
        ("110103", "北京市崇文区"),  # abolished in 2010
        ("210201", "辽宁省大连市市辖区"),
        ("810000", "香港特别行政区"),
    ],
)
def test_a_code_has_the_name_that_people_say(code, name):
    assert name_of(code) == name


@pytest.mark.parametrize("code", ["", "2102", "219900", "441900003", "21020X", "#"])
def test_what_is_no_code_has_no_name(code):
    assert name_of(code) == ""
