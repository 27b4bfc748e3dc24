"""A desk with its web process, one shop, one order, and the system's own Chromium."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from bench.house import PYTHON, free_port
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.house import House

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), "")
NAME, PASSWORD = "aoi", "a long password"
OWNER = """
import django; django.setup()
from django.contrib.auth import get_user_model
from todoke.shops.models import Member, Shop
user = get_user_model().objects.create_user({name!r}, password={password!r})
Member.objects.create(shop=Shop.objects.get(), user=user, role="owner")
"""
STATUS = """
import django; django.setup()
from todoke.orders.links import status_path
from todoke.orders.models import Order
print(status_path(Order.objects.get().pk))
"""
ORDER = {
    "type": "order_placed", "at": "2026-09-21T22:13:00+09:00",
    "order": {"number": "KH-1001", "currency": "JPY", "total": "8800", "locale": "ja", "payment": {"way": "bank_transfer", "paid": False},
              "lines": [{"id": "cup", "sku": "CUP", "title": "粉引の湯呑", "quantity": 2, "price": "2900", "amount": "5800"},
                        {"id": "bowl", "sku": "BOWL", "title": "灰釉の茶碗", "quantity": 1, "price": "3000", "amount": "3000"}],
              "customer": {"name": "佐藤 花", "mail": "hana@example.com"}},
}


class Open(NamedTuple):
    """A desk that answers, and the buyer's page of its one order."""

    house: House
    url: str
    status: str


def asked(house: House, code: str) -> str:
    return subprocess.run([PYTHON, "-c", code], env=house.env, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Open]:
    with House(tmp_path) as house:
        house.connect("plain", "koharu", "--shop", "こはる道具店")
        house.todoke("import", "-", "--channel", "plain", "--connection", "koharu", "--notify", given=json.dumps(ORDER, ensure_ascii=False))
        asked(house, OWNER.format(name=NAME, password=PASSWORD))
        port = free_port()
        house.web(port, processes=1)
        yield Open(house, f"http://127.0.0.1:{port}", asked(house, STATUS))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file: while it is open, its loop runs in this process, and Django would refuse the others their database."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed: no page was looked at in a browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                                       env={**os.environ, "LANG": "ja_JP.UTF-8"})
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[BrowserContext]:
    """A fresh visit in Japanese; what breaks the page's own policy fails the test."""
    context = chromium.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield context
    context.close()
    assert not complaints


def overflows(page: Page) -> bool:
    """Does it scroll sideways?"""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
