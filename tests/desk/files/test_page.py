"""A household's page: who may read it, what it tells, what is to be done next, and the steps that are taken on it."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from hardship.models import Assessment, Attachment, Cap, Household, HouseholdMember, Recusal, Step, Visit
from hardship.operations.steps import take
from hardship.rules.lifecycle import STEPS
from office.models import Entry
from tests.desk.asking import queries
from tests.hardship.operations.lives import Walk, applicant, assess_anew, hang, make_officers, proof, set_line, visit
from tests.people import id_number, make_household, make_line, make_list, make_person


@pytest.fixture
def team(office):
    """The office with a line, and an officer and a second clerk in each union."""
    set_line(office)
    make_officers(office)
    return office


@pytest.fixture
def file(team):
    """A draft that lacks nothing, entered by the clerk of the north."""
    return applicant(team.north, team.clerk_north)


@pytest.fixture
def walk(file):
    return Walk(file)


def address(household, *more):
    return "/".join(["/files", str(household.pk), *more, ""])


def text(answer):
    """What stands on the page, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().partition("<main")[2]))


def test_what_may_still_be_given_this_year_stands_in_the_head(team, sit_down):
    """Whichever union paid the rest, to whomever of the family."""
    household = make_household(team.north, "赵一", family=1)
    page = sit_down(team.officer).get(address(household)).context["page"]
    assert page.living_left == ""  # the city has no limit
    today = timezone.localdate()
    Cap.objects.create(union=team.home, effective_from=date(today.year, 1, 1), kind="living", amount=1000)
    Cap.objects.create(union=team.home, effective_from=today, kind="living", amount=100, span="payment")
    spouse = household.members.get().person
    paid = make_list(team.south, "春季救助", state="closed", year=today.year)
    paid.lines.create(union=team.south, payee=spouse, state="paid", paid_on=today, amount=Decimal(300))
    page = sit_down(team.officer).get(address(household))
    assert page.context["page"].living_left == "700.00"
    assert "700.00" in text(page)
    Household.objects.filter(pk=household.pk).update(state="closed", closed_on=today, closing_reason="recovered")
    assert sit_down(team.officer).get(address(household)).context["page"].living_left == ""


# -- who may read it


def test_a_file_of_another_union_is_not_found(team, file, sit_down):
    stranger = sit_down(team.clerk_south)
    for page in (address(file), address(file, "story"), address(file, "step", "hand_in"), address(file, "reveal")):
        assert stranger.get(page).status_code == 404
    assert stranger.client.post(address(file, "step", "hand_in")).status_code == 404
    assert stranger.client.post(address(file, "reveal"), {"reason": "看看"}).status_code == 404
    file.refresh_from_db()
    assert file.state == "draft"


def test_whoever_has_no_role_finds_no_file(team, file, sit_down):
    assert sit_down(team.nobody).get(address(file)).status_code == 404


def test_everybody_of_the_office_reads_it_but_only_some_move_it(team, file, sit_down):
    for name in ("cashier", "auditor"):
        page = sit_down(team.staff[name]).get(address(file))
        assert page.status_code == 200
        assert page.context["next"].forms == []
        assert page.context["page"].edit_address == ""
        assert page.context["next"].waits
    assert sit_down(team.clerk_north).get(address(file)).context["page"].edit_address


def test_the_list_and_the_search_lead_to_it(team, file, sit_down):
    desk = sit_down(team.clerk_north)
    listed = desk.get(reverse("admin:hardship_household_changelist"), state__exact="draft")
    href = re.search(rf'href="(/files/{file.pk}/[^"]*)"', listed.content.decode()).group(1).replace("&amp;", "&")
    page = desk.get(href)
    assert page.status_code == 200
    assert page.context["page"].list_address.endswith("?state__exact=draft")  # and back to the list as it was
    assert desk.get("/find/", q=file.file_no).url == address(file)


def test_the_files_of_the_navigation_are_where_it_belongs(team, file, sit_down):
    areas = sit_down(team.clerk_north).get(address(file)).context["desk"].areas
    assert [task.path for area in areas for task in area.tasks if task.here] == ["/hardship/household/"]


