"""The stand-in shop behaves as the published API does: signed, repeated, late, retried; and one seed is one history."""

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.channels.shopify.said import SECRET, SHOPIFY, WEBHOOKS_ONLY

from todoke.channels.channel import Ignored, Proof
from todoke.channels.shopify import sandbox
from todoke.channels.shopify.stand_in import graph
from todoke.channels.shopify.stand_in.goods import draw
from todoke.channels.shopify.stand_in.shop import Shop
from todoke.desk.brake import PER_BUYER


class Receiver:
    """A desk that only proves and remembers. `refuses`: so many deliveries are answered 500 first."""

    def __init__(self, refuses: int = 0) -> None:
        self.refuses, self.proofs, self.bodies = refuses, [], []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/in/shopify/demo"
        threading.Thread(target=lambda: self.server.serve_forever(poll_interval=0.02), daemon=True).start()

    proofs: list[Proof]
    bodies: list[bytes]

    def handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Desk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                status = receiver.take(
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(int(self.headers["Content-Length"])),
                )
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None: ...

        return Desk

    def take(self, headers: dict[str, str], raw: bytes) -> int:
        self.proofs.append(SHOPIFY.prove(headers, raw, (SECRET,), 0))
        self.bodies.append(raw)
        self.refuses -= 1
        return 500 if self.refuses >= 0 else 200

    def waits_for(self, count: int, seconds: float = 40) -> None:
        end = time.monotonic() + seconds
        while len(self.proofs) < count and time.monotonic() < end:
            time.sleep(0.02)
        assert len(self.proofs) >= count


@pytest.fixture
def desk() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_it_sells_and_tells_and_repeats_itself(desk: Receiver) -> None:
    """CHN-4: every delivery is proven; some come twice under one name, with one body."""
    shop = sandbox.serve(deliver_to=desk.url, secret=SECRET, pace=60, throttle=0).start()
    desk.waits_for(60)
    shop.stop()

    ids = [proof.delivery for proof in desk.proofs]
    by_id = {proof.delivery: raw for proof, raw in zip(desk.proofs, desk.bodies, strict=True)}
    assert len(set(ids)) < len(ids)
    assert all(by_id[proof.delivery] == raw for proof, raw in zip(desk.proofs, desk.bodies, strict=True))
    assert {"orders/create", "fulfillments/create"} <= {proof.topic for proof in desk.proofs}


def test_all_that_it_sends_can_be_read(desk: Receiver) -> None:
    """CHN-4: nothing of it ends in quarantine."""
    shop = sandbox.serve(deliver_to=desk.url, secret=SECRET, pace=60, seed=7, throttle=0).start()
    desk.waits_for(60)
    shop.stop()

    read = [SHOPIFY.read(proof.topic, raw, WEBHOOKS_ONLY) for proof, raw in zip(desk.proofs, desk.bodies, strict=True)]
    assert not [word for found in read if not isinstance(found, Ignored) for one in found for word in one.unknown]


def test_what_is_not_taken_is_tried_again_with_the_old_body() -> None:
    """CHN-4: no 2xx: the same name and body later."""
    desk = Receiver(refuses=1)
    shop = sandbox.serve(deliver_to=desk.url, secret=SECRET, pace=0, seed=3).start()
    shop.carry(sandbox.Post("w-1", "e-1", "orders/create", b'{"id":1}', "2026-11-24T00:00:00Z"), 0)
    desk.waits_for(2)
    shop.stop()
    desk.server.shutdown()
    desk.server.server_close()

    assert [proof.delivery for proof in desk.proofs] == ["w-1", "w-1"] and [answer for _, _, answer in shop.delivered] == [
        500,
        200,
    ]


def test_it_can_be_pointed_at_a_connection_later(desk: Receiver) -> None:
    """CMD-14, CMD-17: the connection's address and secret are known only after the shop is."""
    shop = sandbox.serve(pace=0).start()
    answer = httpx.put(f"{shop.url}/webhooks", json={"deliver_to": desk.url, "secret": SECRET}, trust_env=False)
    shop.sell()
    desk.waits_for(1)
    shop.stop()

    assert answer.status_code == 200


def test_one_seed_is_one_history() -> None:
    """CHN-4: the same buyers, goods and ways of paying."""
    first, second, other = (Shop(seed) for seed in (5, 5, 6))
    for shop in (first, second, other):
        for _ in range(20):
            shop.sell()

    assert list(first.plans.values()) == list(second.plans.values()) != list(other.plans.values())


@pytest.mark.parametrize(
    "question", ["{ dreams { id } }", '{ order(id: "1") { colour } }', "query {", "{ order { ...Nothing } }", "{" * 40]
)
def test_a_wrong_question_is_told_so(question: str) -> None:
    """CHN-4: an unknown field is an error, as at Shopify."""
    with pytest.raises(graph.Mistake):
        graph.answer(question, {}, {"order": lambda said: {"id": "1"}}, {})


@pytest.mark.parametrize(("path", "body", "status"), [("/admin/api/2026-04/graphql.json", b"x", 400), ("/elsewhere", b"{}", 404)])
def test_other_doors_are_shut(path: str, body: bytes, status: int) -> None:
    """CHN-4: errors as HTTP knows them."""
    shop = sandbox.serve(pace=0).start()
    answer = httpx.post(shop.url + path, content=body, trust_env=False)
    shop.stop()

    assert answer.status_code == status


def test_no_buyer_of_the_stand_in_is_written_to_so_often_that_the_brake_closes() -> None:
    """NTC-19, agreement 9: an hour of the demonstration is some five hundred orders, each with up to six mails."""
    chance = random.Random(7)
    mails = Counter(draw(chance).buyer.mail for _ in range(500))

    assert max(mails.values()) * 6 <= PER_BUYER


# ── started again ───────────────────────────────────────────────────────────────────────────────────
def test_a_shop_that_is_started_again_knows_what_it_sold(tmp_path: Path) -> None:
    """CMD-14, CMD-16: orders, payments and parcels; the next number is the next one, and what is open goes on."""
    first = sandbox.serve(pace=0)
    first.remember(tmp_path / "books.json")
    ident = first.sell(draw(random.Random(1)))
    parcel, _ = first.shop.ship(ident)
    first.start().stop()

    again = sandbox.serve()
    again.remember(tmp_path / "books.json")
    again.begin_at(1001)
    again.server.server_close()
    assert (again.shop.orders, again.shop.plans, again.shop.transactions) == (first.shop.orders, first.shop.plans, first.shop.transactions)
    assert again.shop.find_parcel(parcel)[0]["id"] == ident and again.shop.orders[again.sell()]["name"] == "#1002"
    again.begin()
    assert len(again.life.rows) > 2


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"orders": {"x": 1}}'])
def test_books_that_cannot_be_read_are_begun_anew(tmp_path: Path, content: bytes) -> None:
    """CMD-14"""
    (tmp_path / "books.json").write_bytes(content)
    found = sandbox.serve(pace=0)
    found.remember(tmp_path / "books.json")
    assert found.shop.orders == {} and found.shop.number == 1000
    found.start().stop()
