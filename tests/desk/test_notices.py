"""Notices at the desk: chosen from a list, posted by an officer, objected to, answered by somebody else, taken down; visits."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from hardship.models import Attachment, Notice, Visit
from hardship.operations import notices, objections
from hardship.operations.proofs import attach
from hardship.reports.notice import sheet_of
from tests.desk.asking import queries
from tests.noticing import POSTED_ON, agree, make_draft, make_posted, make_reviewed
from tests.people import id_number, make_household, make_person, make_staff


@pytest.fixture(autouse=True)
def in_english(settings):
    """Sentences are looked for as they stand in the code, whatever becomes of their translation."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def file(office):
    return make_reviewed(office.north, "林秀珍", by=office.clerk_north)


def picture(name="公示栏.jpg"):
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), (90, 120, 150)).save(drawn, "JPEG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/jpeg")


def said(page):
    return page.content.decode()


def send(desk, address, **typed):
    return desk.client.post(address, typed, follow=True)


def draw_up(desk, *files, act="draw_up", **typed):
    known = {"title": "关于困难职工家庭的公示", "phone": "0411-00008801", "days": "5", "act": act}
    return send(desk, "/notices/new/", file=[file.pk for file in files], **known | typed)


# -- the list


def test_the_list_tells_drafts_from_running_from_ended(office, sit_down):
    today = timezone.localdate()
    files = [make_reviewed(office.north) for _number in range(4)]
    make_draft(office, files[0], title="草稿")
    make_posted(office, files[1], on=POSTED_ON, title="期满")
    make_posted(office, files[2], on=today, title="今日张贴")
    last_day = make_posted(office, files[3], on=today - timedelta(14), title="末日")
    last_day.ends_on = today
    last_day.save()
    page = sit_down(office.clerk_north).get("/notices/")
    parts = {part.code: [row.notice.title for row in part.rows] for part in page.context["parts"]}
    assert parts == {"over": ["期满"], "today": ["末日"], "running": ["今日张贴"], "drafts": ["草稿"]}
    [running] = [part.rows[0] for part in page.context["parts"] if part.code == "running"]
    assert running.left == 5


def test_the_list_costs_the_same_for_2_notices_and_for_12(office, sit_down):
    desk = sit_down(office.officer)

    def more(count):
        for _number in range(count):
            make_draft(office, make_reviewed(office.north))
            make_posted(office, make_reviewed(office.north))

    more(1)
    desk.get("/notices/")
    few = queries(desk, "/notices/")
    more(5)
    assert queries(desk, "/notices/") == few


def test_the_page_of_a_notice_costs_the_same_for_2_households_and_for_12(office, sit_down):
    desk = sit_down(office.officer)
    few, many = (make_draft(office, *[make_reviewed(office.north, family=1) for _n in range(size)]) for size in (2, 12))
    desk.get("/notices/")
    assert queries(desk, f"/notices/{few.pk}/") == queries(desk, f"/notices/{many.pk}/")


def test_what_waits_in_a_notice_stands_in_the_navigation(office, sit_down, file):
    make_posted(office, file)
    areas = sit_down(office.clerk_north).get("/notices/").context["desk"].areas
    task = next(task for area in areas for task in area.tasks if task.path == "/notices/")
    assert (task.count, task.due, task.here) == ("1", True, True)


# -- a new one


def test_a_clerk_chooses_among_the_files_that_wait(office, sit_down, file):
    make_household(office.north, "在档")
    silent = make_reviewed(office.north, "赵德明", agreed=False)
    page = sit_down(office.clerk_north).get("/notices/new/")
    assert {choice.household for choice in page.context["choices"]} == {file, silent}
    assert "must agree: 赵德明" in said(page)
    page = draw_up(sit_down(office.clerk_north), file)
    notice = Notice.objects.get()
    assert page.redirect_chain == [(f"/notices/{notice.pk}/", 302)]
    assert "林*珍" in said(page)


def test_the_next_notice_begins_with_the_telephone_of_the_one_before(office, sit_down, file):
    make_draft(office, file, phone="0411-00008801", place="中山路16号", basis="根据办法")
    given = sit_down(office.clerk_north).get("/notices/new/").context["form"].given
    assert (given["phone"], given["place"], given["basis"]) == ("0411-00008801", "中山路16号", "根据办法")


