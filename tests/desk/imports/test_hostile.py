"""Other people's difficult workbooks through the upload page: each is read or answered in one sentence."""

import json
from pathlib import Path

import pytest

from office.models import Upload, Workbook

HOSTILE = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "hostile"
EXPECTED = json.loads((HOSTILE / "expected.json").read_text()) if HOSTILE.exists() else []

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.shared,
    pytest.mark.skipif(not EXPECTED, reason="the folder ../shared/data/hostile is not here"),
]


@pytest.mark.parametrize("case", EXPECTED, ids=[case["file"] for case in EXPECTED])
def test_a_difficult_workbook_is_tried_out_or_refused(office, importer, case):
    path = HOSTILE / case["file"]
    clerk = importer(office.clerk_north)
    answer = clerk.bring((path.name, path.read_bytes()))
    upload = Upload.objects.get()
    page = clerk.page(upload)
    workbook = Workbook.objects.get()
    assert upload.state == Upload.State.TRIED
    if workbook.state == Workbook.State.REFUSED:
        refusal = workbook.refusal["message"]
        # A file that can be read may still be no roster of ours.
        assert workbook.refusal["code"].startswith("roster.") or case["expect"] not in ("read", "row_errors"), refusal
        assert refusal
        assert "\n" not in refusal
        assert answer.status_code == 302
    else:
        assert case["expect"] != "refuse"
        assert page.context["totals"]["read"] >= 0
    assert clerk.client.get("/imports/").status_code == 200
