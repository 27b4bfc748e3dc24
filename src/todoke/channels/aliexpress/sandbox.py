"""A local stand-in for AliExpress: sells by itself, answers its order methods, checks every signature; throttles, fails, repeats and shifts pages.

`serve(...)` for tests and the demonstration, `todoke sandbox aliexpress` for people. The address it prints brings the app's key and secret along."""

import json
import time
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from todoke.channels.aliexpress.fields import instant
from todoke.channels.aliexpress.signing import is_signed
from todoke.channels.aliexpress.stand_in import view
from todoke.channels.aliexpress.stand_in.shop import FIRST_ID, IDS_APART, Shop, Sold, now
from todoke.channels.channel import Unclear
from todoke.channels.stand_in import Answer, Door, Refused, StandIn

APP_KEY, SECRET = "34567890", "stand-in-app-secret"
EVERY = 8.0  # seconds between orders, at pace 1
SOLD_BEFORE, WITHIN = 80, 100 * 60  # orders when it opens, and the seconds in which they were sold
CLOCK_APART = 600  # seconds
BANNED_FOR = 0.2  # seconds; it says one
MOST_A_PAGE = 50
Params = dict[str, str]


class Settings(NamedTuple):
    secret: str = ""
    seed: int = 1
    pace: float = 1.0
    api_token: str = ""
    faults: float = 0.04  # share of questions that are throttled or fail, and of pages that are repeated or shifted