def test_what_is_ticked_stays_ticked_through_a_search_and_all_found_are_ticked(office, sit_down, file):
    others = [make_reviewed(office.north, name) for name in ("赵德明", "赵德海")]
    desk = sit_down(office.clerk_north)
    found = draw_up(desk, file, act="find", q="赵", title="")
    choices = {choice.household: choice.is_chosen for choice in found.context["choices"]}
    assert choices == {file: True, others[0]: False, others[1]: False}
    assert found.context["chosen"] == 1
    everyone = draw_up(desk, file, act="all", q="zdm")
    assert {choice.household for choice in everyone.context["choices"] if choice.is_chosen} == {file, others[0]}
    assert not Notice.objects.exists()


def test_the_office_narrows_the_list_to_one_union(office, sit_down, file):
    south = make_reviewed(office.south, "何玉梅")
    desk = sit_down(office.officer)
    page = draw_up(desk, act="all", below=office.south.pk)
    assert [choice.household for choice in page.context["choices"]] == [south]
    assert draw_up(desk, file, south).redirect_chain
    assert Notice.objects.get().union == office.home


def test_what_is_refused_is_said_and_nothing_typed_is_lost(office, sit_down, file):
    page = draw_up(sit_down(office.clerk_north), file, title="公示标题", days="3")
    assert page.status_code == 200
    assert page.context["form"].errors.keys() == {"days"}
    assert 'value="公示标题"' in said(page)
    assert draw_up(sit_down(office.clerk_north), file, days="三").context["form"].errors.keys() == {"days"}
    assert "Choose at least one file." in said(draw_up(sit_down(office.clerk_north)))
    assert draw_up(sit_down(office.clerk_north), file, title="长" * 101).context["form"].errors.keys() == {"title"}
    assert not Notice.objects.exists()


def test_a_file_that_was_put_on_another_notice_meanwhile_is_named(office, sit_down, file):
    make_draft(office, file)
    assert file.file_no in said(draw_up(sit_down(office.clerk_north), file))
    assert Notice.objects.count() == 1


@pytest.mark.parametrize("role", ["cashier", "administrator", "auditor"])
def test_who_only_reads_draws_up_nothing(office, sit_down, file, role):
    desk = sit_down(office.staff[role])
    assert desk.get("/notices/").status_code == 200
    assert desk.get("/notices/new/").status_code == 403
    assert draw_up(desk, file).status_code == 403


# -- posting and its end


def test_a_clerk_is_not_offered_to_post_and_may_not(office, sit_down, file):
    notice = make_draft(office, file)
    desk = sit_down(office.clerk_north)
    assert "ask-post" not in said(desk.get(f"/notices/{notice.pk}/"))
    assert send(desk, f"/notices/{notice.pk}/post/", on="2025-09-26").status_code == 403
    notice.refresh_from_db()
    assert notice.state == "draft"


def test_an_officer_posts_from_the_page(office, sit_down, file):
    notice = make_draft(office, file)
    page = send(sit_down(office.officer), f"/notices/{notice.pk}/post/", on="2025-09-26")
    assert "its last day is 2025-10-10" in said(page)
    assert page.context["page"].has_ended
    assert page.context["page"].posted_by == office.officer


@pytest.mark.parametrize(("day", "sentence"), [("", "Give the day"), ("26.9.", "Write the day like this")])
def test_a_day_that_is_none_is_refused_in_the_form(office, sit_down, file, day, sentence):
    notice = make_draft(office, file)
    page = send(sit_down(office.officer), f"/notices/{notice.pk}/post/", on=day)
    assert page.context["ask"] == "post"
    assert sentence in said(page)


def test_whoever_has_not_agreed_is_named_and_the_household_left_out(office, sit_down, file):
    silent = make_reviewed(office.north, "赵德明", agreed=False)
    notice = make_draft(office, file, silent)
    desk = sit_down(office.officer)
    page = send(desk, f"/notices/{notice.pk}/post/", on="2025-09-26")
    assert f"Still to sign: {silent.file_no}: 赵德明" in said(page)
    line = notice.lines.get(household=silent)
    send(sit_down(office.clerk_north), f"/notices/{notice.pk}/lines/{line.pk}/leave-out/")
    assert "hangs from 2025-09-26" in said(send(desk, f"/notices/{notice.pk}/post/", on="2025-09-26"))


def test_a_draft_is_discarded(office, sit_down, file):
    notice = make_draft(office, file)
    page = send(sit_down(office.clerk_north), f"/notices/{notice.pk}/discard/")
    assert page.redirect_chain[-1][0] == "/notices/"
    assert not Notice.objects.exists()


