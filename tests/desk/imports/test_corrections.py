"""What people say of a workbook: what a heading means, what kind it is, whom a row means."""

from datetime import date

import pytest

from hardship.models import Household
from members.models import Person
from office.models import Answer, Entry, LearnedHeading, Workbook
from tests.desk.imports.bringing import FILES, a_file, roster, workbook
from tests.people import id_number, make_household

pytestmark = pytest.mark.django_db

STRANGE = ("档案编号", "姓名", "身份证号", "工作单位", "户内口数", "困难类别", "主要致困原因", "建档时间")


def only_file(upload):
    return upload.workbooks.get()


def asked(page):
    return [head.heading for heads in page.context["heads"] for head in heads.asked]


def test_an_unknown_heading_is_asked_and_answered_once_and_for_ever(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"), heads=STRANGE)))
    page = clerk.page(upload)
    assert asked(page) == ["户内口数"]
    (heads,) = page.context["heads"]
    assert (heads.matched, len(heads.heads), heads.first, heads.last) == (7, 8, 1, 1)
    assert "family_size" in dict(heads.free)
    assert "“3”" in page.content.decode()

    file = only_file(upload).pk
    clerk.do(upload, f"{file}/headings", kind="households", heading="户内口数", field="family_size", always="0")
    assert asked(clerk.page(upload)) == []
    taught = LearnedHeading.objects.get()
    assert (taught.field, taught.scope, taught.by) == ("family_size", office.north.path, office.clerk_north)
    clerk.do(upload, "import")
    assert Household.objects.get(file_no="A001").assessments.get().family_size == 3

    later = clerk.set_of(("另一份.xlsx", roster(a_file("A002", "赵德明"), heads=STRANGE)))
    assert asked(clerk.page(later)) == []
    elsewhere = importer(office.clerk_south)
    assert asked(elsewhere.page(elsewhere.set_of(("南.xlsx", roster(a_file("A003", "何玉梅"), heads=STRANGE))))) == [
        "户内口数"
    ]


def test_a_heading_may_be_answered_for_this_workbook_alone(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"), heads=STRANGE)))
    clerk.do(upload, f"{only_file(upload).pk}/headings", kind="households", heading="户内口数", field="")
    page = clerk.page(upload)
    assert asked(page) == []
    assert [head.heading for head in page.context["heads"][0].heads if head.left_out] == ["户内口数"]
    assert not LearnedHeading.objects.exists()


def test_several_headings_are_answered_in_one_go(office, importer):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster([*a_file("A001", "林秀珍"), "龚雪梅"], heads=(*STRANGE, "包保干部"))))
    values = {
        "kind": ["households", "households"],
        "heading": ["户内口数", "包保干部"],
        "field": ["family_size", ""],
        "always": ["1"],
    }
    clerk.do(upload, f"{only_file(upload).pk}/headings", **values)
    assert asked(clerk.page(upload)) == []
    assert list(LearnedHeading.objects.values_list("printed", "field")) == [("包保干部", "")]


def test_a_heading_that_is_missing_can_be_told_by_hand(office, importer):
    clerk = importer(office.clerk_north)
    rows = [a_file("A001", "林秀珍")]
    upload = clerk.set_of(("档案.xlsx", workbook(("档案编号", "户主大名", *FILES[2:]), *rows)))
    page = clerk.page(upload)
    assert page.context["file"].is_refused
    assert asked(page) == ["户主大名"]
    assert page.context["heads"][0].free[0] == ("name", "姓名")
    clerk.do(upload, f"{only_file(upload).pk}/headings", kind="households", heading="户主大名", field="name")
    assert clerk.page(upload).context["totals"]["created"] == 1


