"""Proofs and consents through the office's day: attached, read, taken off; given and withdrawn."""

import os
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from PIL import Image

from hardship.models import Assessment, Assets, Attachment, Consent, ExpenseLine, FileForm, Household, IncomeLine
from hardship.operations import proofs, withdrawals
from hardship.operations.proof_facts import proofs_missing
from members.models import Membership
from office.models import Entry
from office.privacy.files import PENDING
from office.refusal import Refusal
from tests.papers import GPS, pdf, photo
from tests.people import id_number, make_household, make_person

DAY = date(2025, 3, 3)


@pytest.fixture
def household(office) -> Household:
    return make_household(office.north, "林秀珍", family=1)


@pytest.fixture
def attach(office, household):
    def attached(name: str = "林秀珍残疾人证.jpg", content: bytes | None = None, **facts) -> Attachment:
        return proofs.attach(household, content=content or photo(), name=name, by=office.clerk_north, **facts)

    return attached


def refused(act, *args, **facts) -> tuple[str, str]:
    with pytest.raises(Refusal) as refusal:
        act(*args, **facts)
    return refusal.value.field, refusal.value.code


def kept() -> set[Path]:
    return set(Path(settings.MEDIA_ROOT).glob("*")) if Path(settings.MEDIA_ROOT).exists() else set()


def child(household: Household, birthday: date) -> int:
    person = make_person(household.union, "林晨", id_no=id_number(birthday, serial=0))
    household.members.create(person=person, relation="son")
    return person.pk


