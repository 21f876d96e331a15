"""Files that live: a household that fills in everything, and hands that take its steps."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from hardship.models import (
    Assessment,
    Assets,
    Attachment,
    Consent,
    FileForm,
    Household,
    IncomeLine,
    Notice,
    NoticeLine,
    Standard,
    Step,
    Visit,
)
from hardship.operations.steps import take
from hardship.operations.verdicts import judge_assessment
from office.history import Hand
from tests.people import Office, id_number, make_person, make_staff

BEGAN = date(2025, 9, 1)  # a Monday
_NUMBER = count(1)


def set_line(office: Office, line: str = "1062.00", effective_from: date = date(2020, 1, 1), **facts: Any) -> Standard:
    return Standard.objects.create(union=office.home, effective_from=effective_from, line=Decimal(line), **facts)


def make_officers(office: Office) -> None:
    """Beside the office's own staff: an officer and a second clerk in each union, and a second officer above."""
    for name, union, role in [
        ("officer_north", office.north, "officer"),
        ("officer_south", office.south, "officer"),
        ("visitor_north", office.north, "clerk"),
        ("visitor_south", office.south, "clerk"),
        ("second_officer", office.home, "officer"),
    ]:
        office.staff[name] = make_staff(name, union, role)


def applicant(
    union: Any, entered_by: Any, name: str = "林秀珍", *, wage: str = "900.00", on: date = BEGAN
) -> Household:
    """A draft that lacks nothing: a worker alone, `wage` 元 a month, who agreed to the checks."""
    head = make_person(union, name, id_no=id_number(), ethnic="01", political="masses")
    household = Household(
        file_no=f"L{next(_NUMBER):06d}", head=head, union=union, state="draft", marital="single", hukou="urban",
        health="good", housing="low_rent", phone="13800000000", address="滨江市江岸路 1 号", entered_by=entered_by,
    )  # fmt: skip
    Hand(entered_by).sign(household)
    household.save()
    FileForm.objects.create(
        household=household, work_status="employed", model_worker="none", industry="C", hukou_region="210200",
        medical_insurance="employee", work_start=date(1995, 7, 1),
    )  # fmt: skip
    Consent.objects.create(household=household, person=head, purpose="check", signed_on=on)
    assess_anew(household, entered_by, on, wage)
    return household


def assess_anew(household: Household, by: Any, on: date, wage: str = "900.00", **found: str) -> Assessment:
    """What the household lives on, typed in by `by`, and the verdict of the rules."""
    assessment = Assessment(household=household, assessed_on=on, cause="laid_off", income_month=Decimal(wage))
    Hand(by).sign(assessment)
    assessment.save()
    income = IncomeLine(
        assessment=assessment, person=household.head, kind="wages", monthly=Decimal(wage), months=12,
        amount=Decimal(wage) * 12,
    )  # fmt: skip
    Hand(by).sign(income)
    income.save()
    if found:
        assets = Assets(assessment=assessment, found=found)
        Hand(by).sign(assets)
        assets.save()
    judge_assessment(assessment, by=by)
    return assessment


def visit(household: Household, on: date, by: Any = None) -> Visit:
    return Visit.objects.create(household=household, on=on, visitors=["赵静", "钱波"], result="fits", by=by)


def proof(household: Household, kind: str = "notice") -> Attachment:
    number = next(_NUMBER)
    return Attachment.objects.create(
        household=household, kind=kind, name="公示单.jpg", key=f"{number:032x}", sha256="0" * 64, size=1,
        content_type="image/jpeg",
    )  # fmt: skip


def hang(household: Household, posted_on: date, *, days: int = 5, by: Any = None) -> Notice:
    """A notice with this household alone, its last day a week after its posting."""
    notice = Notice.objects.create(
        union=household.union, title="困难职工公示", phone="0411-1", state="posted", posted_on=posted_on, days=days,
        ends_on=posted_on + timedelta(7), by=by,
    )  # fmt: skip
    NoticeLine.objects.create(notice=notice, household=household)
    return notice


class Walk:
    """One file, moved on day by day; every step takes place on `today`."""

    def __init__(self, household: Household, today: date = BEGAN) -> None:
        self.household, self.today = household, today

    def __call__(self, code: str, by: Any, **said: Any) -> Step:
        return take(self.household, code, by=by, on=self.today, today=self.today, **said)

    def wait(self, days: int) -> None:
        self.today += timedelta(days)

    @property
    def state(self) -> str:
        self.household.refresh_from_db()
        return self.household.state

    def to_review(self, clerk: Any, visitor: Any) -> None:
        self("hand_in", clerk)
        self("begin_verification", visitor)
        visit(self.household, self.today, visitor)
        self("verification_done", visitor, opinion="入户核实，情况属实")

    def to_notice(self, clerk: Any, visitor: Any, officer: Any) -> None:
        self.to_review(clerk, visitor)
        self("review_passed", visitor, opinion="同意")
        hang(self.household, self.today, by=visitor)
        self("put_up_notice", officer)

    def to_check(self, clerk: Any, visitor: Any, officer: Any) -> None:
        self.to_notice(clerk, visitor, officer)
        self.wait(8)
        self("notice_over", visitor, evidence=proof(self.household))

    def to_force(self, clerk: Any, visitor: Any, officer: Any, above: Any) -> None:
        self.to_check(clerk, visitor, officer)
        self("approve", above, opinion="符合条件，同意建档")