# -- the head


def test_the_head_says_who_it_is_and_hides_the_number(team, sit_down):
    file = make_household(team.north, "林秀珍", family=1)
    page = sit_down(team.officer).get(address(file))
    shown = text(page)
    for words in ("林秀珍", file.file_no, file.head.masked_id, "深度困难", "患重特大疾病"):
        assert words in shown
    people = [file.head, *(member.person for member in file.members.all())]
    assert not any(person.id_no in page.content.decode() for person in people)
    assert page.context["page"].depth.bars == 3


def test_relief_of_the_year_is_money_paid_in_it(team, sit_down):
    file, this_year = make_household(team.north), timezone.localdate().year
    money, goods = make_list(team.north), make_list(team.north, "物资", form="goods", kind="goods")
    make_line(file, money, paid_on=date(this_year, 1, 1), amount=Decimal("300.00"))
    make_line(file, money, paid_on=date(this_year, 1, 1), amount=Decimal("600.50"))
    make_line(file, money, paid_on=date(this_year - 1, 12, 31), amount=Decimal("50.00"))
    make_line(file, money, amount=Decimal("800.00"))  # due, not paid
    make_line(
        file, goods, paid_on=date(this_year, 1, 1), amount=Decimal("140.00"), goods="米", quantity=1,
        unit_price=Decimal("140.00"),
    )  # fmt: skip
    page = sit_down(team.officer).get(address(file))
    assert page.context["page"].money_this_year == "900.50"
    assert page.context["page"].money_before == "50.00"
    years = [(of.year, of.sums["money"], of.sums["goods"]) for of in page.context["years"]]
    assert years == [(this_year, Decimal("900.50"), Decimal("140.00")), (this_year - 1, Decimal("50.00"), Decimal(0))]
    assert [line.paid_on for line, _url in page.context["waiting"]] == [None]


def test_a_whole_number_is_shown_for_a_reason_once(team, file, sit_down):
    desk = sit_down(team.officer)
    assert desk.get(address(file, "reveal")).url == address(file) + "?ask=reveal"
    assert 'class="shown" open' in desk.get(address(file), ask="reveal").content.decode()

    refused = desk.client.post(address(file, "reveal"), {"reason": " "})
    assert file.head.id_no not in refused.content.decode()
    assert refused.context["reveal_refused"]
    assert not Entry.objects.filter(act="number revealed").exists()

    answer = desk.client.post(address(file, "reveal"), {"reason": "核对医保"})
    assert file.head.id_no in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    entry = Entry.objects.get(act="number revealed")
    assert (entry.by, entry.reason, entry.record) == (team.officer, "核对医保", str(file.head.pk))
    assert file.head.id_no not in str(entry.facts)
    assert file.head.id_no not in desk.get(address(file)).content.decode()


def test_whoever_may_not_see_whole_numbers_is_not_asked_why(team, file, sit_down):
    desk = sit_down(team.administrator)
    assert "ask-reveal" not in desk.get(address(file)).content.decode()
    assert desk.client.post(address(file, "reveal"), {"reason": "核对"}).status_code == 403


# -- the verdict


def test_the_verdict_is_read_out_with_its_arithmetic(team, file, sit_down):
    panel = sit_down(team.officer).get(address(file)).context["panel"]
    assert [(line.sign, line.detail, line.amount) for line in panel.lines] == [("", "900.00 × 12", "10,800.00")]
    assert (panel.total, panel.answer, panel.limit, panel.distance) == ("10,800.00", "900.00", "1,062", "162.00")
    assert panel.hint.startswith("10,800.00 ÷ 12")
    assert panel.good
    # Two limits: 1,062 and twice that; the household stands at 900 of 2,124.
    assert [mark.at for mark in panel.scale.marks] == ["130.0", "259.5"]
    assert panel.scale.here == "110.2"


