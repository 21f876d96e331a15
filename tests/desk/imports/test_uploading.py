"""What may be brought in at all, and by whom: limits, files passed over, roles and unions."""

import os

import pytest
from django.test import Client

from office.models import Entry, Job, Run, Upload
from office.privacy.files import BLOCK
from office.workbooks import arriving
from office.workbooks.parsing.bounds import Limits
from office.workbooks.uploads import MOST_FILES
from tests.desk.asking import queries
from tests.desk.imports.bringing import a_file, roster, sent

pytestmark = pytest.mark.django_db

ONE = ("档案.xlsx", b"x")


def test_what_a_folder_holds_beside_its_workbooks_is_passed_over_with_a_word(office, importer):
    clerk = importer(office.clerk_north)
    answer = clerk.bring(
        ("档案.xlsx", roster(a_file("A001", "林秀珍"))), ("~$档案.xlsx", b"x"), (".DS_Store", b"x"), ("说明.docx", b"x"),
        passed_over="照片.jpg",
    )  # fmt: skip
    assert list(Upload.objects.get().workbooks.values_list("name", flat=True)) == ["档案.xlsx"]
    page = clerk.client.get(answer.url).content.decode()
    assert "~$档案.xlsx、.DS_Store、说明.docx、照片.jpg" in page


def test_a_file_of_another_kind_alone_is_answered_with_a_sentence(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("~$档案.xlsx", b"\x06clerk" + b"\0" * 160))
    assert clerk.page(upload).context["file"].workbook.refusal["code"] == "file.lock_file"


def test_nothing_and_too_much_are_refused_and_nothing_is_kept(office, importer, folders):
    clerk = importer(office.clerk_north)
    for files in ([], [(f"{number}.xlsx", b"x") for number in range(MOST_FILES + 1)]):
        answer = clerk.bring(*files)
        assert answer.status_code == 400
        assert len(answer.context["refusals"]) == 1
        assert answer.context["refusals"][0] in answer.content.decode()
    assert not Upload.objects.exists()
    assert not (folders / "uploads").exists()


def test_a_file_that_is_too_large_is_named(office, importer, monkeypatch, folders):
    monkeypatch.setattr(Limits, "__init__", small(Limits.__init__))
    clerk = importer(office.clerk_north)
    answer = clerk.bring(("小.xlsx", b"x"), ("大.xlsx", b"x" * (2 * BLOCK + 1)))
    assert answer.status_code == 400
    (refusal,) = answer.context["refusals"]
    assert refusal.startswith("大.xlsx")
    assert "2 MB" in refusal
    assert not Upload.objects.exists()
    assert not (folders / "uploads").exists()


def small(make):
    """The limits of the reader with files of 2 MiB at most."""

    def limits(self, **given):
        make(self, **{"file_bytes": 2 * BLOCK} | given)

    return limits


def test_all_files_together_have_a_limit(office, importer, monkeypatch):
    monkeypatch.setattr(arriving, "MOST_AT_ONCE", 1000)
    clerk = importer(office.clerk_north)
    answer = clerk.bring(("一.xlsx", b"x" * 600), ("二.xlsx", b"x" * 600), ("三.xlsx", b"x" * 600))
    assert answer.status_code == 400
    assert len(answer.context["refusals"]) == 1
    assert "二.xlsx" in answer.context["refusals"][0]


def test_a_long_file_lies_nowhere_under_a_name(office, importer, folders, monkeypatch):
    seen = []
    keep = arriving.Arriving.file_complete

    def looking(self, size):
        arrived = keep(self, size)
        seen.append((os.listdir(folders), arrived.size))
        return arrived

    monkeypatch.setattr(arriving.Arriving, "file_complete", looking)
    importer(office.clerk_north).bring(("大.xlsx", b"x" * (arriving.IN_MEMORY + 1)))
    assert seen == [([], arriving.IN_MEMORY + 1)]


def test_the_files_of_strangers_are_not_even_read(office, monkeypatch):
    def never(self, raw_data, start):
        raise AssertionError("read")

    monkeypatch.setattr(arriving.Arriving, "receive_data_chunk", never)
    assert Client().post("/imports/", {"files": [sent(*ONE)]}).status_code == 302
    assert not Upload.objects.exists()


