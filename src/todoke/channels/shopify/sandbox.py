"""A local stand-in for Shopify: sells by itself, sends signed webhooks (repeated, late, out of order, retried), answers the API
and throttles it.

`serve(...)` for tests and the demonstration; `main(...)` for the command: it prints {"url"} first and runs until it is
stopped."""

import base64
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event
from typing import Any, NamedTuple
from uuid import UUID

import httpx

from todoke.channels.shopify.questions import VERSION
from todoke.channels.shopify.stand_in import graph, kept, view
from todoke.channels.shopify.stand_in.goods import DOOR, SLIPS, Plan
from todoke.channels.shopify.stand_in.shop import Message, Shop
from todoke.channels.stand_in import Agenda, Answer, Door, StandIn

DOMAIN = "utsuwa-demo.myshopify.com"
EVERY = 8.0  # seconds between orders, at pace 1
KEPT_EVERY = 5.0  # seconds from one keeping of the books to the next
RETRIES = (2, 5, 15, 60, 300, 900, 1800, 3600)  # seconds, shortened: Shopify tries eight times in four hours, with the old body
REPEATED, LATE = 0.15, 0.12  # shares of the deliveries
BUCKET, RESTORE = 1000.0, 50.0  # cost points, and how many come back each second: a standard plan
FIRST_ID, IDS_APART = 5_900_000_000_000, 1_000_000  # so that a shop that begins anew never gives an old order's id


class Post(NamedTuple):
    """One webhook on its way. Every try of it has the same id and the same body."""

    id: str
    event: str
    topic: str
    body: bytes
    at: str
    tried: int = 0