def test_a_household_above_every_limit_is_told_why(team, sit_down):
    rich = applicant(team.north, team.clerk_north, "钱多多", wage="9000.00")
    panel = sit_down(team.officer).get(address(rich)).context["panel"]
    assert not panel.good
    assert panel.limit == panel.distance == ""
    assert "2,124" in panel.words
    assert panel.scale.here == "260.0"


def test_what_was_stated_is_shown_as_stated(team, sit_down):
    file = make_household(team.north)
    Assessment.objects.update(income_year=Decimal("20000.00"), family_size=3)
    page = sit_down(team.officer).get(address(file))
    panel = page.context["panel"]
    assert panel.verdict is None
    assert panel.scale is None
    assert (panel.answer, panel.total) == ("410.00", "20,000.00")
    assert any("555.56" in remark for remark in panel.remarks)  # what was stated stays, the difference is a remark


def test_earlier_assessments_are_listed_and_opened(team, file, sit_down):
    first = file.assessments.get()
    assess_anew(file, team.clerk_north, date(2025, 10, 1), "800.00")
    desk = sit_down(team.officer)
    assert desk.get(address(file)).context["panel"].answer == "800.00"
    rows = desk.get(address(file), tab="assessments").context["earlier"]
    assert [row["per_head"] for row in rows] == ["800.00", "900.00"]
    assert desk.get(address(file), assessment=first.pk).context["panel"].answer == "900.00"
    other = applicant(team.north, team.clerk_north, "别家人").assessments.get()
    for none in (other.pk, "x", "999999"):
        assert desk.get(address(file), assessment=none).status_code == 404


def test_a_file_without_an_assessment_says_so(team, file, sit_down):
    Assessment.objects.all().delete()
    page = sit_down(team.clerk_north).get(address(file))
    assert page.context["panel"] is None
    assert page.context["page"].edit_address in page.content.decode()


# -- the family


def test_the_family_table_says_who_counts_and_why_not(team, file, sit_down):
    son = HouseholdMember.objects.create(
        household=file, person=make_person(team.north, "林小雨", id_no=id_number(date(2008, 3, 3))), relation="20",
        occupation="college", school_from=2024, school_years=4, income_month=Decimal(0),
    )  # fmt: skip
    HouseholdMember.objects.create(
        household=file,
        person=make_person(team.north, "林德昌"),
        relation="51",
        counted=False,
        why_not_counted="另户居住",
    )
    page = sit_down(team.officer).get(address(file))
    family = page.context["family"]
    assert [relative.name for relative in family] == ["林秀珍", "林小雨", "林德昌"]
    assert page.context["page"].counted == 2
    assert "2028" in family[1].note
    assert family[1].income == "0.00"
    assert family[2].note == "另户居住"
    assert family[1].masked_id == son.person.masked_id


# -- the bar and the line of days


def css(page):
    return [stage.css for stage in page.context["stages"]]


def test_the_bar_follows_the_steps_of_the_file(team, walk, sit_down):
    desk, file = sit_down(team.officer), walk.household
    assert css(desk.get(address(file))) == ["here", "", "", "", "", ""]
    walk.to_review(team.clerk_north, team.visitor_north)
    page = desk.get(address(file))
    assert css(page) == ["done", "done", "here", "", "", ""]
    assert "2" in page.context["stages"][1].said  # two people went there
    walk("review_passed", team.visitor_north, opinion="同意")
    assert css(desk.get(address(file))) == ["done", "done", "done", "here", "", ""]
    hang(file, walk.today)
    walk("put_up_notice", team.officer_north)
    walk.wait(8)
    walk("notice_over", team.visitor_north, evidence=proof(file))
    assert css(desk.get(address(file))) == ["done", "done", "done", "done", "here", ""]
    walk("approve", team.officer, opinion="同意建档")
    assert css(desk.get(address(file))) == ["done"] * 6 + ["here"]
    walk.wait(30)
    walk("close", team.officer, reason="recovered")
    assert css(desk.get(address(file))) == ["done"] * 7


