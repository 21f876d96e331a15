"""The long version of the family table on screen, the block of older forms, and the proof of an expense."""

from datetime import date

from hardship.models import Household, MemberForm
from tests.hardship.operations.lives import proof
from tests.people import make_household

from .test_form import DAUGHTER, HUSBAND, NEW, clerk, errors, family_of, shown, typed, whole

__all__ = ["clerk"]  # the fixture
LONG = {
    "ethnic": "11", "education": "60", "marital": "married", "hukou": "urban", "same_hukou": "yes", "mobile": "13900000002",
    "model_worker": "city", "work_status": "employed", "unit_nature": "state", "contract_start": "2020年3月1日",
    "contract_term": "open", "note": "在外地",
}  # fmt: skip


def begun(clerk, **words):
    assert clerk.post(NEW, whole(family=[HUSBAND | LONG | words, DAUGHTER])).status_code == 302
    return Household.objects.get()


def edit(file):
    return f"/files/{file.pk}/edit/"


def test_the_long_version_is_kept_and_shown_again_open_for_whoever_has_it(clerk):
    file = begun(clerk)
    form = MemberForm.objects.get()
    assert (form.same_hukou, form.contract_start, form.note) == (True, date(2020, 3, 1), "在外地")
    page = clerk.get(edit(file))
    husband, daughter = page.context["sheet"].relatives
    assert (husband["is_open"], daughter["is_open"]) == (True, False)
    held = page.context["sheet"].state.rows["family"][0]
    assert held == held | LONG | {"contract_start": "2020-03-01"}
    assert clerk.post(edit(file), shown(file)).status_code == 302
    assert form.history.count() == 1


def test_what_is_wrong_in_it_opens_it(clerk):
    page = clerk.post(NEW, typed(name="周春梅", family=[{"name": "李建国", "relation": "husband", "mobile": "1390"}]))
    assert page.context["sheet"].relatives[0]["is_open"]
    assert "family-0-mobile" in errors(page)


def test_a_students_income_is_nothing_unless_it_is_written(clerk):
    file = begun(clerk)
    assert [member.income_month for member in file.members.order_by("pk")] == [None, 0]


def test_two_clerks_in_the_long_version_lose_nothing(office, sit_down):
    first, second = sit_down(office.clerk_north).client, sit_down(office.officer).client
    file = begun(first)
    seen = shown(file)
    assert (
        second.post(edit(file), seen | {"family-0-marital": "widowed", "family-0-note": "officer"}).status_code == 302
    )
    page = first.post(edit(file), seen | {"family-0-note": "clerk", "family-0-phone2": "0411-1"})
    changes = {change.name: change.is_clash for change in page.context["changes"]}
    assert changes == {"family-0-marital": False, "family-0-note": True}
    row = page.context["sheet"].state.rows["family"][0]
    assert (row["marital"], row["note"], row["phone2"]) == ("widowed", "clerk", "0411-1")


def test_the_household_page_and_its_changes_tell_it(clerk):
    file = begun(clerk)
    clerk.post(edit(file), shown(file) | {"family-0-note": "回来了"})
    told = clerk.get(f"/files/{file.pk}/?tab=changes").content.decode()
    for words in ("13900000002", "2020-03-01", "在外地", "回来了"):
        assert words in told, words
    assert told.count("<s>在外地</s>") == 1


def test_the_block_of_older_forms_is_shown_to_a_form_of_that_time_or_when_something_is_in_it(clerk):
    panel = '<section class="panel" aria-labelledby="h-legacy" data-when="version=2016"'
    assert f"{panel} hidden>" in clerk.get(NEW).content.decode()
    clerk.post(NEW, whole(version="2016"))
    file = Household.objects.get()
    assert f"{panel}>" in clerk.get(edit(file)).content.decode()
    clerk.post(edit(file), shown(file) | {"version": "2020", "key_group": "零就业家庭"})
    assert f"{panel}>" in clerk.get(edit(file)).content.decode()
    clerk.post(edit(file), shown(file) | {"key_group": "", "edition": "2"})
    assert f"{panel} hidden>" in clerk.get(edit(file)).content.decode()


def test_an_expense_takes_its_proof_from_this_file_alone(clerk, office):
    clerk.post(NEW, family_of())
    file = Household.objects.get()
    mine, strange = proof(file, "bills"), proof(make_household(office.north, "陈国强"), "bills")
    page = clerk.get(edit(file)).content.decode()
    assert f'<option value="{mine.pk}">' in page
    seen = shown(file) | {"expenses-0-period_from": "2025-01-01", "expenses-0-period_to": "2025.6.30"}
    for key in (str(strange.pk), "x"):
        assert "expenses-0-evidence" in errors(clerk.post(edit(file), seen | {"expenses-0-evidence": key}))
    assert clerk.post(edit(file), seen | {"expenses-0-evidence": str(mine.pk)}).status_code == 302
    line = file.assessments.get().expenses.get()
    assert (line.evidence, line.period_to) == (mine, date(2025, 6, 30))
    assert clerk.get(edit(file)).context["sheet"].expenses[0]["is_open"]


def test_the_name_of_a_region_stands_beside_its_code(clerk):
    assert "大连市" in clerk.post("/files/known/", {"region": "210200"}).json()["region"]
    assert clerk.post("/files/known/", {"region": "999999"}).json()["region"]
    clerk.post(NEW, whole())
    assert "大连市" in clerk.get(edit(Household.objects.get())).content.decode()