class Sandbox(StandIn):
    """The shop, its web server, and two hands: one lives the orders, one carries the webhooks."""

    def __init__(self, shop: Shop, settings: "Settings", host: str, port: int) -> None:
        super().__init__(Door, host, port)
        self.shop, self.settings, self.pace = shop, settings, settings.pace
        self.mail = Agenda()
        self.mischief, self.throttling = Random(settings.seed + 1), Random(settings.seed + 2)
        self.points, self.counted_at = BUCKET, time.monotonic()
        self.delivered: list[tuple[str, str, int]] = []  # (webhook id, topic, answer): what was posted, repeats included
        self.refunds: dict[str, Any] = {}
        self.kept_in: Path | None = None

    def hands(self) -> tuple[Callable[[], None], ...]:
        return (*super().hands(), self.mail.work)

    def begin(self) -> None:
        for ident, plan in list(self.shop.plans.items()):
            self.take_up(ident, plan)
        self.life.add(0.2, self.sell_on)

    def begin_at(self, number: int) -> None:
        self.shop.number = max(self.shop.number, number - 1)
        self.shop.last_id = max(self.shop.last_id, FIRST_ID + (number - 1001) * IDS_APART)

    def remember(self, place: Path) -> None:
        self.kept_in = place
        kept.recall(self.shop, place)
        self.life.add(KEPT_EVERY, self.keep_on)

    def keep_on(self) -> None:
        self.keep()
        self.life.add(KEPT_EVERY, self.keep_on)

    def keep(self) -> None:
        if self.kept_in:
            with suppress(OSError):  # on a full disk it sells on, and forgets when it is stopped
                kept.keep(self.shop, self.kept_in)

    def stop(self) -> None:
        self.mail.close()
        super().stop()
        self.keep()

    def take_up(self, ident: int, plan: Plan) -> None:
        """An order that was sold before: what is out arrives, what is open goes on."""
        order = self.shop.orders[ident]
        for parcel in order["fulfillments"]:
            if parcel["tracking_numbers"] and parcel["shipment_status"] != "delivered":
                self.scans(ident, parcel["id"], ("out_for_delivery", "delivered"))
        if not order["cancelled_at"] and self.shop.open_lines(ident):
            self.go_on(ident, plan)

    def point(self, deliver_to: str, secret: str) -> None:
        """Send webhooks there from now on: a connection's address and secret are known only after the shop is."""
        self.settings = self.settings._replace(deliver_to=deliver_to, secret=secret)

    # ── the life of orders ──
    def later(self, least: float, most: float, act: Callable[[], None]) -> None:
        self.soon(self.shop.random, (least, most), act)

    def sell_on(self) -> None:
        self.sell()
        self.life.add(EVERY * self.shop.random.uniform(0.6, 1.4) / self.settings.pace, self.sell_on)

    def sell(self, plan: Plan | None = None) -> int:
        """One order, now. What becomes of it follows by itself, at the shop's pace."""
        ident, messages = self.shop.sell(plan)
        self.tell(messages)
        if self.settings.pace > 0:
            self.go_on(ident, self.shop.plans[ident])
        return ident

    def go_on(self, ident: int, plan: Plan) -> None:
        if plan.ending == "cancelled":
            return self.later(
                10, 40, lambda: self.tell(self.shop.cancel(ident, self.shop.random.choice(("customer", "inventory"))))
            )
        if plan.ending == "unpaid":
            return self.later(90, 180, lambda: self.tell(self.shop.cancel(ident, "declined")))
        if plan.gateway in SLIPS:
            return self.later(10, 30, lambda: self.pay_then_ship(ident, plan))
        if plan.items[0][0].digital:
            return self.later(1, 2, lambda: self.ship(ident, None))
        return self.later(12, 40, lambda: self.ship_in_parts(ident, plan))

    def pay_then_ship(self, ident: int, plan: Plan) -> None:
        if self.shop.orders[ident]["financial_status"] == "pending":
            self.tell(self.shop.pay(ident))
        self.later(10, 40, lambda: self.ship_in_parts(ident, plan))

    def ship_in_parts(self, ident: int, plan: Plan) -> None:
        if plan.ending == "partly_cut":
            line, count = next(iter(self.shop.open_lines(ident).items()))
            self.tell(self.shop.pay_back(ident, {line: count}, "cancel"))
        left = self.shop.open_lines(ident)
        first = dict(list(left.items())[:1]) if plan.parcels > 1 and len(left) > 1 else left
        self.ship(ident, first)
        if len(first) < len(left):
            self.later(10, 40, lambda: self.ship(ident, None))

    def ship(self, ident: int, pieces: dict[int, int] | None) -> None:
        parcel, messages = self.shop.ship(ident, pieces)
        self.tell(messages)
        if any(row["requires_shipping"] for row in self.shop.find_parcel(parcel)[1]["line_items"]):
            self.scans(ident, parcel, ("in_transit", "out_for_delivery", "delivered"))

    def scans(self, ident: int, parcel: int, statuses: tuple[str, ...]) -> None:
        def scan() -> None:
            self.tell(self.shop.scan(parcel, statuses[0]))
            if len(statuses) > 1:
                self.scans(ident, parcel, statuses[1:])
            else:
                self.later(2, 5, lambda: self.after_delivery(ident))

        self.later(8, 25, scan)

    def after_delivery(self, ident: int) -> None:
        """Cash at the door is counted, and some pieces come back."""
        plan, order = self.shop.plans[ident], self.shop.orders[ident]
        if plan.gateway in DOOR and order["financial_status"] == "pending":
            self.tell(self.shop.pay(ident))
        if plan.ending == "returned" and not order["refunds"]:
            self.later(15, 40, lambda: self.take_back(ident))

    def take_back(self, ident: int) -> None:
        """The first line comes back; where it was the only one, so does the shipping."""
        lines = self.shop.orders[ident]["line_items"]
        first = {lines[0]["id"]: lines[0]["current_quantity"]}
        self.tell(self.shop.pay_back(ident, first, "return", shipping=len(lines) == 1))

    # ── webhooks ──
    def tell(self, messages: list[Message]) -> None:
        """Not always once, not always soon, not always in order: as Shopify warns."""
        if not self.settings.deliver_to:
            return
        event = self.uuid()
        for message in messages:
            body = json.dumps(message.body, ensure_ascii=False, separators=(",", ":")).encode()
            post = Post(self.uuid(), event, message.topic, body, datetime.now(UTC).isoformat())
            late = self.mischief.random() < LATE
            self.carry(post, self.mischief.uniform(3, 12) if late else self.mischief.uniform(0, 0.4))
            if self.mischief.random() < REPEATED:
                self.carry(post, self.mischief.uniform(0.5, 15))

    def uuid(self) -> str:
        return str(UUID(int=self.mischief.getrandbits(128), version=4))

    def carry(self, post: Post, after: float) -> None:
        self.mail.add(after / max(self.settings.pace, 1.0), lambda: self.deliver(post))

    def deliver(self, post: Post) -> None:
        """Anything but a 2xx within five seconds is tried again, with the old body."""
        try:
            answer = httpx.post(
                self.settings.deliver_to, content=post.body, headers=self.headers(post), timeout=5, trust_env=False
            ).status_code
        except httpx.HTTPError:
            answer = 0
        self.delivered.append((post.id, post.topic, answer))
        if not 200 <= answer < 300 and post.tried < len(RETRIES):
            self.carry(post._replace(tried=post.tried + 1), RETRIES[post.tried])

    def headers(self, post: Post) -> dict[str, str]:
        digest = hmac.new(self.settings.secret.encode(), post.body, hashlib.sha256).digest()
        return {
            "Content-Type": "application/json", "User-Agent": "Shopify-Captain-Hook", "X-Shopify-Topic": post.topic,
            "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(), "X-Shopify-Shop-Domain": DOMAIN,
            "X-Shopify-API-Version": VERSION,
            "X-Shopify-Webhook-Id": post.id, "X-Shopify-Event-Id": post.event, "X-Shopify-Triggered-At": post.at,
        }  # fmt: skip

    # ── the API: POST /admin/api/VERSION/graphql.json ──
    def about(self) -> dict[str, Any]:
        return {"stand-in for": "Shopify", "orders": len(self.shop.orders), "webhooks": len(self.delivered)}

    def asked(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        if not path.startswith("/admin/api/") or not path.endswith("/graphql.json"):
            return 404, {"errors": "Not Found"}
        return self.answer(headers.get("x-shopify-access-token", ""), body)

    def told(self, path: str, body: bytes) -> Answer:
        """PUT /webhooks {"deliver_to", "secret"} instead of ticking topics in the admin pages."""
        try:
            said = json.loads(body)
            self.point(str(said["deliver_to"]), str(said["secret"]))
        except (ValueError, KeyError, TypeError):
            return 400, {"errors": 'PUT /webhooks {"deliver_to", "secret"}'}
        return 200, {"deliver_to": self.settings.deliver_to}

    def answer(self, token: str, body: bytes) -> tuple[int, dict[str, Any]]:
        if self.settings.api_token and not hmac.compare_digest(token.encode(), self.settings.api_token.encode()):
            return 401, {"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"}
        try:
            said = json.loads(body)
            question, variables = str(said["query"]), said.get("variables") or {}
        except (ValueError, KeyError, TypeError):
            return 400, {"errors": "Bad Request"}
        cost = 5.0 + len(question) / 100
        if self.too_much(cost):
            return 200, throttled(cost, self.points)
        try:
            roots = view.queries(self.shop), view.mutations(self.shop, self.tell, self.refunds)
            return 200, {"data": graph.answer(question, variables, *roots), "extensions": {"cost": cost_of(cost, self.points)}}
        except graph.Mistake as error:
            return 200, {"errors": [{"message": str(error)}]}

    def too_much(self, cost: float) -> bool:
        """The bucket of points; and now and then another app of the shop has just emptied it."""
        passed = time.monotonic() - self.counted_at
        self.points, self.counted_at = min(BUCKET, self.points + passed * RESTORE), time.monotonic()
        if self.throttling.random() < self.settings.throttle:
            self.points = min(self.points, cost / 2)
        if self.points < cost:
            return True
        self.points -= cost
        return False


class Settings(NamedTuple):
    deliver_to: str = ""
    secret: str = ""
    seed: int = 1
    pace: float = 1.0
    api_token: str = ""
    throttle: float = 0.08  # share of questions that are throttled for no reason of ours


def cost_of(cost: float, points: float) -> dict[str, Any]:
    status = {"maximumAvailable": BUCKET, "currentlyAvailable": int(points), "restoreRate": RESTORE}
    return {"requestedQueryCost": int(cost) + 1, "actualQueryCost": None, "throttleStatus": status}


def throttled(cost: float, points: float) -> dict[str, Any]:
    return {
        "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
        "extensions": {"cost": cost_of(cost, points)},
    }


def serve(  # noqa: PLR0913  one keyword for each thing that a person can set on the command line
    *, host: str = "127.0.0.1", port: int = 0, deliver_to: str = "", secret: str = "", seed: int = 1, pace: float = 1.0,
    api_token: str = "", throttle: float = 0.08,
) -> Sandbox:  # fmt: skip
    """A stand-in shop that listens; `.start()` opens it. `pace` 0: nothing happens by itself. `deliver_to` empty: it sends no
    webhooks."""
    return Sandbox(Shop(seed), Settings(deliver_to, secret, seed, pace, api_token, throttle), host, port)


def main(  # noqa: PLR0913  as serve
    port: int = 0, *, host: str = "127.0.0.1", deliver_to: str = "", secret: str = "", seed: int = 1, pace: float = 1.0,
    api_token: str = "", stop: Event | None = None,
) -> None:  # fmt: skip
    """Prints {"url"} first and serves until `stop` is set or Ctrl-C."""
    sandbox = serve(host=host, port=port, deliver_to=deliver_to, secret=secret, seed=seed, pace=pace, api_token=api_token).start()
    sys.stdout.write(json.dumps({"url": sandbox.url}) + "\n")
    sys.stdout.flush()
    try:
        (stop or Event()).wait()
    except KeyboardInterrupt:
        pass
    finally:
        sandbox.stop()