def test_a_returned_file_goes_the_way_again(team, walk, sit_down):
    walk.to_review(team.clerk_north, team.visitor_north)
    walk("return_for_correction", team.officer, reason="缺户口本")
    desk = sit_down(team.officer)
    assert css(desk.get(address(walk.household))) == ["here", "", "", "", "", ""]
    walk("hand_in", team.clerk_north)
    assert css(desk.get(address(walk.household))) == ["done", "here", "", "", "", ""]


def test_a_file_of_a_roster_shows_the_days_it_knows(team, sit_down):
    file = make_household(team.north)
    page = sit_down(team.officer).get(address(file))
    assert css(page) == ["done", "done", "done", "here"]
    assert page.context["stages"][0].said == "2025-03-01"
    assert [event.on for event in page.context["events"]] == [date(2025, 3, 1)] * 2


def test_the_line_of_days_tells_everything_newest_first(team, walk, sit_down):
    walk.to_force(team.clerk_north, team.visitor_north, team.officer_north, team.officer)
    file = walk.household
    make_line(file, make_list(team.north, "中秋帮困"), paid_on=date(2025, 9, 26), amount=Decimal("300.00"))
    desk = sit_down(team.officer)
    page = desk.get(address(file))
    assert len(page.context["events"]) == 8
    assert page.context["events"][0].linked == "300.00"
    assert page.context["events"][0].now
    assert f'href="{address(file, "story")}"' in page.content.decode()
    told = desk.get(address(file, "story")).context["events"]
    assert len(told) == page.context["count"] == 10  # seven steps, a visit, an assessment, a payment
    assert [event.on for event in told] == sorted((event.on for event in told), reverse=True)
    assert any("符合条件，同意建档" in event.by for event in told)


def test_an_episode_leads_to_the_one_before_and_the_one_after(team, walk, sit_down):
    walk.to_force(team.clerk_north, team.visitor_north, team.officer_north, team.officer)
    walk("close", team.officer, reason="recovered")
    back = walk("reopen", team.clerk_north, reason="又失业了").household
    desk = sit_down(team.clerk_north)
    assert [event.url for event in desk.get(address(walk.household, "story")).context["events"]].count(
        address(back)
    ) == 1
    assert address(walk.household) in [event.url for event in desk.get(address(back)).context["events"]]
    # An episode that another union kept is not shown to whoever cannot open it.
    type(back).objects.filter(pk=walk.household.pk).update(union=team.south)
    assert address(walk.household) not in [event.url for event in desk.get(address(back)).context["events"]]


# -- the next step


def test_what_is_missing_is_named_and_leads_to_where_it_is_put_right(team, file, sit_down):
    file.form.delete()
    file.consents.all().delete()
    panel = sit_down(team.clerk_north).get(address(file)).context["next"]
    assert panel.main is None
    tones = [item.tone for item in panel.items]
    assert tones == ["is-warn", "is-warn"]
    assert all(item.url for item in panel.items)
    assert "林秀珍" in panel.items[1].text


def test_the_main_step_is_a_button_when_nothing_is_missing(team, file, sit_down):
    page = sit_down(team.clerk_north).get(address(file))
    panel = page.context["next"]
    assert panel.main.form.code == "hand_in"
    assert [item.tone for item in panel.items] == ["is-ok", "is-ok"]
    assert address(file, "step", "hand_in") in page.content.decode()
    assert [form.code for form in panel.forms] == ["hand_in", "withdraw"]


def test_whoever_entered_the_file_is_told_that_somebody_else_approves(team, sit_down):
    own = Walk(applicant(team.north, team.officer, "自填人"))
    own.to_check(team.officer, team.visitor_north, team.officer_north)
    panel = sit_down(team.officer).get(address(own.household)).context["next"]
    assert panel.main is None
    assert str(panel.waits)
    grey = [other for other in panel.others if other.why]
    assert [other.url for other in grey] == ["", ""]  # the city and the refusal ask for somebody else, too
    free = sit_down(team.second_officer).get(address(own.household)).context["next"]
    assert free.main.form.code == "approve"
    assert free.waits == ""