ROLES = {
    "clerk_north": (200, 302, 200, 302, 403),
    "officer": (200, 302, 200, 302, 403),
    "administrator": (200, 302, 200, 302, 302),
    "cashier": (200, 403, 200, 403, 403),
    "auditor": (200, 403, 200, 403, 403),
    "nobody": (403, 403, 403, 403, 403),
    "clerk_south": (200, 302, 404, 404, 404),
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_look_bring_in_import_and_take_back(office, importer, role):
    upload = importer(office.clerk_north).set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"))))
    file = upload.workbooks.get().pk
    listed, brought, looked, acted, taken_back = ROLES[role]
    client = importer(office.staff[role]).client
    assert client.get("/imports/").status_code == listed
    assert client.get("/imports/headings/").status_code == listed
    assert client.get(f"/imports/{upload.pk}/").status_code == looked
    assert client.get(f"/imports/{upload.pk}/standing/").status_code == looked
    for download in ("original", "marked"):
        expected = {302: 200}.get(acted, acted)
        assert client.get(f"/imports/{upload.pk}/{file}/{download}/").status_code == expected
    for act in ("stop", "try", f"{file}/kinds", f"{file}/headings", f"{file}/answers", "import", "put-away"):
        assert client.get(f"/imports/{upload.pk}/{act}/").status_code == 405
        assert client.post(f"/imports/{upload.pk}/{act}/").status_code == acted, act
    for act in ("take-back", f"{file}/take-back"):
        assert client.post(f"/imports/{upload.pk}/{act}/", {"reason": "错发"}).status_code == taken_back, act
    assert client.post("/imports/", {"files": [sent(*ONE)]}).status_code == brought


def test_a_file_of_another_set_is_not_found(office, importer):
    clerk = importer(office.clerk_north)
    one, other = (clerk.set_of((name, roster(a_file(name, "林秀珍")))) for name in ("甲.xlsx", "乙.xlsx"))
    address = f"/imports/{one.pk}/{other.workbooks.get().pk}"
    assert clerk.client.get(f"{address}/original/").status_code == 404
    assert clerk.client.post(f"{address}/kinds/", {"kind": ""}).status_code == 404
    assert clerk.page(one, file=other.workbooks.get().pk).context["file"].workbook.upload == one


def test_the_list_shows_the_sets_of_ones_own_unions_with_their_counts(office, importer):
    importer(office.clerk_north).set_of(("甲.xlsx", roster(a_file("A001", "林秀珍"))), ("乙.xlsx", b"x"))
    importer(office.clerk_south).set_of(("丙.xlsx", b"x"))
    for name, count in (("clerk_north", 1), ("clerk_south", 1), ("administrator", 2)):
        page = importer(office.staff[name]).client.get("/imports/")
        assert len(page.context["page"]) == count
    (of_north,) = importer(office.clerk_north).client.get("/imports/").context["page"]
    assert (of_north.files, of_north.read, of_north.created) == (2, 1, 1)


def test_the_original_and_the_marked_copy_are_in_the_trail(office, importer):
    clerk = importer(office.clerk_north)
    content = roster(a_file("A001", "林秀珍", size="很多"))
    upload = clerk.set_of(("档案.xlsx", content))
    address = f"/imports/{upload.pk}/{upload.workbooks.get().pk}"
    assert clerk.client.get(f"{address}/original/").content == content
    marked = clerk.client.get(f"{address}/marked/")
    assert marked.content[:2] == b"PK"
    assert "attachment" in marked.headers["Content-Disposition"]
    acts = Entry.objects.filter(by=office.clerk_north).values_list("act", flat=True)
    assert {"uploaded", "original downloaded", "marked copy downloaded"} <= set(acts)


def test_a_long_workbook_is_marked_in_the_background(office, importer, monkeypatch):
    monkeypatch.setattr("hardship.desk.imports.downloads.ROWS_AT_ONCE", 0)
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍", size="很多"))))
    answer = clerk.client.get(f"/imports/{upload.pk}/{upload.workbooks.get().pk}/marked/")
    job = Job.objects.latest("pk")
    assert answer.url == f"/jobs/{job.pk}/"
    clerk.do(upload, "stop")
    made = clerk.client.get(f"/jobs/{job.pk}/file/")
    assert b"".join(made.streaming_content)[:2] == b"PK"
    assert Entry.objects.filter(act="marked copy downloaded").count() == 1


def test_looking_on_says_when_it_is_over(office, importer):
    clerk = importer(office.clerk_north)
    clerk.client.post("/imports/", {"files": [sent("档案.xlsx", roster(a_file("A001", "林秀珍")))]})
    upload = Upload.objects.get()
    told = clerk.client.get(f"/imports/{upload.pk}/standing/").json()
    assert (told["over"], told["step"]) == (False, 2)
    page = clerk.page(upload)
    assert page.context["at_work"]
    assert f"/imports/{upload.pk}/standing/" in page.content.decode()
    clerk.do(upload, "stop")
    assert clerk.client.get(f"/imports/{upload.pk}/standing/").json()["over"]
    assert not Run.objects.exists()
    page = clerk.page(upload)
    assert page.context["failed"]
    clerk.do(upload, "try")
    assert clerk.page(upload).context["totals"]["read"] == 1


def test_a_page_costs_the_same_for_many_rows_as_for_few(office, importer):
    clerk = importer(office.clerk_north)
    few = clerk.set_of(
        ("少.xlsx", roster(*(a_file(f"A{number:03d}", f"王{chr(0x4E00 + number)}") for number in range(2))))
    )
    many = clerk.set_of(
        ("多.xlsx", roster(*(a_file(f"B{number:03d}", f"李{chr(0x4E00 + number)}") for number in range(120))))
    )
    for upload in (few, many):
        clerk.do(upload, "import")

    class Desk:
        def get(self, address):
            return clerk.client.get(address)

    assert queries(Desk(), f"/imports/{few.pk}/") == queries(Desk(), f"/imports/{many.pk}/")
    alone = queries(Desk(), "/imports/")
    clerk.set_of(*((f"{number}.xlsx", roster(a_file(f"C{number:03d}", f"赵{number}"))) for number in range(3)))
    assert queries(Desk(), "/imports/") <= alone + 1


def test_the_second_page_of_rows(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(
        ("多.xlsx", roster(*(a_file(f"B{number:03d}", f"李{chr(0x4E00 + number)}") for number in range(60))))
    )
    page = clerk.page(upload, rows="created", page=2)
    assert [shown.row.row for shown in page.context["rows"].rows] == list(range(52, 62))
