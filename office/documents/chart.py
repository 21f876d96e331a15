"""The geometry of the monthly bar chart: two years side by side, as `templates/parts/bar_chart.html` draws it.

Pure: values in, places in the picture out. The places are strings with one decimal, so that no language of the
screen ever writes a comma into the SVG.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

WIDTH, HEIGHT = 768, 242
TOP, BOTTOM = 20, 218
LABEL_LINE = 235
BAR, BEFORE = 15, 11
STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
ZERO = Decimal(0)


@dataclass(frozen=True)
class Month:
    """What one month shows. `now` and `before` in 元 (or pieces); None where the month is still to come."""

    label: str
    now: Decimal | None
    before: Decimal | None
    href: str
    title: str
    current: bool = False


@dataclass(frozen=True)
class Rect:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class GridLine:
    """One line across with its number; the line of nought is the axis."""

    y: str
    text_y: str
    text: str
    is_axis: bool


@dataclass(frozen=True)
class Group:
    """The two bars of a month with what is written at them. A bar is None where there is nothing to draw."""

    href: str
    title: str
    current: bool
    bar: Rect | None
    before: Rect | None
    value: str
    value_x: str
    value_y: str
    label: str
    label_x: str


@dataclass(frozen=True)
class BarChart:
    """All the template needs. `label` is the sentence a screen reader says; `empty`: not one bar to draw."""

    label: str
    width: int
    height: int
    left: int
    label_y: int
    lines: tuple[GridLine, ...]
    groups: tuple[Group, ...]
    empty: bool
    middle_x: int = WIDTH // 2
    middle_y: int = (TOP + BOTTOM) // 2


def bar_chart(months: Sequence[Month], *, label: str, unit: Decimal = Decimal(10000), places: int = 2) -> BarChart:
    """The chart of these months. `unit`: how many 元 make one on the axis (10,000: 万元); `places`: decimals at a bar.

    Bars of a month whose reversals exceed its payments hang below the axis. Without any amount there are no numbers
    but the nought of the axis.
    """
    values = [value / unit for month in months for value in (month.now, month.before) if value is not None]
    low, high, step = _range(min(values, default=ZERO), max(values, default=ZERO))
    empty = low == high

    def y(value: Decimal) -> Decimal:
        return BOTTOM - (ZERO if empty else (value - low) / (high - low) * (BOTTOM - TOP))

    ticks = [low + step * number for number in range(int((high - low) / step) + 1)]
    texts = [_plain(tick) for tick in ticks]
    left = max(30, 8 + 7 * max(map(len, texts)))
    slot = Decimal(WIDTH - left) / max(len(months), 1)
    groups = []
    for number, month in enumerate(months):
        centre = left + slot * number + slot / 2
        now = None if month.now is None else month.now / unit
        before = None if month.before is None else month.before / unit
        value_y = ZERO if now is None else y(now) - 5 if now >= 0 else y(now) + 14
        groups.append(
            Group(
                href=month.href,
                title=month.title,
                current=month.current,
                bar=_rect(centre - BAR, BAR, now, y),
                before=_rect(centre + 1, BEFORE, before, y),
                value="" if now is None or empty else _number(now, places),
                value_x=_place(centre - Decimal(BAR) / 2),
                value_y=_place(value_y),
                label=month.label,
                label_x=_place(centre - 3),
            )
        )
    lines = tuple(
        GridLine(_place(y(tick)), _place(y(tick) + 4), text, tick == 0) for tick, text in zip(ticks, texts, strict=True)
    )
    return BarChart(label, WIDTH, HEIGHT, left, LABEL_LINE, lines, tuple(groups), empty)


def _range(least: Decimal, most: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Ends of the axis and the step between its lines: 1, 2 or 5 times a power of ten, four steps or so."""
    least, most = min(least, ZERO), max(most, ZERO)
    if least == most:
        return ZERO, ZERO, Decimal(1)
    rough = (most - least) / 4
    power = Decimal(10) ** rough.adjusted()
    step = next(factor * power for factor in STEPS if factor * power >= rough)
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = (most / step).to_integral_value(ROUND_CEILING) * step
    # Below a hanging bar its number needs a line of its own above the names of the months.
    if least < 0 and (least - low) * (BOTTOM - TOP) < 12 * (high - low):
        low -= step
    return low, high, step


def _rect(x: Decimal, width: int, value: Decimal | None, y: Callable[[Decimal], Decimal]) -> Rect | None:
    if not value:
        return None
    top, bottom = sorted((y(value), y(ZERO)))
    return Rect(_place(x), _place(top), str(width), _place(bottom - top))


def _place(number: Decimal) -> str:
    return str(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _number(value: Decimal, places: int) -> str:
    """With thousands separators and a true minus; adding nought takes the sign off a rounded −0.00."""
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + ZERO:,}".replace("-", "−")


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
