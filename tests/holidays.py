"""China's holidays and exchanged working days (调休) as published, as the migration office.0007 enters them.

Each year's days follow from a notice of the General Office of the State Council, usually in November of the year before;
the office enters later years, and days of its own, on screen.
"""

from __future__ import annotations

from datetime import date, timedelta

# Name, first day, last day, weekend days that are worked in exchange.
_PUBLISHED: tuple[tuple[str, date, date, tuple[date, ...]], ...] = (
    # 国务院办公厅关于2025年部分节假日安排的通知, 国办发明电〔2024〕12号, 12 November 2024
    ("元旦", date(2025, 1, 1), date(2025, 1, 1), ()),
    ("春节", date(2025, 1, 28), date(2025, 2, 4), (date(2025, 1, 26), date(2025, 2, 8))),
    ("清明节", date(2025, 4, 4), date(2025, 4, 6), ()),
    ("劳动节", date(2025, 5, 1), date(2025, 5, 5), (date(2025, 4, 27),)),
    ("端午节", date(2025, 5, 31), date(2025, 6, 2), ()),
    ("国庆节、中秋节", date(2025, 10, 1), date(2025, 10, 8), (date(2025, 9, 28), date(2025, 10, 11))),
    # 国务院办公厅关于2026年部分节假日安排的通知, 国办发明电〔2025〕7号, 4 November 2025
    ("元旦", date(2026, 1, 1), date(2026, 1, 3), (date(2026, 1, 4),)),
    ("春节", date(2026, 2, 15), date(2026, 2, 23), (date(2026, 2, 14), date(2026, 2, 28))),
    ("清明节", date(2026, 4, 4), date(2026, 4, 6), ()),
    ("劳动节", date(2026, 5, 1), date(2026, 5, 5), (date(2026, 5, 9),)),
    ("端午节", date(2026, 6, 19), date(2026, 6, 21), ()),
    ("中秋节", date(2026, 9, 25), date(2026, 9, 27), ()),
    ("国庆节", date(2026, 10, 1), date(2026, 10, 7), (date(2026, 9, 20), date(2026, 10, 10))),
)


def _spelt_out() -> dict[date, tuple[bool, str]]:
    days: dict[date, tuple[bool, str]] = {}
    for name, first, last, worked in _PUBLISHED:
        for number in range((last - first).days + 1):
            days[first + timedelta(number)] = (False, name)
        for day in worked:
            days[day] = (True, f"{name}调休上班")
    return dict(sorted(days.items()))


# Day -> whether it is worked, and its name.
PUBLISHED = _spelt_out()