def test_the_proof_is_added_and_the_notice_taken_down(office, sit_down, file):
    other = make_reviewed(office.north, "赵德明", by=office.clerk_north)
    notice = make_posted(office, file, other)
    desk = sit_down(office.clerk_north)
    assert "Choose the photo" in said(send(desk, f"/notices/{notice.pk}/proof/"))
    text = SimpleUploadedFile("公示.txt", b"no picture")
    assert send(desk, f"/notices/{notice.pk}/proof/", proof=text).context["errors"].keys() == {"proof"}
    send(desk, f"/notices/{notice.pk}/proof/", proof=picture())
    assert Attachment.objects.filter(kind="notice").count() == 2
    page = send(desk, f"/notices/{notice.pk}/take-down/", on="2025-10-11")
    assert "2 files go on to be checked." in said(page)
    file.refresh_from_db()
    assert file.state == "checking"
    past = desk.get("/notices/")
    assert [row.notice for row in past.context["past"]] == [notice]


# -- objections


def test_an_objection_is_received_by_one_and_answered_by_another(office, sit_down, file):
    notice = make_posted(office, file)
    line, second = notice.lines.get(), make_staff("second_officer", office.home, "officer")
    clerk = sit_down(office.clerk_north)
    typed = {"line": line.pk, "on": "2025-09-29", "text": "该户有小汽车。", "who": "匿名"}
    refused = send(clerk, f"/notices/{notice.pk}/objections/", **typed | {"on": "2025-09-01"})
    assert "该户有小汽车。" in said(refused)
    assert refused.context["ask"] == "object"
    page = send(clerk, f"/notices/{notice.pk}/objections/", **typed)
    assert "该户有小汽车。" in said(page)
    objection = line.objections.get()
    address = f"/notices/{notice.pk}/objections/{objection.pk}/"
    answer = {"on": "2025-09-30", "answer": "车辆为其弟所有。", "upheld": "no"}
    assert address not in said(sit_down(office.officer).get(f"/notices/{notice.pk}/"))
    assert "Somebody else must answer" in said(send(sit_down(office.officer), address, **answer))
    assert send(clerk, address, **answer).status_code == 403
    desk = sit_down(second)
    assert address in said(desk.get(f"/notices/{notice.pk}/"))
    unsaid = send(desk, address, **answer | {"upheld": ""})
    assert "车辆为其弟所有。" in said(unsaid)
    assert unsaid.context["errors"].keys() == {"upheld"}
    assert "the notice goes on" in said(send(desk, address, **answer))
    objection.refresh_from_db()
    assert (objection.taken_by, objection.answered_by) == (office.clerk_north, second)


def test_an_objection_that_is_right_sends_the_file_back(office, sit_down, file):
    notice = make_posted(office, file)
    objection = objections.object_to(
        notice.lines.get(), on=date(2025, 9, 29), text="有车", today=date(2025, 9, 29), by=office.clerk_north
    )
    desk = sit_down(make_staff("second_officer", office.home, "officer"))
    page = send(
        desk, f"/notices/{notice.pk}/objections/{objection.pk}/", on="2025-09-30", answer="属实。", upheld="yes"
    )  # fmt: skip
    assert "needs another notice" in said(page)
    file.refresh_from_db()
    assert file.state == "verifying"


def test_whoever_objects_says_to_whom(office, sit_down, file):
    notice, other = make_posted(office, file), make_posted(office, make_reviewed(office.north, "赵德明"))
    for line in ("", "x", other.lines.get().pk):
        page = send(
            sit_down(office.clerk_north), f"/notices/{notice.pk}/objections/", line=line, on="2025-09-29", text="有车"
        )
        assert "Choose the household" in said(page)


# -- a household struck off, a notice that comes down early, a draft that changes


def test_withdrawing_says_what_to_cover_and_the_notice_shows_it_until_it_is_down(office, sit_down, file):
    other = make_reviewed(office.north, "赵德明", by=office.clerk_north)
    notice = make_posted(office, other, file)
    desk, agreed = sit_down(office.clerk_north), file.consents.get()
    page = send(desk, f"/files/{file.pk}/consents/", withdraw=agreed.pk, withdrawn_on="2025-10-09", reason="不愿公示")
    assert "Cover 林*珍" in said(page)
    page = desk.get(f"/notices/{notice.pk}/")
    assert "Cover this line on the wall at once" in said(page)
    assert [line.household for line in page.context["page"].to_cover] == [file]
    assert "Struck off on 2025-10-09" in said(page)
    assert "Print anew" in said(page)
    assert "1 line to be covered" in said(desk.get("/notices/"))
    assert [cells["name"] for cells in sheet_of(notice, POSTED_ON).rows] == ["赵*明"]
    assert "Struck off on" in said(desk.get(f"/files/{file.pk}/", tab="notices"))


