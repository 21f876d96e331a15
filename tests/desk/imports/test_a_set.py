"""A set of workbooks from the drop to the import and back."""

import pytest

from hardship.models import Household
from office.models import Entry, Run, Upload, Workbook
from tests.desk.imports.bringing import a_file, roster

pytestmark = pytest.mark.django_db

BROKEN = b"PK\x03\x04 a copy that broke off"


def test_several_files_are_tried_out_and_one_that_cannot_be_read_says_why(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(
        ("档案.xlsx", roster(a_file("A001", "林秀珍"), a_file("A002", "赵德明", size="0"))),
        ("坏.xlsx", BROKEN),
    )
    page = clerk.page(upload)
    assert upload.state == Upload.State.TRIED
    assert {name: page.context["totals"][name] for name in ("read", "created", "rejected")} == {
        "read": 2,
        "created": 1,
        "rejected": 1,
    }
    assert page.context["to_write"] == 1
    assert not Household.objects.exists()
    broken = Workbook.objects.get(name="坏.xlsx")
    assert clerk.page(upload, file=broken.pk).context["file"].is_refused
    assert broken.refusal["message"] in clerk.page(upload, file=broken.pk).content.decode()


def test_a_rejected_row_is_told_with_its_cell_heading_and_what_stands_there(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A002", "赵德明", size="很多"))))
    page = clerk.page(upload)
    (row,) = page.context["rows"].rows
    assert page.context["rows"].shown == "rejected"
    assert (row.problems[0]["cell"], row.problems[0]["column"], row.problems[0]["typed"]) == ("E2", "家庭人口", "很多")
    text = page.content.decode()
    assert '<span class="cell-ref">E2</span>' in text
    assert row.problems[0]["message"] in text


def test_rejected_rows_stand_in_the_order_of_the_sheet(office, importer):
    twice = a_file("A001", "林秀珍")
    rows = [twice, a_file("A002", "赵德明", size="很多"), ["A003", *twice[1:]], a_file("A004", "马振东", size="很多")]
    clerk = importer(office.clerk_north)
    page = clerk.page(clerk.set_of(("档案.xlsx", roster(*rows))), rows="rejected")
    shown = [row.row.row for row in page.context["rows"].rows]
    assert shown == sorted(shown)
    assert {3, 5} <= set(shown)


def test_it_is_imported_linked_and_taken_back(office, importer):
    clerk, head = importer(office.clerk_north), importer(office.administrator)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"))))
    clerk.do(upload, "import")
    household = Household.objects.get(file_no="A001")
    upload.refresh_from_db()
    assert upload.state == Upload.State.IMPORTED
    page = clerk.page(upload)
    assert f'href="/files/{household.pk}/"' in page.content.decode()
    assert "take-back" not in page.content.decode()
    assert "take-back" in head.page(upload).content.decode()

    head.do(upload, "take-back", reason="")
    assert Household.objects.exists()
    head.do(upload, "take-back", reason="错发的名单")
    assert not Household.objects.exists()
    upload.refresh_from_db()
    assert upload.state == Upload.State.TRIED
    assert Entry.objects.get(act="import taken back").reason == "错发的名单"
    assert head.page(upload).context["to_write"] == 1
    clerk.do(upload, "import")
    assert Household.objects.filter(file_no="A001").exists()


def test_one_file_of_a_set_is_taken_back_alone(office, importer):
    head = importer(office.administrator)
    upload = head.set_of(("甲.xlsx", roster(a_file("A001", "林秀珍"))), ("乙.xlsx", roster(a_file("A002", "赵德明"))))
    head.do(upload, "import")
    head.do(upload, f"{Workbook.objects.get(name='乙.xlsx').pk}/take-back", reason="重复")
    assert list(Household.objects.values_list("file_no", flat=True)) == ["A001"]
    assert {workbook.name: workbook.state for workbook in upload.workbooks.all()} == {
        "甲.xlsx": "imported",
        "乙.xlsx": "ready",
    }


def test_what_was_touched_since_stays_and_is_named(office, importer):
    head = importer(office.administrator)
    upload = head.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"), a_file("A002", "赵德明"))))
    head.do(upload, "import")
    household = Household.objects.get(file_no="A001")
    household.phone = "13800138000"
    household.save()
    head.do(upload, "take-back", reason="错发的名单")
    assert list(Household.objects.values_list("file_no", flat=True)) == ["A001"]
    (kept,) = head.page(upload).context["kept"]
    assert kept.row.label == "林秀珍"
    assert kept.kept in head.page(upload).content.decode()


def test_the_same_file_again_says_when_it_was_imported(office, importer):
    clerk = importer(office.clerk_north)
    content = roster(a_file("A001", "林秀珍"))
    clerk.do(clerk.set_of(("档案.xlsx", content)), "import")
    page = clerk.page(clerk.set_of(("改了名.xlsx", content)))
    assert page.context["file"].twin.upload.by == office.clerk_north
    assert (page.context["totals"]["unchanged"], page.context["to_write"]) == (1, 0)


def test_a_change_is_shown_before_and_after(office, importer):
    clerk = importer(office.clerk_north)
    row = a_file("A001", "林秀珍")
    clerk.do(clerk.set_of(("档案.xlsx", roster(row))), "import")
    page = clerk.page(clerk.set_of(("档案.xlsx", roster([*row[:4], 5, *row[5:]]))))
    (shown,) = page.context["rows"].rows
    assert page.context["rows"].shown == "updated"
    assert [change[1:] for change in shown.changes] == [["3", "5"]]
    assert "<s>3</s>" in page.content.decode()


def test_a_set_can_be_put_away(office, importer, folders):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"))))
    assert len(list((folders / "uploads").iterdir())) == 1
    clerk.do(upload, "put-away")
    upload.refresh_from_db()
    assert upload.state == Upload.State.PUT_AWAY
    assert list((folders / "uploads").iterdir()) == []
    assert not Run.objects.exists()
    clerk.do(upload, "import")
    clerk.do(upload, "try")
    assert not Household.objects.exists()
    assert clerk.page(upload).status_code == 200


def test_without_scripts_a_link_leads_to_the_question(office, importer):
    head = importer(office.administrator)
    upload = head.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"))))
    assert '<dialog id="ask-import" aria-labelledby="ask-import-title" class="shown" open>' in (
        head.page(upload, ask="import").content.decode()
    )
    head.do(upload, "import")
    assert 'class="shown" open>' in head.page(upload, ask="take-back").content.decode()


def test_the_record_of_an_import_leads_to_its_set(office, importer):
    head = importer(office.administrator)
    upload = head.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"))))
    head.do(upload, "import")
    page = head.client.get(f"/office/run/{Run.objects.get().pk}/change/")
    assert f'href="/imports/{upload.pk}/"' in page.content.decode()


def test_an_imported_set_is_not_tried_again_nor_put_away(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"))))
    clerk.do(upload, "import")
    for act in ("import", "try", "put-away"):
        clerk.do(upload, act)
        upload.refresh_from_db()
        assert upload.state == Upload.State.IMPORTED
    assert Run.objects.get().state == Run.State.IMPORTED
