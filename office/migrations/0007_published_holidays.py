"""The holidays and exchanged days of 2025 and 2026, as published by the General Office of the State Council."""

from datetime import date, timedelta

from django.db import migrations

# As published by November 2025; later years are entered on screen.
# Name, first day, last day, weekend days that are worked in exchange.
PUBLISHED = [
    ("元旦", date(2025, 1, 1), date(2025, 1, 1), []),
    ("春节", date(2025, 1, 28), date(2025, 2, 4), [date(2025, 1, 26), date(2025, 2, 8)]),
    ("清明节", date(2025, 4, 4), date(2025, 4, 6), []),
    ("劳动节", date(2025, 5, 1), date(2025, 5, 5), [date(2025, 4, 27)]),
    ("端午节", date(2025, 5, 31), date(2025, 6, 2), []),
    ("国庆节、中秋节", date(2025, 10, 1), date(2025, 10, 8), [date(2025, 9, 28), date(2025, 10, 11)]),
    ("元旦", date(2026, 1, 1), date(2026, 1, 3), [date(2026, 1, 4)]),
    ("春节", date(2026, 2, 15), date(2026, 2, 23), [date(2026, 2, 14), date(2026, 2, 28)]),
    ("清明节", date(2026, 4, 4), date(2026, 4, 6), []),
    ("劳动节", date(2026, 5, 1), date(2026, 5, 5), [date(2026, 5, 9)]),
    ("端午节", date(2026, 6, 19), date(2026, 6, 21), []),
    ("中秋节", date(2026, 9, 25), date(2026, 9, 27), []),
    ("国庆节", date(2026, 10, 1), date(2026, 10, 7), [date(2026, 9, 20), date(2026, 10, 10)]),
]


def fill(apps, schema_editor):
    special_day = apps.get_model("office", "SpecialDay")
    free = [
        special_day(day=first + timedelta(number), works=False, name=name)
        for name, first, last, _worked in PUBLISHED
        for number in range((last - first).days + 1)
    ]
    worked = [
        special_day(day=day, works=True, name=f"{name}调休上班")
        for name, _first, _last, days in PUBLISHED
        for day in days
    ]
    # What the office has entered already stands.
    special_day.objects.bulk_create(free + worked, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("office", "0006_special_days")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