class Sandbox(StandIn):
    """The shop and its gateway. `asked_for`: the methods that were asked, refused ones included."""

    def __init__(self, shop: Shop, settings: Settings, host: str, port: int) -> None:
        super().__init__(Door, host, port)
        self.shop, self.settings, self.pace = shop, settings, settings.pace
        self.secret = settings.secret or SECRET
        self.mischief, self.chance = Random(settings.seed + 1), Random(settings.seed + 2)
        self.asked_for: list[str] = []
        self.banned_until = 0.0

    @property
    def url(self) -> str:
        return f"{self.address}/sync?{urlencode({'app_key': APP_KEY, 'secret': self.secret})}"

    def begin_at(self, number: int) -> None:
        self.shop.last_id = FIRST_ID + (number - 1001) * IDS_APART

    def start(self) -> "Sandbox":
        self.shop.stock_up(SOLD_BEFORE if self.pace > 0 else 0, WITHIN)
        return super().start()

    def about(self) -> dict[str, Any]:
        return {"stand-in for": "AliExpress", "orders": len(self.shop.orders), "questions": len(self.asked_for)}

    # ── the life of orders ──
    def begin(self) -> None:
        self.life.add(0.2, self.sell_on)

    def sell_on(self) -> None:
        self.go_on(self.shop.place())
        self.life.add(EVERY * self.chance.uniform(0.6, 1.4) / self.pace, self.sell_on)

    def after(self, least: float, most: float, act: Callable[[], None]) -> None:
        self.soon(self.chance, (least, most), act)

    def go_on(self, order: Sold) -> None:
        if self.chance.random() < 0.1:
            return self.after(60, 120, lambda: self.shop.close(order.id, "buyer_pay_timeout"))
        return self.after(3, 12, lambda: self.paid(order.id))

    def paid(self, ident: int) -> None:
        self.shop.pay(ident)
        self.after(8, 20, lambda: self.released(ident))

    def released(self, ident: int) -> None:
        self.shop.release(ident)
        turn = self.chance.random()
        if turn < 0.1:
            return self.after(5, 20, lambda: self.shop.ask_to_cancel(ident))
        if turn < 0.15:
            return self.after(5, 20, lambda: self.frozen(ident))
        return self.after(30, 60, lambda: self.sent(ident))

    def frozen(self, ident: int) -> None:
        self.shop.freeze(ident)
        self.after(20, 60, lambda: self.shop.thaw(ident) if self.chance.random() < 0.3 else self.shop.close(ident, "risk_reject_closed"))

    def sent(self, ident: int) -> None:
        """By the shop's own hand, unless it was told so before."""
        self.shop.ship(ident, self.shop.number(), "EMS")
        self.after(20, 40, lambda: self.shop.brought(ident))
        self.after(45, 70, lambda: self.arrived(ident))

    def arrived(self, ident: int) -> None:
        if self.chance.random() < 0.12:
            self.shop.dispute(ident)
            return self.after(20, 60, lambda: self.shop.decide(ident, self.chance.choice((0, 500, 10**9))))
        self.shop.accept(ident, timeout=self.chance.random() < 0.3)
        return self.after(10, 30, lambda: self.shop.finish(ident))

    # ── the gateway ──
    def asked(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        parts = urlsplit(path)
        params = dict(parse_qsl(parts.query, keep_blank_values=True)) | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        method = params.get("method", "").removeprefix("aliexpress.")
        self.asked_for.append(method)
        if parts.path not in ("/sync", "/router/rest"):
            return 404, {"errors": "Not Found"}
        return self.denied(params) or self.out_of_order() or self.answered(method, params)

    def denied(self, params: Params) -> Answer | None:
        """As the gateway does it: key, session, clock, signature."""
        if params.get("app_key") != APP_KEY:
            return error("29", "Invalid app Key", "isv.appkey-not-exists")
        if self.settings.api_token and params.get("session") != self.settings.api_token:
            return error("27", "Invalid session", "invalid-sessionkey")
        if not self.on_time(params.get("timestamp", "")):
            return error("31", "Invalid timestamp", "isv.invalid-timestamp")
        return None if is_signed(params, self.secret) else error("25", "Invalid signature", "isv.invalid-signature")

    def on_time(self, stamp: str) -> bool:
        if stamp.isdecimal():
            return abs(int(stamp) / 1000 - time.time()) < CLOCK_APART
        try:  # the old gateway's clock stands in Beijing
            return abs(instant(f"{stamp.replace(' ', 'T')}+08:00", "timestamp") - time.time()) < CLOCK_APART
        except Unclear:
            return False

    def out_of_order(self) -> Answer | None:
        """Throttled, or out of order, on purpose and by the seed: with status 200, as usual."""
        if time.monotonic() < self.banned_until or self.mischief.random() < self.settings.faults / 2:
            self.banned_until = max(self.banned_until, time.monotonic() + BANNED_FOR)
            return 200, BANNED
        return self.mischief.choice(FAILURES) if self.mischief.random() < self.settings.faults / 2 else None

    def answered(self, method: str, params: Params) -> Answer:
        answer = METHODS.get(method)
        if answer is None:
            return error("22", "Invalid method", "isv.invalid-method")
        name = f"aliexpress_{method.replace('.', '_')}_response"
        try:
            return 200, {name: {**answer(self, params), "request_id": f"{self.mischief.getrandbits(48):012x}"}}
        except Refused as no:
            return 200, {name: {"result": {"success": False, "result_success": False, "error_code": "-999", "error_message": str(no)}}}
        except (ValueError, KeyError, TypeError, AttributeError, Unclear) as wrong:
            return error("41", f"Invalid arguments: {wrong}", "isv.invalid-parameter")

    # ── pages ──
    def page(self, query: dict[str, Any]) -> tuple[list[Sold], int, int, int]:
        """The page that was asked for; at times the one before it, at times after another order has pushed itself to the front."""
        size, one = min(MOST_A_PAGE, int(query["page_size"])), int(query["current_page"])
        begin, end = (instant(query[f"modified_date_{name}"], f"modified_date_{name}") for name in ("start", "end"))
        statuses = tuple(query.get("order_status_list") or ([query["order_status"]] if query.get("order_status") else []))
        with self.shop.lock:
            if one > 1 and self.mischief.random() < self.settings.faults:
                self.shift(begin, end, statuses)
            found = view.changed(self.shop, begin, end, statuses)
        shown = max(1, one - 1) if one > 1 and self.mischief.random() < self.settings.faults else one
        return found[(shown - 1) * size : shown * size], len(found), one, size

    def shift(self, begin: int, end: int, statuses: tuple[str, ...]) -> None:
        """One of the last pages changes, and comes first: all others move."""
        found = view.changed(self.shop, begin, end, statuses)
        if found:
            found[-1].updated = min(end, now())


def error(code: str, message: str, sub_code: str) -> Answer:
    said = {"code": int(code), "msg": message, "request_id": "0"} | ({"sub_code": sub_code, "sub_msg": message} if sub_code else {})
    return 200, {"error_response": said}


BANNED = {
    "type": "ISV", "code": "ApiCallLimit", "request_id": "0",
    "message": "The request has been banned due to frequency limit: This ban will last for 1 more seconds",
}  # fmt: skip
FAILURES: tuple[Answer, ...] = (
    (502, {}), error("15", "Remote service error", "isp.top-remote-service-timeout"), error("10", "Service Currently Unavailable", ""),
)  # fmt: skip


# ── methods ─────────────────────────────────────────────────────────────────────────────────────────
def listing(house: Sandbox, params: Params) -> dict[str, Any]:
    rows, total, one, size = house.page(json.loads(params["param0"] if "param0" in params else params["param_aeop_order_query"]))
    result = {
        "success": True, "error_code": "0", "error_message": "操作成功", "current_page": one, "page_size": size, "total_count": total,
        "total_page": -(-total // size), "target_list": {"order_dto": [view.row(order) for order in rows]} if rows else {},
    }  # fmt: skip
    return {"result": result}


def order_in(house: Sandbox, params: Params, name: str = "param1") -> Sold:
    return house.shop.find(int(json.loads(params[name])["order_id"]))


def infos(house: Sandbox, params: Params) -> dict[str, Any]:
    return {"result": {"error_code": "0", "data": view.info(order_in(house, params)), "time_stamp": view.moment(now())}}


def infos_of_old(house: Sandbox, params: Params) -> dict[str, Any]:
    return {"target": view.info(order_in(house, params))}


def recipients(house: Sandbox, params: Params) -> dict[str, Any]:
    return {"result": view.recipient(order_in(house, params))}


def fulfil(house: Sandbox, params: Params) -> dict[str, Any]:
    if params["send_type"] not in ("all", "part") or not params["logistics_no"] or not params["service_name"]:
        raise Refused("send_type, logistics_no or service_name is wrong")
    if params["service_name"].lower().startswith("other") and not params.get("tracking_website"):
        raise Refused("tracking_website is required for other carriers")
    house.shop.ship(int(params["out_ref"]), params["logistics_no"], params["service_name"], part=params["send_type"] == "part")
    return {"result": {"result_success": True}}


def renumber(house: Sandbox, params: Params) -> dict[str, Any]:
    house.shop.renumber(int(params["out_ref"]), params["old_logistics_no"], params["new_logistics_no"], params["new_service_name"])
    return {"result_success": True}


def consent(house: Sandbox, params: Params) -> dict[str, Any]:
    house.shop.answer(order_in(house, params, "param_order_cancel_request").id, consent=True)
    return {"result": {"target": True, "success": True}}


def refuse(house: Sandbox, params: Params) -> dict[str, Any]:
    house.shop.answer(order_in(house, params, "param_order_cancel_request").id, consent=False)
    return {"result": {"target": True, "success": True}}


def extend(house: Sandbox, params: Params) -> dict[str, Any]:
    house.shop.extend(int(params["param0"]), int(params["param1"]))
    return {"is_success": True}


METHODS: dict[str, Callable[[Sandbox, Params], dict[str, Any]]] = {
    "solution.order.get": listing, "trade.seller.orderlist.get": listing, "solution.order.info.get": infos,
    "trade.new.redefining.findorderbyid": infos_of_old, "solution.order.receiptinfo.get": recipients, "solution.order.fulfill": fulfil,
    "logistics.sellershipmentfortop": fulfil, "logistics.sellermodifiedshipmentfortop": renumber,
    "trade.seller.order.acceptcancel": consent, "trade.seller.order.refusecancel": refuse,
    "trade.redefining.extendsbuyeracceptgoodstime": extend,
}  # fmt: skip


def serve(  # noqa: PLR0913  one keyword for each thing that a person can set on the command line
    *, host: str = "127.0.0.1", port: int = 0, deliver_to: str = "", secret: str = "", seed: int = 1, pace: float = 1.0, api_token: str = "",
    faults: float = 0.04,
) -> Sandbox:  # fmt: skip
    """A stand-in that listens; `.start()` opens it. `pace` 0: it opens without orders, and nothing happens by itself. It sends no webhooks."""
    if deliver_to:
        raise ValueError("AliExpress sends no webhooks: leave --deliver-to out")
    return Sandbox(Shop(seed), Settings(secret, seed, pace, api_token, faults), host, port)
