"""The letter of apology at the desk: offered where it is due, looked at, made, and kept in the order's story (NTC-3)."""

import io
import json

import pytest
from django.conf import settings
from django.test import Client
from pypdf import PdfReader
from tests.console.room import LATER, somebody
from tests.desk.scene import a_shop, comes_in, placed, the_worker_runs

from todoke.desk.acts import act
from todoke.due.clock import iso
from todoke.orders.models import Note, Order
from todoke.rules import events as ev

pytestmark = pytest.mark.django_db
SIGNED = {"locale": "ja", "shop_name": "株式会社うつわ", "signer": "長谷川 誠", "day_by": "2026-10-01", "cause_by": "2026-10-01"}


@pytest.fixture(autouse=True)
def at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NOW", iso(LATER))


def an_order(*, business: bool = True, short: bool = True) -> Order:
    body = json.loads(placed())
    body["order"] |= {"business": business}
    body["order"]["customer"]["company"] = "みなと商事株式会社"
    connection = a_shop()
    comes_in(connection, json.dumps(body).encode())
    the_worker_runs(LATER)
    order = Order.objects.get(connection=connection)
    if short:
        assert act(order, [ev.StockShort(units=(("a", 2),), cause="count_wrong", at=LATER)], by="staff:x", now=LATER) == [""]
    return Order.objects.get(pk=order.pk)


def post(client: Client, order: Order, to: str, **form: str) -> tuple[int, str, bytes]:
    answer = client.post(f"/orders/{order.pk}/letter/{to}", SIGNED | form)
    return answer.status_code, answer.headers["Content-Type"], answer.content


def test_a_business_order_that_is_short_offers_the_letter() -> None:
    """NTC-3: on the order's page, and the form says what is on record."""
    order = an_order()
    client = somebody(order.shop)
    assert f'href="/orders/{order.pk}/letter"' in client.get(f"/orders/{order.pk}").content.decode()
    form = client.get(f"/orders/{order.pk}/letter").content.decode()
    assert "粉引の湯呑 2点" in form and "記録の在庫数と実際の数が合っておらず" in form and "お詫び状" in form


@pytest.mark.parametrize("order", [{"business": False}, {"short": False}])
def test_nobody_else_is_offered_one(order: dict[str, bool]) -> None:
    """NTC-3: private buyers have the notices; an order that is well needs none."""
    found = an_order(**order)
    client = somebody(found.shop)
    assert f"/orders/{found.pk}/letter" not in client.get(f"/orders/{found.pk}").content.decode()
    assert "お詫び状を書く用件がありません" in client.get(f"/orders/{found.pk}/letter").content.decode()
    assert post(client, found, "file")[0] == 400 and not Note.objects.exists()


def test_a_look_writes_nothing_and_the_file_is_noted_once() -> None:
    """NTC-3: by whom, with the digest of the bytes."""
    order = an_order()
    client = somebody(order.shop)
    looked, made, again = post(client, order, "look"), post(client, order, "file"), post(client, order, "file")
    assert (looked, made) == (made, again) and made[:2] == (200, "application/pdf")
    assert "みなと商事株式会社" in PdfReader(io.BytesIO(made[2])).pages[0].extract_text()
    note = Note.objects.get(order=order)
    assert "SHA-256" in note.text and note.by.startswith("staff:")


def test_what_is_missing_is_asked_for_beside_its_field() -> None:
    """NTC-3: the rest of the form is kept."""
    order = an_order()
    status, _, body = post(somebody(order.shop, language="en"), order, "file", signer="", department="Purchasing", prevention="x")
    assert status == 400 and "without it the letter does not stand" in body.decode() and "Write this too" in body.decode()
    assert 'id="e-signer"' in body.decode() and 'value="Purchasing"' in body.decode() and not Note.objects.exists()


def test_a_character_that_cannot_be_printed_is_shown_at_its_field() -> None:
    """NTC-3: an error, not a box."""
    order = an_order()
    status, _, body = post(somebody(order.shop), order, "look", department="ก")
    assert status == 400 and "「ก」の字は印刷できる書体がありません" in body.decode() and 'id="e-department"' in body.decode()


def test_who_only_reads_makes_none() -> None:
    """TRU-4."""
    order = an_order()
    assert {post(somebody(order.shop, role), order, "file")[0] for role in ("readonly", "warehouse")} == {403}
