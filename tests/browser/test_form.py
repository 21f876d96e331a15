"""The form of a file in a real browser: what follows fills in, nothing typed is lost, nothing stays that should not."""

import pytest

from tests.people import id_number

pytestmark = pytest.mark.browser
SAVED = "Object.keys(localStorage).filter(key => key.startsWith('sanxin.form.'))"


def test_a_closed_browser_loses_nothing_and_a_saved_form_leaves_nothing(logged_in, online, complaints):
    page, number = logged_in, id_number()
    page.goto(f"{online.address}/files/new/")
    page.keyboard.type(number)  # the first field has the focus
    page.locator("#told .hint").first.wait_for()
    assert page.input_value("#birthday") == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    assert page.locator("#disability_kind").is_hidden()
    page.select_option("#health", "disabled")
    assert page.locator("#disability_kind").is_visible()
    page.fill("#name", "周春梅")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "sex"
    page.fill("#union", page.locator("#units option").last.get_attribute("value"))
    page.click("[data-more=incomes]")
    page.select_option("[name=incomes-1-who]", "head")
    page.select_option("[name=incomes-1-kind]", "wages")
    page.fill("[name=incomes-1-monthly]", "780")
    page.locator("#sum :text('9,360.00')").first.wait_for()
    again = page.context.new_page()
    page.close()
    again.goto(f"{online.address}/files/new/")
    again.locator("#restored").wait_for()
    assert again.input_value("#name") == "周春梅"
    assert again.input_value("[name=incomes-1-who]") == "head"
    again.keyboard.press("Control+s")
    again.wait_for_url("**/edit/")
    assert again.evaluate(SAVED) == []
    again.fill("#note", "not to be kept")
    again.wait_for_timeout(3500)
    assert len(again.evaluate(SAVED)) == 1
    again.on("dialog", lambda dialog: dialog.accept())
    again.click("details.menu summary")
    again.click("#logout-form button")
    again.wait_for_load_state("networkidle")
    assert again.evaluate(SAVED) == []
    assert complaints == []


def test_what_was_restored_can_be_thrown_away(logged_in, online):
    page = logged_in
    page.goto(f"{online.address}/files/new/")
    page.fill("#name", "李建国")
    page.goto(f"{online.address}/files/new/")
    page.click("[data-throw-away]")
    page.wait_for_load_state("networkidle")
    assert page.input_value("#name") == ""
    assert page.evaluate(SAVED) == []


def test_the_long_version_of_a_relative_is_filled_in_and_found_again(logged_in, online, complaints):
    page = logged_in
    page.goto(f"{online.address}/files/new/")
    page.fill("#name", "周春梅")
    page.fill("#union", page.locator("#units option").last.get_attribute("value"))
    page.fill("[name=family-0-name]", "李建国")
    page.select_option("[name=family-0-relation]", "husband")
    more = page.locator("[data-rows=family] [data-row='0'] details")
    assert more.get_attribute("open") is None
    page.focus("[name=family-0-counted]")
    page.keyboard.press("Enter")  # goes past what is closed
    assert page.evaluate("document.activeElement.name") == "incomes-0-who"
    more.locator("summary").focus()
    page.keyboard.press("Space")
    assert page.locator("[name=family-0-contract_start]").is_hidden()
    page.select_option("[name=family-0-occupation]", "migrant")
    page.fill("[name=family-0-contract_start]", "2020-03-01")
    page.select_option("[name=family-0-contract_term]", "open")
    page.select_option("[name=family-0-marital]", "married")
    page.fill("[name=family-0-mobile]", "13900000002")
    page.click("[data-more=family]")
    assert page.locator("[data-rows=family] [data-row='1'] details").get_attribute("open") is None
    page.click("[data-more=expenses]")
    page.select_option("[name=expenses-1-kind]", "medical")
    page.fill("[name=expenses-1-gross]", "900")
    page.fill("[name=expenses-1-reimbursed]", "300")
    assert page.locator("[data-rows=expenses] [data-row='1'] [data-net]").inner_text() == "600.00"
    page.locator("[data-rows=expenses] [data-row='1'] summary").click()
    page.fill("[name=expenses-1-period_from]", "2025-01-01")
    again = page.context.new_page()
    page.close()
    again.goto(f"{online.address}/files/new/")  # what was typed is back, and open
    again.locator("#restored").wait_for()
    assert again.locator("[name=family-0-mobile]").is_visible()
    assert again.input_value("[name=expenses-1-period_from]") == "2025-01-01"
    assert again.locator("[name=expenses-1-period_from]").is_visible()
    assert again.locator("#relief_target").is_hidden()
    again.select_option("#version", "2016")
    assert again.locator("#relief_target").is_visible()
    again.keyboard.press("Control+s")
    again.wait_for_url("**/edit/")
    again.reload()
    assert again.input_value("[name=family-0-contract_start]") == "2020-03-01"
    assert again.input_value("[name=family-0-marital]") == "married"
    assert again.locator("[name=family-0-mobile]").is_visible()
    assert again.input_value("[name=expenses-0-period_from]") == "2025-01-01"
    assert complaints == []
