"""A person at the desk, and a buyer on a phone, in a real browser."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import NAME, ORDER, PASSWORD, Open, overflows

pytestmark = pytest.mark.browser
LONG = "KOHARU-2026-11-" + "0123456789" * 6  # a shop's number may have a hundred characters


def signed_in(visit: BrowserContext, desk: Open) -> Page:
    page = visit.new_page()
    page.goto(desk.url)
    page.locator("[name=name]").fill(NAME)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("button.go").click()
    return page


def test_staff_find_an_order_mark_it_paid_and_see_the_story_move(desk: Open, visit: BrowserContext) -> None:
    """WEB-1: sign in, search as a caller says it, act, and read what became of it."""
    page = signed_in(visit, desk)
    page.locator("[name=q]").fill("佐藤")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="KH-1001").click()
    expect(page.locator(".regions")).to_contain_text("入金待ち")

    page.get_by_role("button", name="入金を記録").click()

    expect(page.locator(".regions")).to_contain_text("出荷待ち")
    expect(page.locator(".story")).to_contain_text(f"担当 {NAME}")


def test_the_desk_is_usable_on_a_phone_and_by_keyboard(desk: Open, visit: BrowserContext) -> None:
    """WEB-1: nothing scrolls sideways at 320 px; the first key leads past the rail."""
    page = signed_in(visit, desk)
    page.set_viewport_size({"width": 320, "height": 640})

    paid = json.dumps(ORDER).replace("KH-1001", LONG).replace('"paid": false', '"paid": true').replace("hana@example.com", "no address")
    desk.house.todoke("import", "-", "--channel", "plain", "--connection", "koharu", "--notify", given=paid)
    for path in ("/", "/orders", "/orders/1", "/orders/2", "/orders/2/move", "/packing", "/packing/list", "/packing/file", "/packing/slips", "/lanes",
                 "/quarantine", "/connections", "/settings", "/mails", "/mails/figures", "/more",
                 "/notices", "/notices/shipping_confirmation/en", "/notices/shipping_confirmation/en/compare"):
        page.goto(desk.url + path)
        assert not overflows(page), path
    page.goto(f"{desk.url}/packing/list")
    assert LONG in page.content()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"


def test_the_console_works_without_script(desk: Open, visit: BrowserContext) -> None:
    """Look, section 9: every act is a form; script only saves a page load."""
    assert visit.browser is not None
    plain = visit.browser.new_context(java_script_enabled=False, locale="ja-JP")
    page = signed_in(plain, desk)
    page.goto(f"{desk.url}/orders/1")
    page.get_by_role("button", name="入金を記録").click()

    expect(page.locator(".regions")).to_contain_text("出荷待ち")
    plain.close()


def test_a_buyer_reads_where_it_is_on_a_phone_and_takes_it_back(desk: Open, visit: BrowserContext) -> None:
    """WEB-3: one sentence first; cancelling opens in place, names what it touches, and its own button decides."""
    page = visit.new_page()
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(desk.url + desk.status)
    expect(page.get_by_role("heading", level=1)).to_contain_text("8,800円のお支払いを")
    assert not overflows(page)

    page.get_by_text("ご注文を取り消す", exact=True).click()
    page.get_by_role("button", name="このご注文を取り消す").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("ご注文を取り消しました。")
    assert page.locator(".way .now").count() == 1
