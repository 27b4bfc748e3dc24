"""Somebody at the packing table, in a real browser."""

import pytest
from playwright.sync_api import BrowserContext, expect
from tests.browser.conftest import Open
from tests.browser.test_in_a_browser import signed_in

pytestmark = pytest.mark.browser


def test_an_order_is_ticked_given_its_number_and_marked_as_sent(desk: Open, visit: BrowserContext) -> None:
    """CMD-23, WEB-1: the bar appears with the first tick; afterwards the table is empty, and the order's story says who sent it."""
    page = signed_in(visit, desk)
    page.goto(f"{desk.url}/orders/1")
    page.get_by_role("button", name="入金を記録").click()
    page.goto(f"{desk.url}/packing")
    expect(page.locator(".float")).to_be_hidden()

    page.locator("[name=order]").check()
    page.locator("[name=carrier-1]").fill("ヤマト運輸")
    page.locator("[name=numbers-1]").fill("4444-1375-8703")
    page.locator(".float .go").click()

    expect(page.locator(".note.said")).to_contain_text("1件を出荷済みにしました。")
    expect(page.get_by_role("heading", level=1)).to_contain_text("いま出せる注文はありません。")
    page.goto(f"{desk.url}/orders/1")
    expect(page.locator(".books")).to_contain_text("4444-1375-8703")


def test_a_file_is_checked_before_anything_is_done(desk: Open, visit: BrowserContext) -> None:
    """CMD-23: what may not leave is named, and there is nothing to press."""
    page = signed_in(visit, desk)
    page.goto(f"{desk.url}/packing/file")
    rows = "注文番号,運送会社,送り状番号\r\nKH-1001,ヤマト運輸,444413758703\r\n"
    page.set_input_files("[name=file]", {"name": "parcels.csv", "mimeType": "text/csv", "buffer": rows.encode("cp932")})
    page.get_by_role("button", name="読んで確かめる").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("1件は出せません。")
    expect(page.locator(".checked")).to_contain_text("入金がまだです")
    expect(page.get_by_role("button", name="出荷済みにする")).to_have_count(0)
