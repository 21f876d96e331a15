"""Four people walk one household from its draft into force, to its closing and back again, each in a browser of their own."""

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.papers import photo

from .conftest import ROOT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def life(online):
    """What tests/browser/lives.py prepared: pk, with_car, doubted, began, logins."""
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "--verbosity",
        "0",
        "-c",
        "from tests.browser.lives import prepare; prepare()",
    ]
    done = subprocess.run(command, cwd=ROOT, env=online.environment, check=True, stdout=subprocess.PIPE, text=True)
    prepared = json.loads(done.stdout.splitlines()[-1])
    prepared["logins"] |= {"approves": online.logins["officer"]}
    return prepared


@pytest.fixture
def sit_down(browser, browser_context_args, online, life):
    """`sit_down(part)`: the page of that person, logged in, in a browser of their own; its complaints are listed."""
    open_pages, complaints = {}, []

    def as_somebody(part):
        if part not in open_pages:
            page = browser.new_context(**browser_context_args).new_page()
            page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            username, password = life["logins"][part]
            page.goto(online.address)
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", password)
            page.click("button[type=submit]")
            page.wait_for_selector("main#content")
            open_pages[part] = page
        return open_pages[part]

    yield as_somebody
    for page in open_pages.values():
        page.context.close()
    assert complaints == []


def steps(page):
    """The classes of the bar's stages."""
    return [stage.get_attribute("class") or "" for stage in page.locator(".person .steps li").all()]


def take(page, address, code, **typed):
    """Open the file, open the dialog of the step, fill it in and take it."""
    page.goto(address)
    opener = page.locator(f"[data-open=step-{code}]")
    if not opener.is_visible():
        page.click(".menu-steps summary")
    opener.click()
    dialog = page.locator(f"dialog#step-{code}")
    for name, value in typed.items():
        field = dialog.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("one => one.tagName") == "SELECT" else field.fill(value)
    dialog.locator("button[type=submit]:not([form])").click()
    page.wait_for_selector(".messages .notice-ok")


def enter_visit(page, day):
    """From the file's checklist, where the visit is missing."""
    page.click(".checks a[href*='/visits/new/']")
    page.fill("[name=on]", day)
    page.fill("[name=visitor] >> nth=0", "龚雪梅")
    page.fill("[name=visitor] >> nth=1", "周建华")
    page.check("[name=result][value=fits]")
    page.click("main form button.button-primary")
    page.wait_for_selector(".messages .notice-ok")


def put_up_notice(clerk, officer, file, day):
    """From the checklist of the file that `clerk` has open; the address of the notice, which `officer` has posted."""
    clerk.click(".checks a[href*='/notices/new/']")
    clerk.fill("[name=phone]", "0411-12345678")
    clerk.click("button[value=draw_up]")
    clerk.wait_for_url(re.compile(r"/notices/\d+/$"))
    officer.goto(file)
    officer.click(".next-actions .button-primary")
    officer.wait_for_url(clerk.url)
    officer.click("[data-open=ask-post]")
    officer.fill("dialog#ask-post [name=on]", day)
    officer.click("dialog#ask-post button[type=submit]:not([form])")
    officer.wait_for_selector(".messages .notice-ok")
    return clerk.url


def test_four_people_bring_a_file_into_force_close_it_and_open_it_again(online, life, sit_down, tmp_path):
    file = f"{online.address}/files/{life['pk']}/"
    began = date.fromisoformat(life["began"])

    def on(number):
        return (began + timedelta(number)).isoformat()

    # Whoever entered the application hands it in; approving it is not theirs to do.
    clerk = sit_down("enters")
    take(clerk, file, "hand_in", day=on(0))
    assert steps(clerk)[:2] == ["done", "here"]

    # Somebody else begins the verification, goes there with a colleague, and says what they found.
    visitor = sit_down("visits")
    take(visitor, file, "begin_verification", day=on(1))
    assert not visitor.locator(".next-actions .button-primary").count()  # the visit is missing
    enter_visit(visitor, on(2))
    take(visitor, file, "verification_done", day=on(3), opinion="入户核实，情况属实")
    take(visitor, file, "review_passed", day=on(4), opinion="评议通过")
    assert steps(visitor)[:4] == ["done", "done", "done", "here"]

    # The notice is drawn up from the file, posted by the unit's officer, proved, and taken down when its days are over.
    notice = put_up_notice(visitor, sit_down("posts"), file, on(4))
    (tmp_path / "公示.jpg").write_bytes(photo(3))
    visitor.goto(notice)
    visitor.click("[data-open=ask-proof]")
    visitor.set_input_files("dialog#ask-proof input[type=file]", tmp_path / "公示.jpg")
    visitor.click("dialog#ask-proof button[type=submit]:not([form])")
    visitor.wait_for_selector(".messages .notice-ok")
    visitor.click("[data-open=ask-down]")
    visitor.click("dialog#ask-down button[type=submit]:not([form])")
    visitor.wait_for_selector(".messages .notice-ok")

    # The union above checks: nobody of the unit is offered that.
    clerk.goto(file)
    assert clerk.locator("[data-open=step-approve]").count() == 0
    assert clerk.locator(".next-waits").inner_text()
    officer = sit_down("approves")
    take(officer, file, "approve", opinion="符合深度困难条件，同意建档")
    assert steps(officer) == ["done"] * 6 + ["here"]
    told = officer.locator(".timeline").inner_text()
    assert "符合深度困难条件，同意建档" in told
    assert "500.00" in officer.locator(".verdict-answer").inner_text()

    # Its form is printed.
    printed = officer.context.request.get(
        online.address + officer.get_attribute(".page-actions a[href$='/print/']", "href")
    )
    assert printed.headers["content-type"] == "application/pdf"
    form = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(printed.body())).pages)
    assert "林秀珍" in re.sub(r"\s+", "", form)

    # It is closed, which nobody can do without saying why, and can only be read from then on.
    officer.goto(f"{file}step/close/")
    officer.eval_on_selector("main form", "form => form.noValidate = true")
    officer.click("main form button[type=submit]")
    assert officer.locator(".field-error .error-text").count() == 1
    take(officer, file, "close", closing_reason="recovered")
    assert "脱困" in officer.locator(".next-what").inner_text()
    assert officer.locator(".page-actions a[href$='/edit/']").count() == 0

    # The hardship comes back: a new file, which leads to the one before.
    take(clerk, file, "reopen", reason="又失业了")
    assert clerk.url != file
    assert steps(clerk)[0] == "here"
    clerk.click(f".timeline a[href='/files/{life['pk']}/']")
    clerk.wait_for_url(file)


