"""A unit with its people and a household's application, put into the online demonstration; a command runs it there."""

import json
import sys
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from hardship.models import BankProfile, BudgetLine, Consent, Likeness
from hardship.operations.funds import funds_for
from hardship.operations.likeness import look_for
from hardship.operations.relief_lists.lines import enter
from hardship.operations.relief_lists.moving import take
from hardship.operations.relief_lists.opening import open_list
from members.models import Union
from tests.hardship.operations.lives import applicant, assess_anew
from tests.people import PASSWORD, id_number, make_household, make_person, make_staff

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


def prepare_alike() -> None:
    """Two pairs of files that share the name and the birthday of their heads, and the one pair an address too. Prints as JSON
    the keys of the two likenesses."""
    unit = Union.objects.filter(kind=Union.Kind.GRASSROOTS).order_by("path").first()
    assert unit is not None
    keys = {}
    for part, name, address in (("apart", "欧阳晓棠", ""), ("one", "司马静姝", "江岸路 9 号 2 单元 301 室")):
        born = date(1968, 8, 8)
        files = [
            make_household(unit, name, head=make_person(unit, name, id_no="", birthday=born), address=address)
            for _number in range(2)
        ]
        look_for(files[1])
        keys[part] = Likeness.objects.get(first__in=files, second__in=files).pk
    sys.stdout.write(json.dumps(keys))


SURNAMES = "林赵何孙钱周吴郑王冯陈褚卫蒋沈韩杨朱秦许吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏"


def prepare_relief() -> None:
    """Forty-one households in force in the clerk's unit, the draft of a list for them, one of school aid and one of 送温暖.
    Prints as JSON the keys of the drafts, the names as the paper has them, an ID number that nobody has yet, and the login."""
    unit = Union.objects.filter(kind=Union.Kind.GRASSROOTS).order_by("path").first()
    assert unit is not None
    clerk = make_staff("browser-list", unit, "clerk")
    clerk.name = "林晓燕"
    clerk.save()
    names = [f"{surname}秀珍" for surname in SURNAMES]
    for name in names:
        make_household(unit, name)
    fund = next(fund for fund in funds_for(unit).values() if fund.source == "own")
    BudgetLine.objects.create(fund=fund, year=2025, kind="", opening=Decimal("16000.00"))
    relief_list = open_list(
        unit, form="money", by=clerk, name="元旦春节送温暖", year=2025, kind="living", planned_on=date(2025, 12, 26),
        purpose="两节送温暖", amounts={"deep": "400", "relative": "300", "accident": "250"}, expected_count=len(names),
        expected_total=Decimal(400 * len(names)), fund=fund,
    )  # fmt: skip
    school = open_list(
        unit, form="money", by=clerk, name="金秋助学", year=2025, kind="school", planned_on=date(2025, 8, 20), fund=fund
    )
    warmth = open_list(
        unit, form="money", by=clerk, name="一线职工送温暖", year=2025, kind="warmth", planned_on=date(2025, 12, 27),
        amounts={"": "500"},
    )  # fmt: skip
    prepared = {"pk": relief_list.pk, "school": school.pk, "warmth": warmth.pk, "names": names, "number": id_number()}
    prepared["login"] = (clerk.username, PASSWORD)
    sys.stdout.write(json.dumps(prepared))


def prepare_bank() -> None:
    """A list of five households with accounts and one without, ready to be approved, and a bank that pays in Excel. Prints as
    JSON the key of the list, the names, and the logins of clerk, officer and cashier."""
    unit = Union.objects.filter(kind=Union.Kind.GRASSROOTS).order_by("path").first()
    assert unit is not None
    people = {"clerk": "林晓燕", "officer": "周建华", "cashier": "贺敏"}
    staff = {role: make_staff(f"bank-{role}", unit, role) for role in people}
    for role, name in people.items():
        staff[role].name = name
        staff[role].save()
    BankProfile.objects.create(union=unit, name="滨江银行")
    fund = next(fund for fund in funds_for(unit).values() if fund.source == "own")
    relief_list = open_list(
        unit, form="money", by=staff["clerk"], name="中秋慰问", year=2025, kind="living", planned_on=date(2025, 9, 30),
        purpose="中秋慰问", amounts={"deep": "400"}, fund=fund,
    )  # fmt: skip
    names = [f"{surname}桂兰" for surname in "林赵何孙钱周"]
    for number, name in enumerate(names):
        card = f"62284801234567{number:04d}0" if number < len(names) - 1 else ""
        household = make_household(unit, name, bank="滨江银行", card_no=card)
        enter(relief_list, household.head, key=f"bank-{number}", by=staff["clerk"])
    take(relief_list, "hand_in", by=staff["clerk"])
    take(relief_list, "check", by=staff["officer"])
    logins = {role: (person.username, PASSWORD) for role, person in staff.items()}
    sys.stdout.write(json.dumps({"pk": relief_list.pk, "names": names, "logins": logins}))


def prepare_regular() -> None:
    """Three households in force and a budget for their regular aid. Prints as JSON the names and ID numbers of their heads."""
    unit = Union.objects.filter(kind=Union.Kind.GRASSROOTS).order_by("path").first()
    assert unit is not None
    assert unit.parent is not None
    heads = [make_household(unit, name).head for name in ("欧阳秀珍", "司马大河", "上官小梅")]
    fund = next(fund for fund in funds_for(unit.parent).values() if fund.source == "own")
    year = timezone.localdate().year
    BudgetLine.objects.create(fund=fund, year=year, kind="regular", opening=Decimal("5000.00"))
    sys.stdout.write(json.dumps({"people": [(head.name, head.id_no) for head in heads], "fund": fund.pk}))
