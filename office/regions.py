"""Names of regions by their code of GB/T 2260, for whoever reads one: current codes and those abolished since 2002."""

from functools import cache
from pathlib import Path

# Beside the code, not in settings: this is plain Python and part of the house, like the rules.
_LIST = Path(__file__).resolve().parent.parent / "fixtures" / "regions" / "gbt2260.txt"
# Steps of the code that nobody says aloud: 北京市东城区, 湖北省仙桃市.
_UNSPOKEN = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


def name_of(code: str) -> str:
    """210202 is 辽宁省大连市中山区, 210200 辽宁省大连市, 210000 辽宁省; "" for a code that is not in the list.

    An abolished code has the name that it had, under the province and the city whose number it begins with.
    """
    names = _names()
    own = names.get(code)
    if own is None:
        return ""
    above = [names.get(upper, "") for upper in dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00")) if upper != code]
    return "".join([*(name for name in above if name not in _UNSPOKEN), own])


@cache
def _names() -> dict[str, str]:
    # Read when the first code is asked for: 2 ms and 0.7 MB that most processes never need.
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return {line[:6]: line[7:] for line in lines if not line.startswith("#")}
