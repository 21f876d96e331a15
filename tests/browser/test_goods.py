"""A clerk keeps the store without a mouse: goods that are new come in, the stock is counted, the reason asked for where it differs."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(page, online):
    username, password = online.logins["clerk"]
    page.goto(f"{online.address}/goods/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_selector("main#content")
    return page


def type_into(desk, **fields):
    """Each field is reached by its place in the form and typed, not set."""
    for name, text in fields.items():
        desk.focus(f"[name={name}]")
        desk.keyboard.press("Control+A")
        desk.keyboard.type(text)


def test_goods_come_in_and_are_counted_by_keyboard_alone(desk, online, complaints):
    desk.goto(f"{online.address}/goods/receive/")
    assert desk.is_visible("[name=name]")  # nothing is kept yet: the goods are new
    type_into(desk, name="米面油", quantity="500", unit_price="140", document="发票 04411287")
    assert desk.inner_text("[data-value] b") == "70,000.00"
    desk.select_option("#fund", "given")
    desk.press("[name=document]", "Enter")
    desk.wait_for_url("**/goods/*/")
    assert "70,000.00" in desk.inner_text("section[aria-labelledby=h-sum]")

    desk.goto(f"{online.address}/goods/receive/")
    assert not desk.is_visible("[name=name]")  # the goods that there are, and who paid the last time, are chosen
    type_into(desk, quantity="300", unit_price="145", document="发票 04419903")
    desk.press("[name=document]", "Enter")
    desk.wait_for_url("**/goods/*/")

    desk.goto(f"{online.address}/goods/count/")
    assert desk.locator("[data-why]:visible").count() == 0
    desk.keyboard.type("498")  # the first field has the focus
    desk.keyboard.press("Enter")
    desk.keyboard.type("两份受潮")  # it differs: the reason is next
    desk.keyboard.press("Enter")
    desk.keyboard.type("300")
    desk.keyboard.press("Enter")
    assert desk.evaluate("document.activeElement.name") == "on"
    assert desk.locator("[data-why]:visible").count() == 1
    assert [desk.inner_text("[data-found]"), desk.inner_text("[data-more]")] == ["798", "−2"]
    for number, name in enumerate(("林晓燕", "赵国强")):
        desk.focus(f"[name=counter] >> nth={number}")
        desk.keyboard.type(name)
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/goods/counts/*/")
    assert "113,220.00" in desk.inner_text("section[aria-labelledby=h-facts]")  # 498 × 140 + 300 × 145

    desk.goto(f"{online.address}/goods/")
    assert "113,220.00" in desk.inner_text("section[aria-labelledby=h-here] tfoot")
    assert not complaints