def test_a_relative_is_offered_nothing_that_decides(team, walk, sit_down):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    Recusal.objects.create(household=walk.household, staff=team.officer, why="表亲")
    panel = sit_down(team.officer).get(address(walk.household)).context["next"]
    assert panel.main is None
    assert panel.waits
    assert [form.code for form in panel.forms] == ["withdraw"]


def test_a_clerk_sees_that_the_check_waits_for_somebody_above(team, walk, sit_down):
    walk.to_check(team.clerk_north, team.visitor_north, team.officer_north)
    for staff in (team.clerk_north, team.officer_north):
        panel = sit_down(staff).get(address(walk.household)).context["next"]
        assert panel.main is None
        assert panel.waits


def test_a_proof_that_runs_out_is_said_until_a_newer_one_is_there(team, file, sit_down):
    today = timezone.localdate()
    old = proof(file, "allowance")
    Attachment.objects.filter(pk=old.pk).update(expires_on=today + timedelta(10))
    desk = sit_down(team.clerk_north)
    assert (today + timedelta(10)).isoformat() in desk.get(address(file)).context["next"].items[-1].text
    new = proof(file, "allowance")
    Attachment.objects.filter(pk=new.pk).update(expires_on=today + timedelta(400))
    assert [item.tone for item in desk.get(address(file)).context["next"].items] == ["is-ok", "is-ok"]


def test_a_closed_file_is_read_only_and_says_until_when_it_is_kept(team, sit_down):
    file = make_household(team.north, state="closed", closed_on=date(2025, 6, 1), closing_reason="recovered")
    page = sit_down(team.officer).get(address(file))
    panel = page.context["next"]
    assert "2035-06-01" in panel.said
    assert panel.main is None
    assert panel.single.form.code == "reopen"
    assert page.context["page"].edit_address == ""


# -- steps


def test_a_step_is_asked_for_on_a_page_of_its_own_and_taken(team, file, sit_down):
    desk = sit_down(team.clerk_north)
    form = desk.get(address(file, "step", "hand_in")).context["form"]
    assert [field.name for field in form.fields] == ["day", "opinion"]
    answer = desk.client.post(
        address(file, "step", "hand_in"),
        {"edition": file.edition, "day": timezone.localdate().isoformat()},
        follow=True,
    )
    assert answer.redirect_chain == [(address(file), 302)]
    assert [message.level_tag for message in answer.context["messages"]] == ["success"]
    step = Step.objects.get()
    assert (step.code, step.by, step.household) == ("hand_in", team.clerk_north, file)


def test_what_a_step_lacks_is_said_beside_its_field_and_what_was_typed_stays(team, sit_down):
    file = make_household(team.north)
    desk, page = sit_down(team.officer), address(file, "step", "close")
    assert [field.name for field in desk.get(page).context["form"].fields] == ["closing_reason", "day", "opinion"]

    def said(**typed):
        answer = desk.client.post(
            page, {"edition": file.edition, "day": "2026-01-05", "opinion": "收入已达标", **typed}
        )
        assert answer.status_code == 200
        form = answer.context["form"]
        assert next(field.value for field in form.fields if field.name == "opinion") == "收入已达标"
        return {field.name: field.error for field in form.fields if field.error} or form.error

    assert set(said()) == {"closing_reason"}
    assert set(said(closing_reason="no such reason")) == {"closing_reason"}
    assert set(said(closing_reason="recovered", day="")) == {"day"}
    assert set(said(closing_reason="recovered", day="31.1.")) == {"day"}
    assert set(said(closing_reason="recovered", day=(timezone.localdate() + timedelta(1)).isoformat())) == {"day"}
    assert isinstance(said(closing_reason="recovered", edition=99), str)
    file.refresh_from_db()
    assert file.state == "in_force"

    desk.client.post(page, {"edition": file.edition, "day": "2026-01-05", "closing_reason": "recovered"})
    file.refresh_from_db()
    assert (file.state, file.closed_on, file.closing_reason) == ("closed", date(2026, 1, 5), "recovered")