def test_a_draft_says_who_took_the_consent_back(office, sit_down, file):
    notice, desk = make_draft(office, file), sit_down(office.clerk_north)
    send(desk, f"/files/{file.pk}/consents/", withdraw=file.consents.get().pk, withdrawn_on="2025-09-25")
    page = desk.get(f"/notices/{notice.pk}/")
    assert "must agree: 林秀珍" in said(page)
    assert page.context["page"].to_cover == []


def test_an_officer_takes_a_notice_down_early_and_says_why(office, sit_down, file):
    notice = make_posted(office, file, on=timezone.localdate())
    address, today = f"/notices/{notice.pk}/take-down-early/", timezone.localdate().isoformat()
    assert "ask-early" not in said(sit_down(office.clerk_north).get(f"/notices/{notice.pk}/"))
    assert send(sit_down(office.clerk_north), address, on=today, why_early="误贴").status_code == 403
    desk = sit_down(office.officer)
    assert "ask-early" in said(desk.get(f"/notices/{notice.pk}/"))
    assert send(desk, address, on=today, why_early="").context["ask"] == "early"
    page = send(desk, address, on=today, why_early="误贴")
    assert "it does not count as having hung" in said(page)
    assert "taken down early" in said(desk.get("/notices/"))
    assert file.file_no in said(desk.get("/notices/new/"))


def test_a_draft_is_changed_on_its_own_page(office, sit_down, file):
    other = make_reviewed(office.north, "赵德明")
    notice, desk = make_draft(office, file), sit_down(office.clerk_north)
    address = f"/notices/{notice.pk}/edit/"
    page = desk.get(address)
    assert notice.title in said(page)
    assert [choice.household for choice in page.context["choices"]] == [other]
    words = {"title": "更正的标题", "phone": "0411-2", "days": "6", "act": "save"}
    assert send(desk, address, **words | {"days": "3"}).context["form"].errors.keys() == {"days"}
    page = send(desk, address, file=[other.pk], **words)
    assert page.redirect_chain == [(f"/notices/{notice.pk}/", 302)]
    assert "更正的标题" in said(page)
    assert notice.lines.count() == 2
    assert sit_down(office.auditor).get(address).status_code == 403
    assert sit_down(office.clerk_south).get(address).status_code == 404


def test_aid_and_amounts_are_entered_for_all_or_for_one(office, sit_down, file):
    other = make_reviewed(office.north, "赵德明")
    notice, desk = make_draft(office, file, other), sit_down(office.clerk_north)
    first, second = notice.lines.order_by("pk")
    assert "amount-same" in said(desk.get(f"/notices/{notice.pk}/", ask="aid"))
    address = f"/notices/{notice.pk}/aid/"
    typed = {
        "aid-same": "living",
        "amount-same": "1,500",
        f"amount-{first.pk}": "about 2000",
        f"amount-{second.pk}": "0",
    }
    page = send(desk, address, **typed)
    assert page.context["errors"].keys() == {f"amount-{first.pk}", f"amount-{second.pk}"}
    assert "about 2000" in said(page)
    page = send(desk, address, **typed | {f"amount-{first.pk}": "2000", f"amount-{second.pk}": ""})
    assert "2,000.00" in said(page)
    assert "1,500.00" in said(page)
    sheet = sheet_of(notice, POSTED_ON)
    assert (sheet.has_aid, sheet.total) == (True, "3,500.00")
    assert send(sit_down(office.auditor), address, **typed).context["page"].lines[0].line.amount == 2000


# -- what is never shown, and to whom nothing