def test_the_kind_of_a_file_and_of_a_sheet_can_be_said(office, importer):
    clerk = importer(office.clerk_north)
    content = workbook(
        FILES,
        a_file("A001", "林秀珍"),
        家庭=[("户主姓名", "户主身份证号", "成员姓名", "与户主关系"), ("林秀珍", "", "李四", "妻子")],
    )
    upload = clerk.set_of(("两表.xlsx", content))
    file = only_file(upload).pk
    assert len(clerk.page(upload).context["file"].kinds) == 2
    clerk.do(upload, f"{file}/kinds", kind="", sheet=["Sheet", "家庭"], sheet_kind=["", "-"])
    page = clerk.page(upload)
    assert len(page.context["file"].kinds) == 1
    sheets = {sheet.name: sheet for sheet in page.context["sheets"]}
    assert sheets["家庭"].said == "-"
    assert sheets["家庭"].why
    clerk.do(upload, f"{file}/kinds", kind="", sheet=["家庭"], sheet_kind=[""])
    assert len(clerk.page(upload).context["file"].kinds) == 2
    clerk.do(upload, f"{file}/kinds", kind="unions")
    assert clerk.page(upload).context["file"].is_refused
    clerk.do(upload, f"{file}/kinds", kind="")
    assert len(clerk.page(upload).context["file"].kinds) == 2


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("headings", {"kind": "households", "heading": "户内口数", "field": "no such field"}),
        ("headings", {"kind": "nothing", "heading": "户内口数", "field": "family_size"}),
        ("kinds", {"kind": "nothing"}),
        ("answers", {"meant-1-0": "new"}),
        ("answers", {"meant-x-0": "new"}),
    ],
)
def test_what_nobody_offered_is_not_found(office, importer, act, values):
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"), heads=STRANGE)))
    assert clerk.do(upload, f"{only_file(upload).pk}/{act}", **values).status_code == 404
    assert not LearnedHeading.objects.exists()
    assert not Answer.objects.exists()


@pytest.fixture
def namesake(office):
    """Somebody on record, and the number of somebody else of the same name and birthday."""
    born = date(1970, 1, 2)
    known = make_household(office.north, "林秀珍", file_no="B001")
    Person.objects.filter(pk=known.head_id).update(birthday=born)
    number = id_number(born, serial=7)
    person = Person.objects.get(pk=known.head_id)
    person.id_no, person.birthday = id_number(born, serial=8), born
    person.save()
    return person, number


@pytest.mark.parametrize("same", [True, False])
def test_a_doubtful_row_waits_until_somebody_says_whom_it_means(office, importer, namesake, same):
    person, number = namesake
    clerk = importer(office.clerk_north)
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍", id_no=number))))
    page = clerk.page(upload, rows="doubtful")
    assert page.context["totals"]["doubtful"] == 1
    (row,) = page.context["rows"].rows
    ((name, problem),) = row.doubts
    assert str(person.pk) in [str(key) for _label, key, _called in problem["candidates"]]
    assert f'name="{name}"' in page.content.decode()

    file = only_file(upload).pk
    assert clerk.do(upload, f"{file}/answers", **{name: str(person.pk + 1)}).status_code == 404
    clerk.do(upload, f"{file}/answers", **{name: str(person.pk) if same else "new"})
    assert clerk.page(upload).context["totals"]["doubtful"] == 0
    assert Answer.objects.get().record == (person.pk if same else None)
    assert Entry.objects.filter(act="doubt answered").count() == 1
    before = Person.objects.count()
    clerk.do(upload, "import")
    assert Person.objects.count() == before + (not same)


def test_headings_that_were_taught_are_listed_and_forgotten(office, importer):
    clerk, south, head = (importer(office.staff[name]) for name in ("clerk_north", "clerk_south", "administrator"))
    upload = clerk.set_of(("档案.xlsx", roster(a_file("A001", "林秀珍"), heads=STRANGE)))
    clerk.do(
        upload,
        f"{only_file(upload).pk}/headings",
        kind="households",
        heading="户内口数",
        field="family_size",
        always="0",
    )
    taught = LearnedHeading.objects.get()
    for importer_, count in ((clerk, 1), (south, 0), (head, 1)):
        assert len(importer_.client.get("/imports/headings/").context["headings"]) == count
    assert south.client.post(f"/imports/headings/{taught.pk}/forget/").status_code == 404
    assert importer(office.auditor).client.post(f"/imports/headings/{taught.pk}/forget/").status_code == 403
    assert clerk.client.get(f"/imports/headings/{taught.pk}/forget/").status_code == 405
    assert head.client.post(f"/imports/headings/{taught.pk}/forget/").status_code == 302
    assert not LearnedHeading.objects.exists()
    assert Entry.objects.filter(act="heading forgotten", by=office.administrator).exists()
    assert Workbook.objects.get().choices["headings"]["households"] == {"户内口数": "family_size"}
