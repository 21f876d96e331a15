"""The page of proofs: dropped, said what they are, looked at by whom it concerns, and by nobody else."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from hardship.models import Attachment, Household
from hardship.operations import proofs
from office.models import Entry
from tests.desk.asking import queries
from tests.papers import GPS, pdf, photo, png_bomb
from tests.people import make_household


@pytest.fixture
def household(office) -> Household:
    return make_household(office.north, "林秀珍", family=1)


@pytest.fixture
def address(household) -> str:
    return f"/files/{household.pk}/attachments/"


@pytest.fixture
def proof(office, household) -> Attachment:
    return proofs.attach(household, content=photo(), name="林秀珍身份证.jpg", by=office.clerk_north)


def drop(desk, address: str, *files: tuple[str, bytes], **said):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return desk.client.post(address, {"act": "add", "files": uploads, **said}, follow=True)


def told(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def sheet(proof: Attachment, **said) -> dict:
    facts = {"name": proof.name, "kind": proof.kind, "person": proof.person_id or "", "pages": proof.pages or ""} | said
    return {f"proof-{proof.pk}-{name}": value for name, value in facts.items()}


def test_several_at_once_are_kept_and_their_names_say_what_they_are(office, household, address, sit_down):
    answer = drop(
        sit_down(office.clerk_north),
        address,
        ("林秀珍身份证.jpg", photo()),
        ("低保证.pdf", pdf(2)),
        ("IMG_7.png", photo(form="PNG")),
    )
    assert answer.status_code == 200
    assert {(one.kind, one.person_id, one.pages) for one in household.attachments.all()} == {
        ("id_card", household.head_id, None), ("allowance", None, 2), ("other", None, None),
    }  # fmt: skip
    assert len(answer.context["sheet"]) == 3
    assert answer.context["is_new"]
    assert [shown[0].proof.kind for _label, shown in answer.context["groups"]] == ["id_card", "allowance", "other"]


def test_what_is_refused_is_said_by_name_and_the_others_are_kept(office, household, address, sit_down):
    answer = drop(
        sit_down(office.clerk_north), address,
        ("好.jpg", photo()), ("炸弹.png", png_bomb()), ("手机.heic", b"\0\0\0\x18ftypheic"), ("又.jpg", photo()),
        ("脚本.pdf", pdf().replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (a) >>")),
    )  # fmt: skip
    assert [one.name for one in household.attachments.all()] == ["好.jpg"]
    assert [text.split(".")[0] for text in told(answer)] == ["炸弹", "手机", "又", "脚本"]
    assert "好.jpg" in told(answer)[2]


def test_more_than_twenty_megabytes_are_refused_before_they_are_read(office, household, address, sit_down):
    answer = drop(sit_down(office.clerk_north), address, ("大.jpg", b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024)))
    assert len(told(answer)) == 1
    assert not household.attachments.exists()


def test_a_file_dropped_for_what_is_missing_is_taken_for_it(office, household, address, sit_down):
    desk = sit_down(office.clerk_north)
    gaps = desk.get(address).context["gaps"]
    gap = next(
        gap for gap in gaps if gap.missing.needed.kind == "id_card" and gap.missing.needed.key != household.head_id
    )
    meant = desk.client.get(gap.url.partition("#")[0]).context
    assert (meant["meant_kind"], meant["meant_person"].pk) == ("id_card", gap.missing.needed.key)
    drop(desk, address, ("IMG_7.jpg", photo()), kind="id_card", person=str(gap.missing.needed.key))
    kept = household.attachments.get()
    assert (kept.kind, kept.person_id) == ("id_card", gap.missing.needed.key)
    assert len(desk.get(address).context["gaps"]) == len(gaps) - 1


def test_what_a_proof_is_is_corrected_on_the_page(office, household, address, proof, sit_down):
    desk = sit_down(office.clerk_north)
    assert b"proof-" in desk.get(address, edit=str(proof.pk)).content
    until = timezone.localdate() + timedelta(12)
    said = sheet(proof, kind="allowance", issued_on="2025-01-02", expires_on=until.isoformat(), pages="2")
    answer = desk.client.post(address, {"act": "describe", "proof": proof.pk, **said}, follow=True)
    proof.refresh_from_db()
    assert (proof.kind, proof.issued_on, proof.expires_on, proof.pages) == ("allowance", date(2025, 1, 2), until, 2)
    shown = answer.context["groups"][0][1][0]
    assert shown.validity == "ending"
    assert "12" in shown.words
    assert "state is-warn" in answer.content.decode()


def test_a_slip_in_one_row_keeps_all_rows_as_they_were(office, household, address, proof, sit_down):
    other = proofs.attach(household, content=pdf(), name="低保证.pdf", by=office.clerk_north)
    said = sheet(proof, kind="photo") | sheet(other, issued_on="2025-05-05", expires_on="2025-05-04")
    answer = sit_down(office.clerk_north).client.post(
        address, {"act": "describe", "proof": [proof.pk, other.pk], **said}
    )
    assert answer.status_code == 400
    assert [bool(form.errors) for form in answer.context["sheet"]].count(True) == 1
    proof.refresh_from_db()
    assert proof.kind == "id_card"


def test_an_expired_proof_says_so_and_is_missing(office, household, address, proof, sit_down):
    before = len(sit_down(office.clerk_north).get(address).context["gaps"])
    proof.expires_on = timezone.localdate() - timedelta(1)
    proof.save()
    shown = sit_down(office.clerk_north).get(address)
    assert shown.context["groups"][0][1][0].validity == "over"
    assert len(shown.context["gaps"]) == before + 1
    assert "state is-error" in shown.content.decode()
    assert proof.expires_on.isoformat() in shown.content.decode()


def test_a_proof_is_taken_off_for_a_reason(office, household, address, proof, sit_down):
    desk = sit_down(office.clerk_north)
    desk.client.post(address, {"act": "take_off", "proof": proof.pk, "reason": ""})
    assert household.attachments.exists()
    desk.client.post(address, {"act": "take_off", "proof": proof.pk, "reason": "不是这户的"})
    assert not household.attachments.exists()


def test_a_picture_is_shown_and_runs_nothing(office, household, address, proof, sit_down):
    answer = sit_down(office.clerk_north).get(f"{address}{proof.key}/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert not Image.open(BytesIO(answer.content)).getexif().get_ifd(GPS)
    assert (
        sit_down(office.clerk_north)
        .get(f"{address}{proof.key}/", save="")["Content-Disposition"]
        .startswith("attachment")
    )


def test_a_pdf_is_handed_out_as_a_file(office, household, address, sit_down):
    paper = proofs.attach(household, content=pdf(), name="低保证.pdf", by=office.clerk_north)
    answer = sit_down(office.clerk_north).get(f"{address}{paper.key}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content == pdf()


@pytest.mark.parametrize("name", ["clerk_south", "nobody"])
def test_nobody_else_finds_proofs(office, household, address, proof, sit_down, name):
    desk = sit_down(office.staff[name])
    assert desk.get(address).status_code == 404
    assert desk.get(f"{address}{proof.key}/").status_code == 404
    assert desk.client.post(address, {"act": "take_off", "proof": proof.pk, "reason": "好奇"}).status_code == 404
    assert not Entry.objects.filter(act="proof seen").exists()


def test_a_proof_is_found_in_its_own_file_only(office, household, proof, sit_down):
    other = make_household(office.south, "何玉梅")
    desk = sit_down(office.clerk_south)
    assert desk.get(f"/files/{other.pk}/attachments/{proof.key}/").status_code == 404
    assert desk.get(f"/files/{other.pk}/attachments/").status_code == 200
    assert desk.client.post(
        f"/files/{other.pk}/attachments/", {"act": "take_off", "proof": proof.pk, "reason": "好奇"}
    ).status_code == 404  # fmt: skip
    assert household.attachments.exists()


def test_the_auditor_sees_and_changes_nothing(office, household, address, proof, sit_down):
    desk = sit_down(office.auditor)
    shown = desk.get(address)
    assert not shown.context["may_add"]
    assert not shown.context["may_change"]
    assert desk.get(f"{address}{proof.key}/").status_code == 200
    assert Entry.objects.first().by == office.auditor
    for act in ("add", "describe", "take_off"):
        assert desk.client.post(address, {"act": act, "proof": proof.pk}).status_code == 403


def test_the_proofs_of_a_closed_file_are_read_only(office, household, address, proof, sit_down):
    household.state, household.closed_on = Household.State.CLOSED, date(2025, 6, 1)
    household.save()
    desk = sit_down(office.clerk_north)
    shown = desk.get(address)
    assert (shown.context["may_add"], shown.context["may_change"], shown.context["gaps"]) == (False, False, [])
    assert desk.get(f"{address}{proof.key}/").status_code == 200
    assert len(told(drop(desk, address, ("新.pdf", pdf())))) == 1
    assert household.attachments.get() == proof


def test_a_proof_whose_content_is_gone_is_not_found(office, household, address, proof, sit_down):
    proofs.drop(proof.key)
    assert sit_down(office.clerk_north).get(f"{address}{proof.key}/").status_code == 404


def test_the_page_asks_as_much_for_twenty_proofs_as_for_one(office, household, address, proof, sit_down):
    desk = sit_down(office.clerk_north)
    desk.get(address)
    few = queries(desk, address)
    for number in range(2, 12):
        proofs.attach(household, content=pdf(number), name=f"票据{number}.pdf", by=office.clerk_north)
    assert queries(desk, address) == few
