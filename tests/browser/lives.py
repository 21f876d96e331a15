"""A unit with its people and a household's application, put into the online demonstration; a command runs it there."""

import json
import sys
from datetime import timedelta

from django.utils import timezone

from hardship.models import Consent
from members.models import Union
from tests.hardship.operations.lives import applicant, assess_anew
from tests.people import PASSWORD, make_staff

PEOPLE = {
    "enters": ("林晓燕", "clerk"),
    "visits": ("龚雪梅", "clerk"),
    "posts": ("方立新", "officer"),
    "answers": ("秦月", "officer"),
}
DAYS_AGO = 45  # so long that five working days have passed since, whatever holidays lie between


def prepare() -> None:
    """Prints as JSON: the keys of three drafts, one of a household with a car and one that somebody will object to, the day of
    all, and the logins of the unit's people."""
    unit = Union.objects.filter(kind=Union.Kind.GRASSROOTS).order_by("path").first()
    assert unit is not None
    logins = {}
    for part, (name, role) in PEOPLE.items():
        staff = make_staff(f"browser-{part}", unit, role)
        staff.name = name
        staff.save()
        logins[part] = (staff.username, PASSWORD)
        if part == "enters":
            clerk = staff
    began = timezone.localdate() - timedelta(DAYS_AGO)
    household = applicant(unit, clerk, "林秀珍", wage="500.00", on=began)
    doubted = applicant(unit, clerk, "孙大河", wage="600.00", on=began)
    for file in (household, doubted):
        for purpose in ("file", "sensitive", "notice", "city"):  # that of the checks is given already
            Consent.objects.create(household=file, person=file.head, purpose=purpose, signed_on=began)
    with_car = applicant(unit, clerk, "钱多多", on=began)
    assess_anew(with_car, clerk, began + timedelta(1), vehicle="")
    keys = {"pk": household.pk, "with_car": with_car.pk, "doubted": doubted.pk}
    prepared = keys | {"began": began.isoformat(), "logins": logins}
    sys.stdout.write(json.dumps(prepared))