def test_a_minor_a_disease_and_a_number_are_never_shown(office, sit_down, file):
    child = make_person(office.north, "林小雨", id_no=id_number(date(2012, 5, 1)))
    file.members.create(person=child, relation="3")
    file.assessments.update(cause="own_illness", cause_text="恶性肿瘤")
    file.phone, file.address = "13800138000", "中山路16号302室"
    file.save()
    for notice in (make_draft(office, file),):
        desk = sit_down(office.officer)
        for _turn in ("draft", "posted"):
            page = said(desk.get(f"/notices/{notice.pk}/"))
            for secret in (
                "林秀珍",
                "林小雨",
                "肿瘤",
                "大病",
                "13800138000",
                "中山路",
                file.head.id_no,
                file.head.id_no[-4:],
            ):
                assert secret not in page
            assert "因病" in page
            if notice.state == "draft":
                notice = notices.post(notice, on=POSTED_ON, today=POSTED_ON, by=office.officer)


def test_nobody_of_another_union_sees_a_notice_or_does_anything_with_it(office, sit_down, file):
    notice = make_posted(office, file)
    objection = objections.object_to(
        notice.lines.get(), on=date(2025, 9, 29), text="有车", today=date(2025, 9, 29), by=office.clerk_north
    )
    stranger = sit_down(make_staff("all_of_south", office.south, "clerk", "officer", "administrator", "auditor"))
    page = f"/notices/{notice.pk}/"
    for address in (page, f"{page}print/"):
        assert stranger.get(address).status_code == 404
    acts = [
        "post/", "discard/", "proof/", "take-down/", "objections/", f"objections/{objection.pk}/",
        f"lines/{notice.lines.get().pk}/leave-out/",
    ]  # fmt: skip
    for act in acts:
        assert stranger.client.post(page + act, {"on": "2025-10-01"}).status_code == 404
        assert stranger.get(page + act).status_code == 405 or act == ""
    assert stranger.get("/notices/").context["parts"] == []
    waiting = make_reviewed(office.north, "赵德明")
    new = stranger.get("/notices/new/", file=waiting.pk)
    assert waiting.file_no not in said(new)
    assert stranger.get("/notices/new/", union=office.north.pk).status_code == 404
    assert "赵德明" not in said(draw_up(stranger, waiting))
    for nobody in (office.nobody, make_staff("lost", None, "clerk")):
        assert sit_down(nobody).get(page).status_code == 404


def test_a_notice_is_printed_and_it_stands_in_the_trail(office, sit_down, file):
    notice = make_posted(office, file)
    response = sit_down(office.auditor).get(f"/notices/{notice.pk}/print/")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


# -- visits


def enter(desk, file, *, visitor=("李卫国", "陈静"), **typed):
    known = {"on": "2025-10-14", "result": "fits", "income_stated": "22,920", "income_found": "21720.00"}
    return send(desk, f"/files/{file.pk}/visits/new/", visitor=list(visitor), **known | typed)


def test_a_clerk_enters_a_visit_with_its_photos(office, sit_down, file):
    desk = sit_down(office.clerk_north)
    assert desk.get(f"/files/{file.pk}/visits/new/").context["fields"]["met"].value == "林秀珍"
    page = enter(desk, file, photos=[picture("入户1.jpg"), SimpleUploadedFile("x.txt", b"nothing")], seen="两居室")
    visit = Visit.objects.get()
    assert page.redirect_chain == [(f"/files/{file.pk}/visits/{visit.pk}/", 302)]
    assert (visit.by, visit.visitors, str(visit.income_stated)) == (office.clerk_north, ["李卫国", "陈静"], "22920.00")
    photo = visit.photos.get()
    assert (photo.kind, photo.household) == ("photo", file)
    assert "X.txt: " in said(page)  # messages begin with a capital
    assert "-1,200.00" in said(page)
    send(desk, f"/files/{file.pk}/visits/{visit.pk}/", photos=[SimpleUploadedFile("b.png", png(), "image/png")])
    assert visit.photos.count() == 2