def test_a_step_of_another_state_or_another_role_is_not_offered(team, file, sit_down):
    assert sit_down(team.clerk_north).get(address(file, "step", "no-such-step")).status_code == 404
    moved_on = sit_down(team.clerk_north).client.get(address(file, "step", "begin_verification"), follow=True)
    assert [message.level_tag for message in moved_on.context["messages"]] == ["warning"]
    assert sit_down(team.cashier).get(address(file, "step", "hand_in")).status_code == 403
    assert sit_down(team.cashier).client.post(address(file, "step", "hand_in")).status_code == 403
    file.refresh_from_db()
    assert file.state == "draft"


def test_a_step_that_is_blocked_says_why_on_its_page(team, file, sit_down):
    file.consents.all().delete()
    assert sit_down(team.clerk_north).get(address(file, "step", "hand_in")).context["form"].error


def test_evidence_is_chosen_among_the_proofs_of_the_file_alone(team, walk, sit_down):
    walk.to_notice(team.clerk_north, team.visitor_north, team.officer_north)
    file = walk.household
    stranger = proof(applicant(team.north, team.clerk_north, "别家人"))
    desk, page = sit_down(team.visitor_north), address(walk.household, "step", "notice_over")
    answer = desk.client.post(page, {"edition": file.edition, "day": "2025-09-09", "evidence": stranger.pk})
    assert [field.name for field in answer.context["form"].fields if field.error] == ["evidence"]
    own = proof(file)
    assert str(own.pk) in [value for value, _label in desk.get(page).context["form"].fields[-1].options]
    desk.client.post(page, {"edition": file.edition, "day": "2025-09-09", "evidence": own.pk})
    assert walk.state == "checking"


def test_what_moves_a_notice_is_done_on_the_notice(team, walk, sit_down):
    walk.to_review(team.clerk_north, team.visitor_north)
    walk("review_passed", team.visitor_north, opinion="同意")
    file = walk.household
    panel = sit_down(team.officer_north).get(address(file)).context["next"]
    assert panel.main is None
    assert [item.url for item in panel.items if item.tone == "is-warn"] == [f"/notices/new/?file={file.pk}"]
    notice = hang(file, walk.today)
    desk = sit_down(team.officer_north)
    panel = desk.get(address(file)).context["next"]
    assert (panel.main.url, panel.main.form) == (f"/notices/{notice.pk}/", None)
    for answer in (
        desk.get(address(file, "step", "put_up_notice")),
        desk.client.post(address(file, "step", "put_up_notice")),
    ):
        assert answer.url == f"/notices/{notice.pk}/"
    assert walk.state == "reviewing"
    # A notice of the office above is not shown to those below it.
    type(notice).objects.update(union=team.home)
    assert desk.get(address(file)).context["next"].main.url == "/notices/"
    assert [url for _line, url in desk.get(address(file), tab="notices").context["notice_lines"]] == [""]


def test_a_file_is_handed_to_another_union_and_taken_over_there(team, sit_down):
    file = make_household(team.north)
    sit_down(team.clerk_north).client.post(
        address(file, "step", "ask_for_transfer"),
        {"edition": file.edition, "target_union": team.south.pk, "reason": "调入南岸", "day": ""},
    )
    file.refresh_from_db()
    assert file.moving_to == team.south


def test_reopening_leads_to_the_new_file(team, sit_down):
    file = make_household(team.north, state="closed", closed_on=date(2025, 6, 1), closing_reason="recovered")
    answer = sit_down(team.clerk_north).client.post(
        address(file, "step", "reopen"), {"edition": file.edition, "reason": "又失业了", "day": ""}
    )
    assert answer.url == address(file.next)
    assert file.next.state == "draft"


# -- tabs, neighbours, cost


