"""A file that is filled in from its first field to its last, for the papers printed of it. All invented."""

from datetime import date
from decimal import Decimal
from typing import Any

from hardship.models import (
    Assessment,
    Assets,
    Attachment,
    Completion,
    Consent,
    ExpenseLine,
    FileForm,
    Household,
    HouseholdMember,
    IncomeLine,
    Notice,
    NoticeLine,
    Step,
    Visit,
)
from members.models import Employer, Person
from tests.people import Office, id_number, make_household, make_person

FAMILY = (
    ("李建国", "husband", "M", "ill_retired", "cancer", "650.00", "滨江市搪瓷制品有限责任公司"),
    ("李雨桐", "daughter", "F", "college", "good", "0.00", "滨江职业技术学院"),
    ("孙玉芬", "mother", "F", "other", "disabled", "380.00", ""),
)


def filled_household(office: Office, *, family: int = 3, **facts: Any) -> Household:
    """周春梅's file: approved and in force, with `family` relatives, incomes, expenses, a visit, a notice and its steps."""
    head = Person.objects.create(
        union=office.north, name="周春梅", id_no=id_number(date(1974, 3, 16)), ethnic="01", political="masses"
    )
    household = make_household(
        office.north,
        head=head,
        opened_on=date(2025, 10, 23),
        **{
            "employer": Employer.objects.get(union=office.north), "marital": "married", "hukou": "urban", "health": "good",
            "housing": "employer_rented", "floor_area": Decimal("42.50"), "phone": "13800000617",
            "address": "滨江市中山区解放路8号院3栋2单元501室", "bank": "中国工商银行", "card_no": "6200006917636095498",
            "entered_by": office.clerk_north,
        } | facts,
    )  # fmt: skip
    FileForm.objects.create(
        household=household, work_status="laid_off", model_worker="none", phone2="0411-00006172", postcode="116000",
        work_start=date(1993, 9, 1), industry="C", unit_nature="collective", unit_condition="idle", single_parent=False,
        zero_employment=True, self_help=True, medical_insurance="employee", hukou_region="210200", branch="滨江中山支行",
        needs=["living", "medical"], compiled_by=office.clerk_north,
    )  # fmt: skip
    _living(household)
    for number in range(family):
        name, relation, sex, occupation, health, income, place = FAMILY[number % len(FAMILY)]
        person = make_person(office.north, name, id_no=id_number(sex=sex), political="masses")
        HouseholdMember.objects.create(
            household=household, person=person, relation=relation, occupation=occupation, health=health, place=place,
            income_month=Decimal(income), medical_insurance="resident",
        )  # fmt: skip
    for number, (kind, name, pages) in enumerate(
        [("diagnosis", "滨江市中心医院诊断书", 2), ("bills", "2025年1—6月结算单", 4), ("hukou_book", "全页复印件", 6)]
    ):
        Attachment.objects.create(
            household=household, kind=kind, name=name, pages=pages, key=f"key-{household.pk}-{number}", sha256="0" * 64,
            size=1, content_type="application/pdf",
        )  # fmt: skip
    _life(household, office)
    return household


def _living(household: Household) -> None:
    assessment = Assessment.objects.get(household=household)
    assessment.income_month, assessment.income_year = Decimal("780.00"), Decimal("22920.00")
    assessment.per_capita_stated, assessment.family_size = Decimal("477.50"), 4
    assessment.causes_minor, assessment.cause_text = (
        ["schooling", "laid_off"],
        "丈夫2024年6月确诊，自费治疗支出较大；女儿在读高职二年级",
    )
    assessment.save()
    IncomeLine.objects.create(assessment=assessment, kind="wages", amount=Decimal("17160.00"))
    IncomeLine.objects.create(assessment=assessment, kind="transfer", amount=Decimal("5760.00"))
    ExpenseLine.objects.create(
        assessment=assessment, kind="medical", gross=Decimal("86420.50"), reimbursed=Decimal("55144.70")
    )
    ExpenseLine.objects.create(assessment=assessment, kind="education", gross=Decimal("5000.00"))
    Assets.objects.create(
        assessment=assessment, dwellings=1, dwelling_area=Decimal("42.50"), savings=Decimal("1000.00"),
        checked_on=date(2025, 10, 15),
    )  # fmt: skip


def _life(household: Household, office: Office) -> None:
    Visit.objects.create(
        household=household, on=date(2025, 10, 14), visitors=["林晓燕", "贺平"], seen="所报家庭成员、住房、收入和医疗支出与材料一致",
        result="fits",
    )  # fmt: skip
    notice = Notice.objects.create(
        union=office.north, title="公示", posted_on=date(2025, 10, 15), ends_on=date(2025, 10, 22), phone="0411-00000001",
        state="taken_down",
    )  # fmt: skip
    NoticeLine.objects.create(notice=notice, household=household)
    for code, before, after, on, by, union, opinion in [
        ("review_passed", "reviewing", "reviewing", date(2025, 10, 15), "clerk_north", office.north, "经民主评议，同意建档并上报。"),
        ("approve", "checking", "in_force", date(2025, 10, 23), "officer", office.home, "材料齐全，同意建档。"),
    ]:  # fmt: skip
        Step.objects.create(
            household=household,
            code=code,
            before=before,
            after=after,
            on=on,
            by=office.staff[by],
            union=union,
            opinion=opinion,
        )
    Consent.objects.create(household=household, person=household.head, purpose="check", signed_on=date(2025, 10, 10))
    Completion.objects.create(household=household, on=date(2025, 10, 23))