def png():
    drawn = io.BytesIO()
    Image.new("RGB", (30, 40), (9, 120, 150)).save(drawn, "PNG")
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"on": "2199-01-01"}, "on"),
        ({"on": "14.10."}, "on"),
        ({"result": "fails"}, "why"),
        ({"income_found": "about 20000"}, "income_found"),
        ({"expense_found": "-5"}, "expense_found"),
        ({"living_here": "many"}, "living_here"),
        ({"result": "perhaps"}, "result"),
        ({"place": "长" * 201}, "place"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(office, sit_down, file, typed, field):
    page = enter(sit_down(office.clerk_north), file, **{"seen": "两居室，无车"} | typed)
    assert [name for name, shown in page.context["fields"].items() if shown.error] == [field]
    assert "两居室，无车" in said(page)
    assert 'value="李卫国"' in said(page)
    assert not Visit.objects.exists()


def test_a_visit_is_corrected_until_a_step_rests_on_it(office, sit_down):
    file = make_household(office.north, "林秀珍", state="verifying", opened_on=None)
    desk = sit_down(office.clerk_north)
    enter(desk, file, seen="两居室")
    visit = Visit.objects.get()
    page, address = f"/files/{file.pk}/visits/{visit.pk}/", f"/files/{file.pk}/visits/{visit.pk}/correct/"
    assert address in said(desk.get(page))
    assert desk.get(address).context["fields"]["seen"].value == "两居室"
    known = {"on": "2025-10-14", "result": "fits", "visitor": ["李卫国", "陈静"]}
    assert send(desk, address, **known | {"on": "2199-01-01"}).context["fields"]["on"].error
    assert "is corrected" in said(send(desk, address, **known | {"seen": "一居室"}))
    visit.refresh_from_db()
    assert visit.seen == "一居室"
    changes = said(desk.get(f"/files/{file.pk}/", tab="changes"))
    assert "两居室" in changes
    assert "Only whoever recorded" in said(sit_down(office.officer).get(page))
    file.steps.create(code="verification_done", before="verifying", after="reviewing", on=timezone.localdate())
    assert "rests on this visit" in said(desk.get(page))
    assert "rests on this visit" in said(send(desk, address, **known))
    assert sit_down(office.clerk_south).get(address).status_code == 404


def test_the_changes_of_a_file_tell_of_its_consents_proofs_and_notices(office, sit_down, file):
    desk = sit_down(office.clerk_north)
    notice = make_draft(office, file, make_reviewed(office.north))
    send(desk, f"/notices/{notice.pk}/lines/{notice.lines.get(household=file).pk}/leave-out/")
    send(desk, f"/files/{file.pk}/consents/", withdraw=file.consents.get().pk, withdrawn_on="2025-09-25", reason="不愿")
    attach(file, content=png(), name="低保证.png", by=office.clerk_north)
    page = desk.get(f"/files/{file.pk}/", tab="changes")
    told = {(shown.what, str(shown.change.act)) for shown in page.context["changes"].object_list}
    assert {
        ("consent", "changed"),
        ("attachment", "added"),
        ("line of a notice", "added"),
        ("line of a notice", "left out"),
    } <= told
    for word in ("低保证.png", notice.title, "不愿", "2025-09-25"):
        assert word in said(page)


def test_one_visitor_is_refused_beside_the_names(office, sit_down, file):
    page = enter(sit_down(office.clerk_north), file, visitor=["李卫国", " 李卫国", ""])
    assert page.context["visitors_error"]
    assert not Visit.objects.exists()


def test_a_visit_is_seen_and_printed_by_its_own_union_alone(office, sit_down, file):
    enter(sit_down(office.clerk_north), file)
    visit = Visit.objects.get()
    addresses = [f"/files/{file.pk}/visits/{visit.pk}/", f"/files/{file.pk}/visits/{visit.pk}/print/"]
    for address in addresses:
        assert sit_down(office.auditor).get(address).status_code == 200
        assert sit_down(office.clerk_south).get(address).status_code == 404
    assert sit_down(office.clerk_south).get(f"/files/{file.pk}/visits/new/").status_code == 404
    assert sit_down(office.auditor).get(f"/files/{file.pk}/visits/new/").status_code == 403
    assert addresses[0] in said(sit_down(office.clerk_north).get(f"/files/{file.pk}/", tab="visits"))
    other = make_household(office.north, "别家")
    assert sit_down(office.clerk_north).get(f"/files/{other.pk}/visits/{visit.pk}/").status_code == 404


def test_a_closed_file_is_not_visited(office, sit_down):
    closed = make_household(office.north, "已销", state="closed", closed_on=date(2025, 9, 1))
    assert enter(sit_down(office.clerk_north), closed).redirect_chain[0][0] == f"/files/{closed.pk}/"
    assert not Visit.objects.exists()


def test_consent_given_later_makes_the_notice_ready(office, sit_down):
    file = make_reviewed(office.north, "林秀珍", agreed=False)
    notice = make_draft(office, file)
    desk = sit_down(office.officer)
    assert desk.get(f"/notices/{notice.pk}/").context["page"].not_ready == 1
    agree(file)
    assert desk.get(f"/notices/{notice.pk}/").context["page"].not_ready == 0
