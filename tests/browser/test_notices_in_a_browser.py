"""A shop writes a notice in its own words, in a real browser: looked at while it is typed, published, and in the next mail."""

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import ORDER, Open
from tests.browser.test_in_a_browser import signed_in

pytestmark = pytest.mark.browser
OURS = "\nうつわの便り\n"


def editor(desk: Open, visit: BrowserContext) -> Page:
    page = signed_in(visit, desk)
    page.goto(f"{desk.url}/notices/order_confirmation/ja")
    return page


def next_mail(desk: Open, page: Page) -> str:
    """Another order comes in, the worker runs, and what was caught of it is read."""
    order = {**dict(ORDER["order"]), "number": "KH-1002", "payment": {"way": "card", "paid": True}}  # type: ignore[call-overload]
    body = json.dumps({**ORDER, "at": datetime.now(UTC).isoformat(), "order": order}, ensure_ascii=False)
    desk.house.todoke("import", "-", "--channel", "plain", "--connection", "koharu", "--notify", given=body)
    desk.house.todoke("work", "--until-idle")
    page.goto(f"{desk.url}/mails")
    page.locator("tr", has_text="KH-1002").get_by_role("link", name="ご注文を承りました").click()
    page.goto(page.url + "?as=text")
    return page.locator(".draft").inner_text()


def test_a_notice_is_written_looked_at_and_published_and_the_next_mail_has_it(desk: Open, visit: BrowserContext) -> None:
    """NTC-8: the preview and the lint follow what is typed; an error shuts the button and says why; published, the worker sends it."""
    page = editor(desk, visit)
    words = page.locator("#source").input_value()
    page.locator("#source").fill(words.replace("{{ order.number }}", "{{ order.numbre }}", 1))
    expect(page.locator("#lint")).to_contain_text("order.numbre")
    expect(page.get_by_role("button", name="公開する")).to_be_disabled()

    page.locator("#source").fill(words + OURS)
    expect(page.frame_locator(".phone iframe").get_by_text("うつわの便り")).to_be_attached()
    expect(page.locator("#lint")).to_contain_text("直すところはありません。")
    page.get_by_role("button", name="公開する").click()

    expect(page.get_by_role("status").first).to_contain_text("v1を公開しました。")
    assert "うつわの便り" in next_mail(desk, page)