def test_each_tab_shows_what_it_counts(team, walk, sit_down):
    walk.to_force(team.clerk_north, team.visitor_north, team.officer_north, team.officer)
    desk, file = sit_down(team.officer), walk.household
    counts = {tab.code: tab.count for tab in desk.get(address(file)).context["tabs"]}
    assert counts["visits"] == counts["attachments"] == counts["notices"] == counts["assessments"] == 1
    assert counts["relief"] == counts["city"] == 0
    held = {"visits": "visits", "attachments": "attachments", "notices": "notice_lines", "assessments": "earlier"}
    for tab in counts:
        page = desk.get(address(file), tab=tab)
        assert page.status_code == 200
        assert page.context["tab"] == tab
        if tab in held:
            assert len(page.context[held[tab]]) == counts[tab]
    assert desk.get(address(file), tab="changes").context["changes"].paginator.count == counts["changes"]
    assert desk.get(address(file), tab="none").context["tab"] == "relief"


def test_a_file_that_stands_leads_to_the_applications_to_the_city(team, file, sit_down):
    assert sit_down(team.clerk_north).get(address(file), tab="city").context["apply"] == ""
    standing = make_household(team.north, "赵德明")
    desk = sit_down(team.clerk_north)
    form = desk.client.get(desk.get(address(standing), tab="city").context["apply"])
    assert form.context["household"] == standing
    assert sit_down(team.cashier).get(address(standing), tab="city").context["apply"] == ""


def test_changes_are_told_in_words_for_every_part_of_the_file(team, file, sit_down):
    member = HouseholdMember.objects.create(household=file, person=make_person(team.north, "林小雨"), relation="20")
    other = HouseholdMember.objects.create(household=file, person=make_person(team.north, "林小雪"), relation="30")
    member.income_month = Decimal("100.00")
    member.save()
    other.income_month = Decimal("200.00")
    other.save()
    changes = sit_down(team.officer).get(address(file), tab="changes").context["changes"]
    told = {(field.before, field.after) for shown in changes for field in shown.change.fields}
    # Each is set beside its own version before, not beside that of a brother.
    assert {("", "100.00"), ("", "200.00")} <= told
    assert ("100.00", "200.00") not in told


def test_changes_name_the_step_that_made_them(team, file, sit_down):
    take(file, "hand_in", by=team.clerk_north)
    changes = sit_down(team.officer).get(address(file), tab="changes").context["changes"]
    reasons = {str(shown.change.reason) for shown in changes}
    assert str(STEPS["hand_in"].label) in reasons
    assert not reasons & set(STEPS)


def test_the_keys_j_and_k_walk_through_the_files_one_may_see(team, sit_down):
    first = make_household(team.north, "甲", file_no="N1")
    make_household(team.south, "乙", file_no="N2")
    third = make_household(team.north, "丙", file_no="N3")
    desk = sit_down(team.clerk_north)
    page = desk.get(address(first), tab="visits")
    assert page.context["neighbours"] == {"previous": "", "next": address(third) + "?tab=visits"}
    assert 'data-key="j"' in page.content.decode()
    assert desk.get(address(third)).context["neighbours"] == {"previous": address(first), "next": ""}


def test_a_large_family_with_much_relief_asks_no_more_of_the_database(team, sit_down):
    def of_size(count, name):
        file = make_household(team.north, name, family=count)
        money = make_list(team.north, f"救助{name}")
        for number in range(count):
            make_line(file, money, paid_on=date(2025, 4, 1) + timedelta(number))
            visit(file, date(2025, 5, 1) + timedelta(number))
            proof(file)
            hang(file, date(2025, 6, 1) + timedelta(number))
        take(file, "begin_reexamination", by=team.clerk_north)
        for number in range(count):
            Visit.objects.filter(household=file).update(seen=f"看到 {number}")
            member = file.members.all()[number % count]
            member.income_month = Decimal(number)
            member.save()
        return file

    small, large = of_size(1, "单"), of_size(20, "众")
    desk = sit_down(team.officer)
    desk.get(address(small))  # what is asked once for each process
    for tab in ("relief", "visits", "attachments", "notices", "city", "assessments", "changes"):
        asked = [queries(desk, address(file) + f"?tab={tab}") for file in (small, large)]
        assert asked[0] == asked[1], tab
