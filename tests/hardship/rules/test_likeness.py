"""Two files that may be of one household: what is compared, and what says nothing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardship.rules.likeness import MOST, Traits, address_key, find_alike, phone_keys

BORN = date(1970, 1, 2)


@pytest.mark.parametrize(
    "written",
    [
        "中山路12号3栋2单元501室",
        "中山路１２號３幢２单元５０１室",
        "滨江市中山路12号3号楼2单元501",
        "辽宁省滨江市中山路12号3棟2單元501戶",
        " 中山路 12号，3栋 2单元 0501室 ",
        "中山路12-3-2-501",
        "中山路12号三栋二单元501室",
        "中山路12号3#2单元501",
    ],
)
def test_one_address_however_it_is_written(written):
    assert address_key(written) == "中山路12-3-2-501"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中山路12号3栋501", "中山路12号3栋502"),
        ("中山路12号", "中山东路12号"),
        ("北市区和平街5号", "南市区和平街5号"),
        ("大市口街8号", "街8号"),
        ("中山路二十三号", "中山路13号"),
    ],
)
def test_other_homes_stay_others(one, other):
    assert address_key(one) != address_key(other)


def test_written_numbers_are_read():
    assert address_key("中山路二十三号") == "中山路23"
    assert address_key("中山路十二号") == "中山路12"
    assert address_key("三里屯十号") == "三里屯10"


@pytest.mark.parametrize("vague", ["", "滨江市", "滨江市中山区", "柳树屯村", "12-3-501", "同上", "5号"])
def test_what_tells_no_single_home_is_not_compared(vague):
    assert address_key(vague) == ""


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("13800001234", ["13800001234"]),
        ("１３８ ００００ １２３４", ["13800001234"]),
        ("+86 138-0000-1234", ["13800001234"]),
        ("0411-82345678", ["82345678"]),
        ("（0411）82345678", ["82345678"]),
        ("010-62345678", ["62345678"]),
        ("82345678", ["82345678"]),
        ("0411-82345678-801", ["82345678-801"]),
        ("82345678转801", ["82345678-801"]),
        ("13800001234/82345678", ["13800001234", "82345678"]),
        ("13800001234、13900001235", ["13800001234", "13900001235"]),
        ("400-810-1234", []),
        ("12351", []),
        ("11111111111", []),
        ("无", []),
        ("", []),
    ],
)
def test_telephones_are_compared_by_their_digits(written, keys):
    assert phone_keys(written) == keys


def test_grounds_are_named_and_files_are_paired_once():
    traits = {
        7: Traits.of([("王小明", BORN)], ["中山路12号3栋"], ["13800001234"]),
        3: Traits.of([("李梅", None), ("王小明", BORN)], ["中山路１２號3幢"], ["82345678"]),
        5: Traits.of([("王小明", date(1971, 1, 2))], [], ["0411-82345678"]),
    }
    assert find_alike(traits) == ({(3, 7): ["name_birthday", "address"], (3, 5): ["phone"]}, [])


def test_what_many_share_is_one_remark_and_no_pairs():
    crowd = {key: Traits.of([], ["纺织厂宿舍3栋"], ["82345678"]) for key in range(MOST + 1)}
    crowd[3] = Traits.of([("王小明", BORN)], ["纺织厂宿舍3栋"], ["82345678"])
    crowd[4] = Traits.of([("王小明", BORN)], ["纺织厂宿舍3栋"], ["82345678"])
    pairs, shared = find_alike(crowd)
    assert pairs == {(3, 4): ["name_birthday"]}
    assert [(one.ground, one.value, one.keys) for one in shared] == [
        ("address", "纺织厂宿舍3", tuple(range(MOST + 1))),
        ("phone", "82345678", tuple(range(MOST + 1))),
    ]


def test_six_of_one_number_are_still_looked_at_by_two():
    pairs, shared = find_alike({key: Traits.of([], [], ["82345678"]) for key in range(MOST)})
    assert len(pairs) == MOST * (MOST - 1) // 2
    assert not shared


@given(st.text(max_size=30))
def test_nothing_that_is_typed_breaks_the_reading(text):
    address_key(text)
    phone_keys(text)
