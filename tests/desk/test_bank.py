"""The bank at the desk: from the approved list to the supplement, and who may touch it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hardship.models import BankAnswer, BankFile
from hardship.operations.relief_lists import moving
from office.models import Entry
from tests.desk.asking import queries
from tests.hardship.operations.bank.banks import as_csv, list_of, make, profile, rows_of, said, states
from tests.people import make_staff


@pytest.fixture
def bank(office):
    return profile(office)


@pytest.fixture
def relief(office):
    return approved(list_of(office), office)


@pytest.fixture
def cashier(office, sit_down):
    return sit_down(office.cashier)


def approved(relief, office):
    for code, by in (("hand_in", office.clerk_north), ("check", office.officer), ("approve", office.officer)):
        moving.take(relief, code, by=by)
    relief.refresh_from_db()
    return relief


def page_of(relief, file=None, answer=None):
    tail = f"bank/{file.pk}/" if file else ""
    return f"/relief/lists/{relief.pk}/{tail}" + (f"answers/{answer.pk}/" if answer else "")


def send(desk, address, **typed):
    return desk.client.post(address, typed, follow=True)


def bring(desk, relief, file, content, name="回盘.csv"):
    return send(desk, f"{page_of(relief, file)}answers/", file=SimpleUploadedFile(name, content))


def confirm(desk, relief, file, answer, seen=None, on=None):
    shown = desk.get(page_of(relief, file, answer)).context["looked"]
    day = (on or timezone.localdate()).isoformat()
    return send(desk, f"{page_of(relief, file, answer)}confirm/", seen=seen or shown.seen, on=day)


def test_from_the_approved_list_to_the_supplement(office, sit_down, cashier, relief, bank):
    panel = cashier.get(page_of(relief)).context["page"].bank
    assert (len(panel.owed.ready), panel.owed.amount, panel.profiles) == (6, 2400, [bank])
    send(cashier, f"{page_of(relief)}bank/", profile=bank.pk)
    file = BankFile.objects.get()
    fetched = cashier.get(f"{page_of(relief, file)}fetch/")
    assert fetched["Content-Disposition"].startswith("attachment")
    assert len(rows_of(fetched.content)) == 7
    assert Entry.objects.filter(act="bank file fetched", by=office.cashier).count() == 1
    shown = bring(cashier, relief, file, as_csv(said(file, {3: ("失败", "账号已销户"), 5: ("处理中", "")})))
    assert shown.context["sums"] | {"paid_amount": 0, "failed_amount": 0} == {
        "paid": 4, "paid_amount": 0, "failed": 1, "failed_amount": 0, "already": 0, "odd": 1, "silent": 0,
    }  # fmt: skip
    assert shown.context["rows"][0].answer.number == 5  # what must be looked into comes first
    assert set(states(relief)) == {"due"}
    confirm(cashier, relief, file, BankAnswer.objects.get())
    assert states(relief) == ["paid", "paid", "failed", "paid", "due", "paid"]
    assert "账号已销户" in cashier.get(page_of(relief, file)).content.decode()
    clerk = sit_down(office.clerk_north)
    assert clerk.get(page_of(relief, file)).context["may_supplement"]
    again = send(clerk, f"{page_of(relief)}supplement/").context["relief_list"]
    assert [line.payee.name for line in again.lines.all()] == ["周敏"]
    assert not clerk.get(page_of(relief, file)).context["may_supplement"]


def test_a_double_click_makes_one_file(cashier, relief, bank):
    for _press in range(2):
        page = send(cashier, f"{page_of(relief)}bank/", profile=bank.pk)
        assert page.status_code == 200
    assert BankFile.objects.count() == 1


def test_confirming_twice_and_bringing_it_twice_change_nothing(office, cashier, relief, bank):
    file = make(relief, bank, office.cashier)
    content = as_csv(said(file))
    bring(cashier, relief, file, content)
    answer = BankAnswer.objects.get()
    for _press in range(2):
        assert confirm(cashier, relief, file, answer, seen="6-0").status_code == 200
    again = bring(cashier, relief, file, content)
    assert again.context["answer"] == answer
    assert not again.context["may_confirm"]
    assert set(states(relief)) == {"paid"}


def test_what_is_refused_is_said_and_kept_nowhere(office, cashier, relief, bank):
    file = make(relief, bank, office.cashier)
    for content in (b"", b"%PDF-1.7", as_csv([[9, "", "", "1.00", "成功", ""]])):
        page = bring(cashier, relief, file, content)
        assert page.context["errors"]["file"] in page.content.decode().replace("&#x27;", "'").replace("&quot;", '"')
    assert send(cashier, f"{page_of(relief, file)}answers/").context["errors"]
    assert not BankAnswer.objects.exists()
    bring(cashier, relief, file, as_csv(said(file)))
    answer = BankAnswer.objects.get()
    page = confirm(cashier, relief, file, answer, on=timezone.localdate() + timedelta(1))
    assert set(page.context["errors"]) == {"on"}
    assert send(cashier, f"{page_of(relief, file, answer)}confirm/", seen="1-0", on="2025-01-01").context["errors"]
    assert set(states(relief)) == {"due"}
    send(cashier, f"{page_of(relief, file, answer)}put-away/")
    assert not BankAnswer.objects.exists()


def test_withdrawn_with_a_reason_and_made_anew(office, cashier, relief, bank):
    file = make(relief, bank, office.cashier)
    assert send(cashier, f"{page_of(relief, file)}withdraw/", why="").context["ask"] == "withdraw"
    send(cashier, f"{page_of(relief, file)}withdraw/", why="模板错了")
    assert cashier.get(f"{page_of(relief, file)}fetch/").status_code == 302
    send(cashier, f"{page_of(relief)}bank/", profile=bank.pk)
    assert BankFile.objects.filter(withdrawn_at=None).count() == 1


def test_others_read_and_touch_nothing(office, sit_down, relief, bank):
    file = make(relief, bank, office.cashier)
    answer = BankAnswer.objects.create(file=file, name="回盘.csv", kept="0" * 32, sha256="0" * 64)
    where = page_of(relief, file)
    for staff in (office.clerk_north, office.officer, office.auditor, office.administrator):
        desk = sit_down(staff)
        page = desk.get(where)
        assert page.status_code == 200
        assert not any(page.context[name] for name in ("may_fetch", "may_bring", "may_withdraw"))
        assert "62284801234567" not in page.content.decode()
        assert desk.get(f"{where}fetch/").status_code == 403
        assert send(desk, f"{where}withdraw/", why="x").status_code == 403
        assert bring(desk, relief, file, as_csv(said(file))).status_code == 403
        assert send(desk, f"{page_of(relief)}bank/", profile=bank.pk).status_code == 403
        assert desk.client.post(f"{where}answers/{answer.pk}/put-away/").status_code in (302, 403)
    assert BankAnswer.objects.count() == 1


def test_another_union_finds_nothing(office, sit_down, relief, bank):
    file = make(relief, bank, office.cashier)
    desk = sit_down(make_staff("cashier_south", office.south, "cashier"))
    for address in (page_of(relief, file), f"{page_of(relief, file)}fetch/"):
        assert desk.get(address).status_code == 404
    other = approved(list_of(office, ["林秀珍"], "中秋"), office)
    assert sit_down(office.cashier).get(page_of(other, file)).status_code == 404


def test_whoever_approved_may_not_send_it(office, sit_down, relief, bank):
    both = make_staff("both", office.home, "officer", "cashier")
    relief.approved_by = both
    relief.save()
    desk = sit_down(both)
    assert desk.get(page_of(relief)).context["page"].bank is None
    send(desk, f"{page_of(relief)}bank/", profile=bank.pk)
    assert not BankFile.objects.exists()


def test_long_files_cost_the_same(office, cashier, bank):
    asked = []
    for count in (2, 40):
        relief = approved(list_of(office, [f"林秀{number}" for number in range(count)], f"端午{count}"), office)
        before = queries(cashier, page_of(relief))
        file = make(relief, bank, office.cashier)
        asked.append((before, queries(cashier, page_of(relief, file))))
    assert asked[0] == asked[1]