def test_a_household_with_a_car_is_refused_with_the_reason(online, life, sit_down):
    file = f"{online.address}/files/{life['with_car']}/"
    day = (date.fromisoformat(life["began"]) + timedelta(2)).isoformat()
    clerk, visitor, officer = sit_down("enters"), sit_down("visits"), sit_down("posts")
    clerk.goto(file)
    assert "机动车" in clerk.locator("[aria-labelledby=h-verdict]").inner_text()
    take(clerk, file, "hand_in", day=day)
    take(visitor, file, "begin_verification", day=day)
    enter_visit(visitor, day)
    take(visitor, file, "verification_done", day=day, opinion="家中有小汽车一辆")
    # Nobody can pass it on to the notice: the checklist says why.
    assert visitor.locator("[data-open=step-review_passed]").count() == 0
    assert visitor.locator(".checks .is-warn").count() == 1
    take(officer, file, "refuse", result="excluded", reason="拥有机动车，不符合建档条件")
    assert officer.locator(".panel:has(#h-next) .button-primary").count() == 0
    assert "拥有机动车，不符合建档条件" in officer.locator(".timeline").inner_text()


def test_a_household_is_objected_to_and_looked_into_by_another_hand(online, life, sit_down):
    file = f"{online.address}/files/{life['doubted']}/"
    began = date.fromisoformat(life["began"])
    day = (began + timedelta(2)).isoformat()
    clerk, visitor, poster = sit_down("enters"), sit_down("visits"), sit_down("posts")
    take(clerk, file, "hand_in", day=day)
    take(visitor, file, "begin_verification", day=day)
    enter_visit(visitor, day)
    take(visitor, file, "verification_done", day=day, opinion="情况属实")
    take(visitor, file, "review_passed", day=day, opinion="评议通过")
    notice = put_up_notice(visitor, poster, file, (began + timedelta(3)).isoformat())

    # A neighbour comes to the clerk: the file does not go on before somebody has looked into it.
    clerk.goto(notice)
    clerk.click("[data-open=ask-object]")
    clerk.select_option("dialog#ask-object [name=line]", index=1)
    clerk.fill("dialog#ask-object [name=text]", "儿子在外地有工作")
    clerk.fill("dialog#ask-object [name=on]", (began + timedelta(5)).isoformat())
    clerk.click("dialog#ask-object button[type=submit]:not([form])")
    clerk.wait_for_selector(".messages .notice-ok")
    clerk.goto(file)
    assert "有异议复查" in clerk.locator("main").inner_text()

    # Whoever posted the notice is not asked; the unit's other officer answers in writing.
    poster.goto(notice)
    assert poster.locator("button:has-text('答复')").count() == 0
    other = sit_down("answers")
    other.goto(notice)
    other.check("[name=upheld][value=yes]")
    other.fill("[name=answer]", "儿子已工作，收入计入后重新认定。")
    other.click("button[type=submit]:has-text('答复')")
    other.wait_for_selector(".messages .notice-ok")
    other.goto(file)
    assert "核查中" in other.locator("main").inner_text()
    told = other.locator(".timeline").inner_text()
    assert "收到异议" in told
    assert "异议已答复" in told


def test_keys_walk_from_file_to_file_and_open_the_next_step(online, life, sit_down):
    page = sit_down("approves")
    page.goto(f"{online.address}/hardship/household/?state__exact=in_force")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_selector(".person")
    first = page.url
    page.keyboard.press("j")
    page.wait_for_url(lambda url: "/files/" in url and url != first)
    page.keyboard.press("k")
    page.wait_for_url(first)
    page.keyboard.press("r")
    assert page.locator("dialog[open]").count() == 1
    page.keyboard.press("Escape")
    page.click("[data-open=ask-reveal]")
    page.fill("#reveal-reason", "核对医保")
    page.click("dialog#ask-reveal button[type=submit]:not([form])")
    page.wait_for_url("**/reveal/")
    assert re.fullmatch(r"\d{17}[\dX]", page.locator(".person-line .id").inner_text())