def test_a_photo_is_kept_encrypted_upright_and_without_its_place(
    office, household, attach, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        proof = attach(content=photo(orientation=6))
    assert (proof.kind, proof.person, proof.by, proof.name) == (
        "disability", household.head, office.clerk_north, "林秀珍残疾人证.jpg",
    )  # fmt: skip
    on_disk = (Path(settings.MEDIA_ROOT) / proof.key).read_bytes()
    assert not on_disk.startswith(b"\xff\xd8")
    picture = Image.open(BytesIO(proofs.read(proof, by=office.auditor)))
    assert picture.size == (200, 320)
    assert not picture.getexif().get_ifd(GPS)
    assert proof.size == len(proofs.open_kept(proof.key))


def test_who_saw_a_proof_stands_in_the_trail(office, household, attach):
    proof = attach()
    proofs.read(proof, by=office.auditor)
    entry = Entry.objects.first()
    assert (entry.act, entry.by, entry.record, entry.label) == (
        "proof seen", office.auditor, str(proof.pk), household.file_no,
    )  # fmt: skip
    assert proof.name not in str(entry.facts)


@pytest.mark.parametrize(
    ("name", "content", "named"),
    [
        ("低保证.png", photo(), "低保证.jpg"),
        ("低保证.exe", pdf(), "低保证.pdf"),
        ("低保证.JPEG", photo(), "低保证.JPEG"),
        ("扫描 2025.06.01", pdf(), "扫描 2025.06.01.pdf"),
        ("C:\\照片\\低保证.jpg", photo(), "低保证.jpg"),
        ("../../低保证.pdf", pdf(), "低保证.pdf"),
        ("长" * 200 + ".jpg", photo(), "长" * 96 + ".jpg"),
    ],
)
def test_a_file_ends_as_its_content_asks_whatever_it_was_called(attach, name, content, named):
    assert attach(name, content).name == named


# Files and rows: neither without the other


def aside() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / PENDING
    return sorted(folder.iterdir()) if folder.exists() else []


def two_days_ago(path: Path) -> None:
    then = path.stat().st_mtime - 2 * 24 * 60 * 60
    os.utime(path, (then, then))


@pytest.mark.django_db(transaction=True)
def test_a_proof_whose_work_is_rolled_back_leaves_no_file_in_its_place(office, household, attach):
    with transaction.atomic():
        proof = attach()
        assert proofs.open_kept(proof.key)  # whoever attached it can read it on
        transaction.set_rollback(True)
    assert not Attachment.objects.exists()
    assert not (Path(settings.MEDIA_ROOT) / proof.key).exists()
    left = Path(settings.MEDIA_ROOT) / PENDING / proof.key
    again = attach("another.jpg")
    assert left in aside()  # what is younger than a day may belong to somebody who is still at work
    two_days_ago(left)
    attach("林秀珍低保证.pdf", pdf())
    assert left not in aside()
    assert proofs.open_kept(again.key)


@pytest.mark.django_db(transaction=True)
def test_a_proof_takes_its_place_with_its_row(office, household, attach):
    proof = attach()
    assert (Path(settings.MEDIA_ROOT) / proof.key).exists()
    assert Path(settings.MEDIA_ROOT) / PENDING / proof.key not in aside()
    assert proofs.open_kept(proof.key)


@pytest.mark.django_db(transaction=True)
def test_a_proof_whose_server_died_before_it_took_its_place_is_read_and_kept(office, household, attach):
    proof = attach()
    place, left = Path(settings.MEDIA_ROOT) / proof.key, Path(settings.MEDIA_ROOT) / PENDING / proof.key
    place.replace(left)
    assert proofs.open_kept(proof.key)
    two_days_ago(left)
    attach("林秀珍低保证.pdf", pdf())
    assert place.exists()
    assert not left.exists()
    proofs.take_off(proof, by=office.clerk_north, reason="属于另一户")
    assert not place.exists()


def test_a_file_that_is_refused_leaves_nothing_behind(attach):
    before = kept()
    assert refused(attach, "照片.jpg", b"\0\0\0\x18ftypheic") == ("file", "file.kind")
    assert refused(attach, "照片.jpg", kind="selfie") == ("kind", "kind.unknown")
    assert refused(attach, "...", photo()) == ("name", "name.missing")
    assert kept() == before
    assert not Attachment.objects.exists()


def test_the_same_file_is_said_and_not_kept_twice(office, household, attach):
    attach("一.jpg")
    before = kept()
    assert refused(attach, "二.jpg") == ("file", "proof.twice")
    assert kept() == before
    other = make_household(office.north, "赵德明")
    assert proofs.attach(other, content=photo(), name="一.jpg", by=office.clerk_north).pk


def test_whose_proof_it_is_must_be_somebody_of_the_family(office, attach):
    stranger = make_person(office.north, "何玉梅")
    assert refused(attach, person=stranger) == ("person", "person.not_in_household")


def test_what_a_proof_is_can_be_corrected_and_its_history_says_so(office, household, attach):
    proof = attach("IMG_0001.jpg")
    assert (proof.kind, proof.person) == ("other", None)
    wife = household.members.get().person
    facts = {"kind": "disability", "person": wife, "issued_on": DAY, "expires_on": date(2035, 3, 2), "pages": 2}
    assert proofs.describe(proof, by=office.clerk_north, **facts)
    assert not proofs.describe(proof, by=office.clerk_north, **facts)
    newest, oldest = proof.history.all()
    assert (oldest.kind, newest.kind, newest.history_user) == ("other", "disability", office.clerk_north)
    order = {"issued_on": DAY, "expires_on": DAY - timedelta(1)}
    assert refused(proofs.describe, proof, by=office.clerk_north, **order) == ("expires_on", "date.order")
    tomorrow = timezone.localdate() + timedelta(1)
    late = {"issued_on": tomorrow, "expires_on": None}
    assert refused(proofs.describe, proof, by=office.clerk_north, **late) == ("issued_on", "date.future")


def test_a_proof_that_was_attached_by_mistake_goes_with_its_content(
    office, household, attach, django_capture_on_commit_callbacks
):
    proof = attach()
    pk, key = proof.pk, proof.key
    assert refused(proofs.take_off, proof, by=office.clerk_north, reason=" ") == ("reason", "reason.missing")
    with django_capture_on_commit_callbacks(execute=True):
        proofs.take_off(proof, by=office.clerk_north, reason="属于另一户")
    assert not Attachment.objects.exists()
    assert not (Path(settings.MEDIA_ROOT) / key).exists()
    gone = Attachment.history.filter(id=pk).first()
    assert (gone.history_type, gone.history_user, gone.history_change_reason) == ("-", office.clerk_north, "属于另一户")
    entry = Entry.objects.first()
    assert (entry.act, entry.reason, entry.record) == ("proof taken off", "属于另一户", str(household.pk))


def test_a_proof_on_which_something_rests_stays(office, household, attach):
    proof = attach("票据.jpg")
    assessment = household.assessments.get()
    ExpenseLine.objects.create(assessment=assessment, kind="medical", gross=Decimal(100), evidence=proof)
    assert refused(proofs.take_off, proof, by=office.clerk_north, reason="不清楚") == ("", "proof.in_use")


@pytest.mark.parametrize("state", Household.ENDED)
def test_the_proofs_of_an_ended_file_can_only_be_read(office, household, attach, state):
    proof = attach()
    agreed = proofs.consent(household, [(household.head_id, "file")], signed_on=DAY, by=office.clerk_north)[0]
    household.state, household.closed_on = state, date(2025, 6, 1)
    household.save()
    ended = ("", "file.ended")
    assert refused(attach, "新.pdf", pdf()) == ended
    assert refused(proofs.describe, proof, by=office.clerk_north, kind="photo") == ended
    assert refused(proofs.take_off, proof, by=office.clerk_north, reason="不清楚") == ended
    assert refused(withdrawals.withdraw, agreed, on=DAY, by=office.clerk_north) == ended
    assert (
        refused(proofs.consent, household, [(household.head_id, "city")], signed_on=DAY, by=office.clerk_north) == ended
    )
    assert proofs.read(proof, by=office.clerk_north)


def test_what_is_missing_follows_the_facts_of_the_file(office, household, attach):
    wife = household.members.get()
    wife.occupation, wife.health = "unemployed", "disabled"
    wife.save()
    household.marital = "widowed"
    household.save()
    FileForm.objects.create(household=household, allowance_no="D-1", disability_kind="4")
    assessment = Assessment.objects.create(household=household, assessed_on=date(2025, 4, 1), cause="accident")
    IncomeLine.objects.create(assessment=assessment, person=household.head, kind="wages", amount=Decimal(1))
    ExpenseLine.objects.create(assessment=assessment, person=wife.person, kind="medical", gross=Decimal(9))
    Assets.objects.create(assessment=assessment, accident="失火")
    head, second = household.head.name, wife.person.name
    assert [(gap.needed.kind, gap.needed.name) for gap in proofs_missing(household)] == [
        ("application", ""), ("id_card", head), ("id_card", second), ("hukou_book", ""), ("income", head),
        ("unemployment", second), ("allowance", ""), ("diagnosis", second), ("bills", second), ("disability", head),
        ("disability", second), ("accident", ""), ("divorce", head), ("member_card", head),
    ]  # fmt: skip
    attach("申请书.pdf", pdf(), kind="application")
    attach("身份证.pdf", pdf(2))
    Membership.objects.create(union=office.north, person=household.head, began_on=DAY)
    left = {gap.needed.kind for gap in proofs_missing(household)}
    assert left & {"application", "id_card", "member_card"} == set()


def test_everybody_is_named_until_they_agreed_and_again_after_they_withdrew(office, household):
    wife = household.members.get().person
    names = [household.head.name, wife.name]
    assert proofs.consent_missing(household, "notice") == names
    both = [(household.head_id, "notice"), (wife.pk, "notice")]
    recorded = proofs.consent(household, both, signed_on=DAY, by=office.clerk_north)
    assert [one.guardian for one in recorded] == ["", ""]
    assert proofs.has_consent(household, "notice")
    assert not proofs.has_consent(household, "check")
    withdrawals.withdraw(recorded[1], on=date(2025, 5, 5), by=office.clerk_north, reason="不愿公示")
    assert proofs.consent_missing(household, "notice") == [wife.name]
    assert proofs.consent_missing(household, "notice", date(2025, 5, 4)) == []
    assert recorded[1].history.first().history_change_reason == "不愿公示"
    assert refused(withdrawals.withdraw, recorded[1], on=DAY, by=office.clerk_north) == ("", "consent.withdrawn")
    assert refused(proofs.consent, household, both[:1], signed_on=DAY, by=office.clerk_north) == ("", "consent.nothing")
    again = proofs.consent(household, both, signed_on=date(2025, 6, 6), by=office.clerk_north)
    assert [one.person for one in again] == [wife]
    assert proofs.has_consent(household, "notice")


def test_a_guardian_signs_for_a_child(office, household):
    key = child(household, date(2015, 1, 1))
    field = f"guardian-{key}"
    given = [(key, "file"), (household.head_id, "file")]
    facts = {"signed_on": DAY, "by": office.clerk_north}
    assert refused(proofs.consent, household, given, **facts) == (field, "guardian.missing")
    assert not Consent.objects.exists()
    recorded = proofs.consent(household, given, guardians={key: " 林秀珍 "}, **facts)
    assert [one.guardian for one in recorded] == ["林秀珍", ""]
    assert refused(proofs.consent, household, [(key, "notice")], **facts) == ("", "consent.unknown")


def test_a_child_who_turned_fourteen_signs_alone(office, household):
    key = child(household, date(2011, 3, 3))
    facts = {"by": office.clerk_north}
    day_before = DAY - timedelta(1)
    assert refused(proofs.consent, household, [(key, "file")], signed_on=day_before, **facts)[1] == "guardian.missing"
    (recorded,) = proofs.consent(household, [(key, "file")], signed_on=DAY, guardians={key: "林秀珍"}, **facts)
    assert recorded.guardian == ""


def test_a_consent_names_its_day_its_scan_and_people_of_this_family(office, household, attach):
    scan = attach("核对授权书.pdf", pdf())
    given = [(household.head_id, "check")]
    by = office.clerk_north
    tomorrow = timezone.localdate() + timedelta(1)
    assert refused(proofs.consent, household, given, signed_on=tomorrow, by=by) == ("signed_on", "date.future")
    other = make_household(office.north, "赵德明")
    assert refused(proofs.consent, other, [(other.head_id, "check")], signed_on=DAY, by=by, scan=scan)[0] == "scan"
    assert refused(proofs.consent, other, given, signed_on=DAY, by=by)[1] == "person.not_in_household"
    (agreed,) = proofs.consent(household, given, signed_on=DAY, by=by, scan=scan)
    assert (agreed.scan, agreed.history.get().history_user) == (scan, by)
    assert refused(proofs.take_off, scan, by=by, reason="看不清") == ("", "proof.in_use")
    early = refused(withdrawals.withdraw, agreed, on=DAY - timedelta(1), by=by)
    assert early == ("withdrawn_on", "date.order")
    assert refused(withdrawals.withdraw, agreed, on=tomorrow, by=by) == ("withdrawn_on", "date.future")
    entry = Entry.objects.first()
    assert (entry.act, entry.facts["given"]) == ("consent recorded", [[household.head_id, "check"]])
