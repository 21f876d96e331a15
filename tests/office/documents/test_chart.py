"""The monthly chart of the Today page: places of the bars, nice numbers at the axis, months without or below nought."""

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string

from office.documents.chart import Month, bar_chart

THIS_YEAR = [142600, 9850, 12600, 11300, 98750, 14200, 13650, 15900, 112480, 10150, 11200, 12800]
LAST_YEAR = [128300, 12100, 12250, 10700, 101200, 12300, 11800, 13400, 104600, 12200, 11900, 13500]


def chart_of(this_year, last_year=LAST_YEAR, current=12, **options):
    months = [
        Month(
            label=f"{number}月",
            now=None if now is None else Decimal(now),
            before=None if before is None else Decimal(before),
            href=f"/figures/cash.amount/?month={number}",
            title=f"{number}月：{now} 元，上年同月 {before} 元",
            current=number == current,
        )
        for number, (now, before) in enumerate(zip(this_year, last_year, strict=True), 1)
    ]
    return bar_chart(months, label="2025年每月发放救济款，全年 465,280.00 元", **options)


def drawn(chart) -> ElementTree.Element:
    return ElementTree.fromstring(render_to_string("parts/bar_chart.html", {"chart": chart}))


def test_bars_stand_where_the_mock_up_has_them():
    chart = chart_of(THIS_YEAR)
    january, december = chart.groups[0], chart.groups[-1]
    assert (january.bar.x, january.bar.y, january.bar.width, january.bar.height) == ("45.8", "29.8", "15", "188.2")
    assert (january.before.x, january.before.y, january.before.height) == ("61.8", "48.6", "169.4")
    assert (january.value, january.value_x, january.value_y, january.label_x) == ("14.26", "53.3", "24.8", "57.8")
    assert (december.bar.x, december.bar.height) == ("722.3", "16.9")
    assert [(line.text, line.y) for line in chart.lines] == [
        ("0", "218.0"),
        ("5", "152.0"),
        ("10", "86.0"),
        ("15", "20.0"),
    ]
    assert [line.is_axis for line in chart.lines] == [True, False, False, False]


def test_values_round_half_up():
    assert chart_of(THIS_YEAR).groups[1].value == "0.99"  # 9,850.00 元


def test_only_the_current_month_is_lit():
    assert [group.label for group in chart_of(THIS_YEAR).groups if group.current] == ["12月"]


@pytest.mark.parametrize(
    ("most", "texts"),
    [
        (3, ["0", "1", "2", "3"]),
        (8, ["0", "2", "4", "6", "8"]),
        (17, ["0", "5", "10", "15", "20"]),
        (4000, ["0", "1,000", "2,000", "3,000", "4,000"]),
        ("0.07", ["0", "0.02", "0.04", "0.06", "0.08"]),
    ],
)
def test_axis_has_nice_steps(most, texts):
    chart = chart_of([most] + [0] * 11, [0] * 12, unit=Decimal(1))
    assert [line.text for line in chart.lines] == texts


def test_long_numbers_at_the_axis_push_the_bars_right():
    assert chart_of([4_000_000] * 12, unit=Decimal(1), places=0).left > 60


def test_months_to_come_have_neither_bar_nor_number_but_last_years():
    chart = chart_of([*THIS_YEAR[:6], *[None] * 6], current=6)
    july = chart.groups[6]
    assert july.bar is None
    assert july.value == ""
    assert july.before is not None


def test_month_without_payments_says_nought():
    chart = chart_of([*THIS_YEAR[:11], 0])
    assert chart.groups[11].bar is None
    assert chart.groups[11].value == "0.00"


def test_year_without_anything_has_an_axis_and_a_sentence():
    chart = chart_of([0] * 12, [0] * 12)
    assert chart.empty
    assert [(line.text, line.is_axis) for line in chart.lines] == [("0", True)]
    assert not any(group.bar or group.before or group.value for group in chart.groups)
    texts = [text.text for text in drawn(chart).findall("text")]
    assert texts[-1] in {"Nothing recorded in these months yet", "这几个月还没有记录"}


def test_month_of_reversals_hangs_below_the_axis():
    chart = chart_of([*THIS_YEAR[:11], -36000])
    axis = next(line for line in chart.lines if line.is_axis)
    december = chart.groups[11]
    assert december.bar.y == axis.y
    assert december.value == "−3.60"
    assert Decimal(axis.y) + Decimal(december.bar.height) < Decimal(december.value_y) <= 220
    assert chart.lines[0].text == "−5"


def test_number_under_a_hanging_bar_stays_clear_of_the_months():
    chart = chart_of([-50000] + [0] * 11, [0] * 12)
    assert Decimal(chart.groups[0].value_y) < chart.label_y - 12


def test_reversal_below_half_a_cent_has_no_minus_before_nought():
    assert chart_of([*THIS_YEAR[:11], -20]).groups[11].value == "0.00"


def test_picture_is_said_to_those_who_do_not_see_it_and_each_month_is_a_link():
    svg = drawn(chart_of(THIS_YEAR))
    assert svg.get("role") == "group"
    assert svg.get("aria-label").startswith("2025年每月发放救济款")
    links = svg.findall("a")
    assert [link.get("href") for link in links] == [f"/figures/cash.amount/?month={number}" for number in range(1, 13)]
    assert links[0].find("title").text == "1月：142600 元，上年同月 128300 元"
    assert [rect.get("class") for rect in links[11].findall("rect")] == ["chart-before", "chart-bar chart-bar-now"]
    assert all(element.get("style") is None for element in svg.iter())


def test_title_cannot_bring_in_markup():
    chart = bar_chart([Month("1月", Decimal(1), None, "/", "<script>")], label='"><script>')
    assert drawn(chart).find("a/title").text == "<script>"


def test_no_months_draw_no_bars():
    assert bar_chart([], label="").groups == ()
