"""Files whose review has passed, so that they wait for a public notice, and notices of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from hardship.models import Attachment, Consent, Household, Notice, Step
from hardship.operations import notice_drafts, notices
from hardship.rules.eligibility.verdict import Verdict
from members.models import Union
from office.privacy.files import keep
from tests.people import Office, make_household

REVIEWED_ON = date(2025, 9, 20)
POSTED_ON = date(2025, 9, 26)  # a Friday; the Sunday after it is worked in exchange for the National Day
LAST_DAY = date(2025, 10, 10)  # 28, 29 and 30 September, 9 and 10 October
DAY_AFTER = date(2025, 10, 11)
VERDICT = Verdict(
    category="deep", reasons=(), rule_set="C", inclusive=False, limits=(("deep", Decimal(1062)),), size=1,
    income_year=Decimal(4920), expense_year=Decimal(0), ledger=(), exclusions=(), arithmetic="4,920 ÷ 12 = 410 < 1,062",
).as_facts()  # fmt: skip


def make_reviewed(
    union: Union, name: str = "林秀珍", *, by: Any = None, agreed: bool = True, **facts: Any
) -> Household:
    """A file on which the review said yes on REVIEWED_ON; with `agreed` all adults agreed to the publication."""
    household = make_household(union, name, **{"state": "reviewing", "opened_on": None} | facts)
    household.assessments.update(verdict=VERDICT, confirmed=False)
    for code, before in (("verification_done", "verifying"), ("review_passed", "reviewing")):
        Step.objects.create(
            household=household, code=code, before=before, after="reviewing", on=REVIEWED_ON, by=by, union=union
        )
    if agreed:
        agree(household)
    return household


def agree(household: Household) -> None:
    for person in [household.head, *(member.person for member in household.members.select_related("person"))]:
        Consent.objects.create(household=household, person=person, purpose="notice", signed_on=REVIEWED_ON)


def make_draft(office: Office, *households: Household, union: Union | None = None, **facts: Any) -> Notice:
    said = {"title": "关于2025年第四批困难职工家庭的公示", "phone": "0411-00008801", "by": office.clerk_north}
    return notice_drafts.draw_up(union or office.north, households, **said | facts)


def make_posted(office: Office, *households: Household, on: date = POSTED_ON, **facts: Any) -> Notice:
    return notices.post(make_draft(office, *households, **facts), on=on, today=on, by=office.officer)


def make_proof(household: Household, **facts: Any) -> Attachment:
    content = b"\xff\xd8\xff a photo of the notice"
    said = {
        "kind": "notice", "name": "公示栏照片.jpg", "key": keep(content), "sha256": "5" * 64, "size": len(content),
        "content_type": "image/jpeg",
    }  # fmt: skip
    return Attachment.objects.create(household=household, **said | facts)
