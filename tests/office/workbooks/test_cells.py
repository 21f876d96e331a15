"""What clerks write into the cells of a roster, and what the office understands."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.code_lists import ETHNIC_GROUPS, INDUSTRIES, RELATIONS
from office.money import capital, grouped
from office.workbooks.cells import (
    CLEAR,
    Card,
    CellProblem,
    Choice,
    Day,
    Decimals,
    IdNumber,
    Mobile,
    Money,
    Month,
    Name,
    Phone,
    Sex,
    Text,
    WholeNumber,
    YesNo,
)
from office.workbooks.sheets import BadCell

TODAY = date(2025, 12, 31)
EVERY_KIND = [
    Text(), Name(), IdNumber(), Card(), Mobile(), Phone(), Money(), WholeNumber(), Decimals(), Day(), Month(),
    Choice(RELATIONS), Sex(), YesNo(),
]  # fmt: skip
values = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="0123456789.-/,年月日元万一二十百千壹贰约 E+", max_size=12),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


def read(kind, value, remarks=None):
    return kind.clean(value, on=TODAY, remarks=remarks)


def refused(kind, value):
    with pytest.raises(CellProblem) as problem:
        read(kind, value)
    assert problem.value.message == str(problem.value)
    return problem.value.code


@pytest.mark.parametrize("kind", EVERY_KIND, ids=lambda kind: type(kind).__name__)
class TestEveryKind:
    @pytest.mark.parametrize("blank", [None, "", " ", "\u3000", "\u00a0\t\n", "\u200b\ufeff"])
    def test_blank_cells_are_none(self, kind, blank):
        assert read(kind, blank) is None

    def test_the_word_clear_empties_the_value_on_record(self, kind):
        assert read(kind, "清空") is CLEAR
        assert read(kind, " 清空 ") is CLEAR

    def test_error_cells_and_formulas_without_result(self, kind):
        assert refused(kind, BadCell("error", "#N/A")) == "cell.error_value"
        assert refused(kind, BadCell("uncalculated", "=A1+B1")) == "cell.uncalculated"
        assert refused(kind, "#REF!") == "cell.error_value"
        assert refused(kind, "######") == "cell.error_value"

    def test_none_and_clear_are_written_as_blank_cells(self, kind):
        assert kind.render(None) == ""
        assert kind.render(CLEAR) == ""

    def test_a_template_can_be_dressed(self, kind):
        assert str(kind.hint)
        assert kind.number_format in {"@", "0", "0.00", "yyyy-mm-dd"}
        assert isinstance(kind.choices, tuple)

    @given(value=values)
    def test_anything_is_read_or_refused_in_words(self, kind, value):
        remarks = []
        problem = None
        try:
            read(kind, value, remarks)
        except CellProblem as raised:
            problem = raised
        assert problem is None or (problem.code.count(".") == 1 and problem.message.strip())
        assert all(isinstance(sentence, str) for sentence in remarks)


class TestNumbersThatExcelDamages:
    def test_an_id_number_of_18_digits_in_a_number_cell_is_lost_whatever_it_ends_in(self):
        assert refused(IdNumber(), 1.10101199001011e17) == "id.damaged_by_excel"
        assert refused(IdNumber(), 210200197806204000) == "id.damaged_by_excel"
        assert refused(IdNumber(), "2.10201E+17") == "id.damaged_by_excel"

    def test_an_old_id_number_in_a_number_cell_is_exact(self):
        assert read(IdNumber(), 210204720229106.0).number == "21020419720229106X"
        assert read(IdNumber(), "210204720229106").birthday == date(1972, 2, 29)

    def test_cards(self):
        assert refused(Card(), 6.2284882759499e18) == "card.damaged_by_excel"
        assert refused(Card(), "6.29999E+18") == "card.damaged_by_excel"
        assert read(Card(), 12345678.0) == "12345678"

    def test_codes_in_text_columns(self):
        assert read(Text(), 2102000017.0) == "2102000017"
        assert refused(Text(), 8.12102003188218e17) == "text.damaged_by_excel"


class TestPeople:
    @pytest.mark.parametrize(
        "typed",
        [
            " 210200198007158633\u3000",
            "210200 19800715 8633",
            "'210200198007158633",
            "２１０２００１９８００７１５８６３３",
        ],
    )
    def test_id_numbers_as_they_come(self, typed):
        assert read(IdNumber(), typed).number == "210200198007158633"

    def test_why_an_id_number_is_refused(self):
        assert refused(IdNumber(), "210200198409196262") == "id.check_digit"
        assert refused(IdNumber(), "210200198502311236") == "id.birth_date"
        assert refused(IdNumber(), "无") == "id.length"
        assert refused(IdNumber(), True) == "id.length"

    @pytest.mark.parametrize(
        "typed", ["2102********0019", "2102********001X", "210200********0019", "2102**** ****0019"]
    )
    def test_a_masked_number_says_how_to_get_the_whole_one(self, typed):
        assert refused(IdNumber(), typed) == "id.masked"
        assert refused(Card(), "**** 0013") == "card.masked"

    @pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-", "@SUM(1)", "＝1", "－"])
    def test_the_apostrophe_by_which_csv_guards_a_formula_is_no_part_of_the_text(self, text):
        assert read(Text(), f"'{text}") == text
        assert read(Text(), "'80s") == "'80s"

    def test_an_id_number_is_written_as_text(self):
        assert IdNumber().render(read(IdNumber(), "210204720229106")) == "21020419720229106X"
        assert IdNumber().number_format == "@"

    def test_names(self):
        assert read(Name(), "李  明") == "李明"
        assert refused(Name(), "李明 41岁") == "name.format"
        assert refused(Name(), 12.0) == "name.format"

    @pytest.mark.parametrize(
        "typed",
        [13800138000.0, "138 0013 8000", "138-0013-8000", "+8613800138000", "１３８００１３８０００", "013800138000"],
    )
    def test_mobiles(self, typed):
        assert read(Mobile(), typed) == "13800138000"

    @pytest.mark.parametrize(
        "typed", ["1380013", 1380013.0, "1.38E+10", "0411-89664954", "13800138000/13900139000", TODAY]
    )
    def test_what_is_no_mobile(self, typed):
        assert refused(Mobile(), typed) == "mobile.format"

    @pytest.mark.parametrize(
        ("typed", "phone"),
        [
            ("0411-89664954", "0411-89664954"),
            ("（0411）89664954", "(0411)89664954"),
            ("89664954", "89664954"),
            ("0755-7654321转801", "0755-7654321转801"),
            ("400-123-4567", "400-123-4567"),
            ("13800138000 / 0411－89664954", "13800138000/0411-89664954"),
            ("13800138000、13900139000", "13800138000/13900139000"),
            (13800138000.0, "13800138000"),
            (41189664954.0, "041189664954"),
        ],
    )
    def test_telephones_of_any_kind(self, typed, phone):
        assert read(Phone(), typed) == phone

    def test_what_is_no_telephone(self):
        assert refused(Phone(), "1380013") == "phone.format"
        assert refused(Phone(), "老张家") == "phone.format"

    def test_cards_are_read_and_doubted_but_not_refused(self):
        remarks = []
        assert read(Card(), "6299 9985 6327 8278 331", remarks) == "6299998563278278331"
        assert remarks == []
        assert read(Card(), "6299990000000000001", remarks) == "6299990000000000001"
        assert len(remarks) == 1
        assert "6299990000000000001" not in remarks[0]
        assert read(Card(), "1234567890") == "1234567890"
        assert refused(Card(), "1234567") == "card.format"
        assert refused(Card(), "工行 6222020156478022320") == "card.format"

    def test_long_text_is_refused(self):
        assert read(Text(10), " 大连 \n 路 ") == "大连 路"
        assert refused(Text(2), "大连路") == "text.too_long"
        assert read(Text(), datetime.fromisoformat("2025-06-01T08:00")) == "2025-06-01"


class TestMoney:
    @pytest.mark.parametrize(
        ("typed", "amount"),
        [
            ("1,260.00", "1260.00"), ("1080元", "1080.00"), (" 30840 ", "30840.00"), ("0.12万", "1200.00"),
            ("3.5万元", "35000.00"),
            ("一千二百", "1200.00"), ("三千五", "3500.00"), ("两万元", "20000.00"),
            ("壹仟贰佰元伍角整", "1200.50"), ("伍角陆分", "0.56"),
            ("１２６０．５", "1260.50"), ("￥1,260", "1260.00"), ("¥ 1 260", "1260.00"), ("2千", "2000.00"),
            ("1260.", "1260.00"), ("0", "0.00"),
            (330.0, "330.00"), (250, "250.00"), (2.675, "2.68"), (0.1 + 0.2, "0.30"),
            ("1260.005", "1260.01"), ("人民币伍佰元整", "500.00"),
        ],
    )  # fmt: skip
    def test_amounts_as_they_are_written(self, typed, amount):
        assert str(read(Money(), typed)) == amount

    @pytest.mark.parametrize(
        "typed",
        ["约500", "约一万", "500左右", "500多", "500余元", "500-800", "300/月", "1,26", "12,5000", "1.2E+5", "百",
         "八成", "三四百", "一二〇", TODAY, True, float("nan"), time(8), timedelta(1)],
    )  # fmt: skip
    def test_what_is_not_exact_is_not_guessed(self, typed):
        assert refused(Money(), typed) == "money.unreadable"

    @pytest.mark.parametrize("typed", ["-", "/", "无", "—", "－", "／"])
    def test_nothing_is_blank_or_zero(self, typed):
        assert read(Money(), typed) is None
        assert read(Money(nothing_is_zero=True), typed) == Decimal("0.00")

    @pytest.mark.parametrize("typed", [-300.0, "-300", "－300", "(300.00)", "负三百", "￥-300"])
    def test_below_zero_only_for_reversals(self, typed):
        assert refused(Money(), typed) == "money.negative"
        assert read(Money(allow_negative=True), typed) == Decimal("-300.00")

    def test_too_much(self):
        assert refused(Money(), 1e10) == "money.range"
        assert refused(Money(), float("inf")) == "money.range"
        assert read(Money(), "9999999999.99") == Decimal("9999999999.99")

    @given(st.decimals(min_value=0, max_value=Decimal("9999999999.99"), places=2))
    def test_what_the_office_writes_it_reads(self, amount):
        assert read(Money(), capital(amount)) == read(Money(), grouped(amount)) == read(Money(), str(amount)) == amount

    def test_money_is_written_as_a_number(self):
        assert Money().render(Decimal("330.00")) == Decimal("330.00")


class TestNumbers:
    @pytest.mark.parametrize("typed", [3.0, 3, "3", "3.0", "3人", "3 口人", "３", "三", "三人"])
    def test_counts(self, typed):
        assert read(WholeNumber(), typed) == 3

    def test_counts_out_of_range(self):
        size = WholeNumber(1, 20, code="family_size.range")
        assert refused(size, 0.0) == "family_size.range"
        assert refused(size, "21人") == "family_size.range"
        assert refused(size, 3.5) == "number.whole"
        assert refused(size, "三四个") == "number.unreadable"
        assert refused(WholeNumber(), -1) == "number.range"
        assert read(WholeNumber(), "140户") == 140

    def test_areas(self):
        assert read(Decimals(), "85㎡") == read(Decimals(), "85.00 平方米") == read(Decimals(), 85) == Decimal("85.00")
        assert refused(Decimals(), "约85") == "number.unreadable"
        assert refused(Decimals(), 1e4) == "number.range"
        assert refused(Decimals(), "-5") == "number.negative"


class TestDays:
    @pytest.mark.parametrize(
        "typed",
        ["1985-06-01", "1985-6-1", "1985/6/1 ", "1985.6.1", "1985年6月1日", "1985 年 6 月 1 日", "19850601",
         19850601.0, 31199.0, "31199", 31199.5, "１９８５．６．１", "1985/06/01 0:00:00", "1985-06-01T00:00:00",
         "一九八五年六月一日", "1985 6 1", "1985.6.1.", "1985年6月1号", date(1985, 6, 1),
         datetime.fromisoformat("1985-06-01T23:59")],
    )  # fmt: skip
    def test_spellings_of_one_day(self, typed):
        remarks = []
        assert read(Day(), typed, remarks) == date(1985, 6, 1)
        assert remarks == []

    @pytest.mark.parametrize(
        "typed", ["1985.6", 1985.6, "1985年6月", "1985-6", "198506", 198506.0, "85.6", 85.6, "1985/06", "1985年六月"]
    )
    def test_a_month_is_its_first_day_and_remarked_upon(self, typed):
        remarks = []
        assert read(Day(), typed, remarks) == date(1985, 6, 1)
        assert len(remarks) == 1

    def test_january_that_may_be_october(self):
        remarks = []
        assert read(Day(), 1985.1, remarks) == date(1985, 1, 1)
        assert read(Day(), "1985.10", remarks) == date(1985, 10, 1)
        assert "October" in remarks[0] or "10" in remarks[0]

    @pytest.mark.parametrize(
        "typed",
        ["2025年13月40日", "2025-02-29", "1985", 1985.0, "12.5", "15/11/2014", "05.6.1", "长期", "不详", True,
         time(8), timedelta(1), float("nan"), "20140001", 9999.0, "二〇二五", "1985.6.1-1986.6.1"],
    )  # fmt: skip
    def test_what_is_no_day(self, typed):
        assert refused(Day(), typed) == "date.unreadable"

    def test_days_to_come(self):
        assert refused(Day(), date(2065, 1, 1)) == "date.future"
        assert read(Day(allow_future=True), "2065-01-01") == date(2065, 1, 1)
        assert Day(on=lambda: date(2065, 1, 1)).clean("2065-01-01") == date(2065, 1, 1)
        assert Day(on=date(2020, 1, 1)).clean("2020-01-01") == date(2020, 1, 1)

    def test_years_out_of_range(self):
        assert refused(Day(), date(1899, 12, 31)) == "date.range"
        assert refused(Day(allow_future=True), "2999-01-01") == "date.range"

    @given(st.dates(min_value=date(1927, 6, 1), max_value=TODAY))
    def test_every_day_in_every_spelling(self, day):
        serial = (day - date(1899, 12, 30)).days
        spellings = [
            f"{day:%Y%m%d}",
            f"{day.year}.{day.month}.{day.day}",
            f"{day.year}年{day.month}月{day.day}日",
            serial,
            str(serial),
        ]
        assert {read(Day(), spelling) for spelling in spellings} == {day}

    @pytest.mark.parametrize(
        "typed", ["2025-07", "2025年7月", "2025年7月份", "202507", 202507.0, "2025.7", date(2025, 7, 15), "2025-07-31"]
    )
    def test_months(self, typed):
        assert read(Month(), typed) == date(2025, 7, 1)
        assert Month().render(date(2025, 7, 1)) == "2025-07"

    def test_a_month_of_the_rosters_year(self):
        assert read(Month(default_year=2025), "7月") == read(Month(default_year=lambda: 2025), 7.0) == date(2025, 7, 1)
        assert refused(Month(), "7月") == "date.unreadable"
        assert refused(Month(default_year=2025), "13月") == "date.unreadable"
        assert refused(Month(), date(1899, 1, 1)) == "date.range"
        assert refused(Month(), time(8)) == "date.unreadable"


class TestChoices:
    @pytest.mark.parametrize("typed", ["汉", "汉族", " 汉 族 ", "01", "01 汉族", "1-汉族", 1.0, "漢族"])
    def test_words_codes_and_both(self, typed):
        assert read(Choice(ETHNIC_GROUPS), typed) == "01"

    def test_a_code_before_the_label(self):
        assert read(Choice(INDUSTRIES), "C制造业") == read(Choice(INDUSTRIES), "Ｃ") == "C"

    def test_an_unknown_word_is_answered_with_the_list(self):
        with pytest.raises(CellProblem) as problem:
            read(Choice({"deep": "深度困难", "relative": "相对困难"}, {"深困": "deep"}), "特别困难户")
        assert problem.value.code == "choice.unknown"
        assert "深度困难、相对困难" in problem.value.message

    def test_a_mapping_with_its_synonyms(self):
        kind = Choice({"deep": "深度困难", "relative": "相对困难"}, {"深困": "deep"})
        assert kind.choices == ("深度困难", "相对困难")
        assert read(kind, "深困") == "deep"
        assert read(kind, "无") is read(kind, "/") is None
        assert kind.render("deep") == "深度困难"

    @pytest.mark.parametrize("typed", ["男", "1", 1.0, "男性", "1-男", "M", "Ｍ"])
    def test_men(self, typed):
        assert read(Sex(), typed) == "M"

    def test_women(self):
        assert {read(Sex(), typed) for typed in ["女", "2", 2, "F", "女性", " 女 "]} == {"F"}
        assert Sex().render("F") == "女"
        assert refused(Sex(), "3") == "choice.unknown"

    def test_yes_and_no(self):
        assert all(read(YesNo(), typed) is True for typed in ["是", "√", "有", "Y", "y", "1", 1.0, True])
        assert all(read(YesNo(), typed) is False for typed in ["否", "×", "无", "N", "0", 0, False, "x"])
        assert refused(YesNo(), "也许") == "choice.unknown"
        assert [YesNo().render(value) for value in (True, False, None)] == ["是", "否", ""]
