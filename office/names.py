"""Names of people: their one spelling, and their pinyin for the search by initials. Plain Python."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from office.blanks import without_invisible

# All phrases that pypinyin knows take 45 MB of every process. Those a given name can hold, and that read otherwise than
# their characters do, are 1,800: they stand in a file of ours (tests/office/test_names.py compares it with pypinyin's).
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
from pypinyin import lazy_pinyin, load_phrases_dict
from pypinyin.constants import RE_HANS

MIDDLE_DOT = "\u00b7"
_DOTS = re.compile("[\u00b7\u2022\u2027\u2219\u22c5\u25cf\u30fb\u318d\uff65\u0387]")
_FULL_STOP_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\.(?=[\u3400-\u9fff])")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_HAN_ALONE = re.compile("[\u3400-\u9fff]+")
# A character reads by itself unless it may begin a phrase with the next one, such as 长 in 长大.
_PHRASES = {
    phrase: syllables
    for phrase, *syllables in map(str.split, Path(__file__).with_name("phrases.txt").read_text("utf-8").splitlines())
}
load_phrases_dict({phrase: [[syllable] for syllable in syllables] for phrase, syllables in _PHRASES.items()})
_BEGINNINGS = frozenset(phrase[:2] for phrase in _PHRASES)

# Surnames of two characters, which the masks keep whole.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳上官诸葛司马司徒司空司寇夏侯皇甫尉迟公孙公冶长孙慕容令狐宇文东方南宫西门东郭南门独孤端木百里呼延轩辕"
        "钟离澹台淳于单于太史申屠仲孙濮阳万俟闻人赫连拓跋宗政鲜于闾丘亓官乐正谷梁左丘梁丘第五纳兰完颜叶赫东门羊舌"
        "微生巫马公西漆雕壤驷",
    )
)
# Readings that a surname has and the everyday word has not. Sources: overtrue/pinyin sources/surnames.txt (MIT),
# zh-lx/pinyin-pro test/surname.test.js (MIT); the last row is our own.
_SURNAME_READINGS: dict[str, tuple[str, ...]] = {
    "万俟": ("mo", "qi"), "尉迟": ("yu", "chi"), "单于": ("chan", "yu"), "长孙": ("zhang", "sun"),
    "澹台": ("tan", "tai"), "乐正": ("yue", "zheng"), "令狐": ("ling", "hu"), "重": ("chong",), "秘": ("bi",),
    "种": ("chong",), "繁": ("po",), "覃": ("qin",), "缪": ("miao",), "曾": ("zeng",), "解": ("xie",), "折": ("she",),
    "佴": ("nai",), "粘": ("nian",), "藏": ("zang",), "扎": ("za",), "翟": ("zhai",), "都": ("du",), "六": ("lu",),
    "薄": ("bo",), "盖": ("ge",), "查": ("zha",), "朴": ("piao",), "乜": ("nie",), "乐": ("yue",), "阚": ("kan",),
    "不": ("fou",), "区": ("ou",), "仇": ("qiu",), "单": ("shan",), "卜": ("bu",), "浣": ("wan",), "贠": ("yun",),
    "貟": ("yun",), "牟": ("mou",),
    "员": ("yun",), "召": ("shao",), "洗": ("xian",), "句": ("gou",), "祭": ("zhai",), "郇": ("xun",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """How a name reads: full "wangxiaoming" (ü is written v), initials "WXM"."""

    full: str
    initials: str


def clean_name(text: str) -> str:
    """A name in its one spelling: NFKC, middle dots as U+00B7, blanks out of Chinese names and single in Latin ones."""
    if _HAN_ALONE.fullmatch(text):  # Nearly every name.
        return text
    text = without_invisible(unicodedata.normalize("NFKC", text))
    text = _DOTS.sub(MIDDLE_DOT, text)
    if _HAN.search(text):
        text = "".join(text.split())
        return _FULL_STOP_BETWEEN_HAN.sub(MIDDLE_DOT, text)
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def pinyin(name: str) -> Reading:
    """Full pinyin and initials, the surname by its own reading; marks are left out, Latin names read as spelt."""
    name = clean_name(name)
    surname = name[:2] if name[:2] in _SURNAME_READINGS else name[:1] if name[:1] in _SURNAME_READINGS else ""
    syllables = list(_SURNAME_READINGS.get(surname, ()))
    given = name[len(surname) :]
    rest = [given] if _HAN_ALONE.fullmatch(given) else re.sub(r"[\W_]+", " ", given).split()
    syllables += [syllable.lower() for part in rest for syllable in _syllables(part)]
    return Reading("".join(syllables), "".join(syllable[0].upper() for syllable in syllables))


def _syllables(part: str) -> list[str]:
    """What lazy_pinyin gives, in a third of its time where no phrase is near."""
    if not RE_HANS.match(part) or any(part[place : place + 2] in _BEGINNINGS for place in range(len(part) - 1)):
        return list(lazy_pinyin(part))
    return [syllable for character in part for syllable in _alone(character)]


@cache
def _alone(character: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(character))
