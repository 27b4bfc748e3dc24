"""Several doors to one desk: the same thing happens, and each says it in its own words. A door that has no word for it does not have it in WORDS."""

import io
import json
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from tests.channels.aliexpress import said as ali
from tests.console.room import somebody
from tests.desk.scene import NOW, a_shop, placed

from todoke.channels.csv.orders import order_sheet
from todoke.desk.order_file import taken_in
from todoke.desk.recording import Recording, take
from todoke.due.clock import iso
from todoke.orders.models import Order

TOKYO, CALIFORNIA = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")
BODIES = Path(__file__).parents[1] / "channels" / "shopify" / "bodies"
Say = Callable[[Any, int], None]
DAY = 86_400


def tokyo(at: int) -> str:
    return datetime.fromtimestamp(at, TOKYO).isoformat()


class Door:
    """`tell`: this happened at that moment (seconds UTC), and is heard at once."""

    channel = "plain"
    words: ClassVar[dict[str, Say]] = {}

    def __init__(self, clock: pytest.MonkeyPatch) -> None:
        self.clock, self.connection = clock, a_shop("doors", self.channel, mails="todoke")

    def tell(self, word: str, at: int) -> None:
        self.words[word](self, at)

    def hears(self, at: int, body: Any, topic: str = "") -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        (done,) = take(self.connection, [Recording(topic, raw)], live=True, now=at, by=str(self.connection))
        assert done.result == "taken", done


# ── the shop's own site ─────────────────────────────────────────────────────────────────────────────
def event(name: str, **fields: Any) -> Say:
    return lambda door, at: door.hears(at, {"type": name, "at": tokyo(at), "order": {"number": "1001"}, **fields})


def events(*some: dict[str, Any]) -> Say:
    """In one delivery."""
    return lambda door, at: door.hears(at, {"order": {"number": "1001"}, "events": [{"at": tokyo(at), **one} for one in some]})


def plain_order(**more: Any) -> Say:
    return lambda door, at: door.hears(at, json.loads(placed("1001", **more)) | {"at": tokyo(at)})


def until(kind: str, days: int) -> Say:
    return lambda door, at: event("deadline_extended", kind=kind, until=tokyo(at + days * DAY), reason="late")(door, at)


class Plain(Door):
    words: ClassVar[dict[str, Say]] = {
        "placed": plain_order(),
        "placed unpaid": plain_order(way="bank_transfer", paid=False),
        "paid": event("payment_received", payment={"id": "p"}, amount="5000"),
        "frozen": event("order_frozen"),
        "released": event("order_unfrozen"),
        "asked to cancel": event("cancel_asked"),
        "consented": events({"event": "order_cancelled", "reason": "buyer", "by": "buyer"}, {"event": "refund_paid", "refund": "r", "amount": "5000"}),
        "refused": event("cancel_refused"),
        "cancelled": event("order_cancelled", reason="buyer", by="shop"),
        "sent": event("parcel_sent", parcel="1", units={"a": 2}, carrier="yamato", numbers=["400000000001"]),
        "delivered": event("parcel_delivered", parcel="1"),
        "disputed": event("dispute_opened", dispute="d", amount="5000"),
        "lost": events({"event": "dispute_finished", "dispute": "d", "award": "5000"}, {"event": "refund_paid", "refund": "r", "amount": "5000"}),
        "extended": until("protection", 20),
        "extended again": until("protection", 40),
    }


# ── staff's hands, on the order's page ──────────────────────────────────────────────────────────────
def form(what: str, **fields: Any) -> Say:
    def press(door: "Hands", at: int) -> None:
        door.clock.setattr(settings, "NOW", iso(at))
        order = Order.objects.get()
        said = {name: value(at) if callable(value) else value for name, value in fields.items()}
        page = door.staff.post(f"/orders/{order.pk}/act", {"what": what, "key": uuid.uuid4().hex, **said}, follow=True).content.decode()
        assert "できませんでした" not in page.split("いきさつ")[0]

    return press


def both(*says: Say) -> Say:
    def say(door: Any, at: int) -> None:
        for one in says:
            one(door, at)

    return say


def local(days: int) -> Callable[[int], str]:
    return lambda at: datetime.fromtimestamp(at + days * DAY, TOKYO).strftime("%Y-%m-%dT%H:%M:%S")


def parcel_now(at: int) -> str:
    return str(json.loads(Order.objects.get().state)["parcels"][0]["id"])


class Hands(Plain):
    """What a buyer asks for comes from their page, or by telephone; all else is pressed."""

    staff: Client
    words: ClassVar[dict[str, Say]] = {
        "placed": plain_order(),
        "placed unpaid": plain_order(way="bank_transfer", paid=False),
        "paid": form("paid", amount="5000", way="bank_transfer"),
        "frozen": form("freeze"),
        "released": form("unfreeze"),
        "asked to cancel": event("cancel_asked"),
        "consented": both(form("cancel", reason="buyer"), form("refund", amount="5000", way="card")),
        "refused": form("refuse"),
        "cancelled": form("cancel", reason="buyer"),
        "sent": form("shipped", carrier="yamato", numbers="400000000001"),
        "delivered": form("delivered", parcel=parcel_now),
        "extended": form("extend", kind="protection", until=local(20), reason="late"),
        "extended again": form("extend", kind="protection", until=local(40), reason="late"),
    }

    def __init__(self, clock: pytest.MonkeyPatch) -> None:
        super().__init__(clock)
        self.staff = somebody(self.connection.shop)


# ── Shopify ─────────────────────────────────────────────────────────────────────────────────────────
def body(name: str, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((BODIES / f"{name}.json").read_text("utf-8"))
    return found | changes


def whole(topic: str, **changes: Any) -> Say:
    """The order as it stands, with these words changed; a value that is AT is the moment."""

    def say(door: "Shopify", at: int) -> None:
        door.order |= {name: tokyo(at) if value == AT else value for name, value in changes.items()} | {"updated_at": tokyo(at)}
        door.hears(at, door.order, topic)

    return say


AT = "now"
PLACED = {"created_at": AT, "processed_at": AT}


def thing(topic: str, name: str, *moments: str, **changes: Any) -> Say:
    """A parcel, a scan, a dispute: it names its order."""
    return lambda door, at: door.hears(at, body(name, **changes, **dict.fromkeys(moments, tokyo(at))), topic)


class Shopify(Door):
    channel = "shopify"
    words: ClassVar[dict[str, Say]] = {
        "placed": whole("orders/create", financial_status="paid", payment_gateway_names=["shopify_payments"], total_outstanding="0", **PLACED),
        "placed unpaid": whole("orders/create", **PLACED),
        "paid": whole("orders/paid", financial_status="paid", total_outstanding="0"),
        "cancelled": whole("orders/cancelled", cancelled_at=AT, cancel_reason="customer", financial_status="paid"),
        "sent": thing("fulfillments/create", "fulfillment_created", "created_at", "updated_at"),
        "delivered": thing("fulfillment_events/create", "scan_delivered", "happened_at", "created_at", "updated_at"),
        "disputed": thing("disputes/create", "dispute_lost", "initiated_at", status="needs_response", finalized_on=None),
        "lost": thing("disputes/update", "dispute_lost", "finalized_on"),
    }

    def __init__(self, clock: pytest.MonkeyPatch) -> None:
        super().__init__(clock)
        self.order = body("order_by_bank_transfer")


# ── AliExpress ──────────────────────────────────────────────────────────────────────────────────────
def in_california(at: int) -> str:
    return datetime.fromtimestamp(at, CALIFORNIA).strftime("%Y-%m-%d %H:%M:%S")


def row(**changes: Any) -> Say:
    def say(door: "AliExpress", at: int) -> None:
        here = in_california(at)
        door.row |= {name: value(at) if callable(value) else here if value == AT else value for name, value in changes.items()} | {"gmt_update": here}
        door.hears(at, ali.page(door.row))

    return say


def gone(at: int, **more: str) -> dict[str, Any]:
    return ali.sent(ali.parcel(**{"gmt_send": in_california(at), **more}))


class AliExpress(Door):
    channel = "aliexpress"
    words: ClassVar[dict[str, Say]] = {
        "placed": row(gmt_create=AT, gmt_pay_time=AT),
        "frozen": row(frozen_status="IN_FROZEN"),
        "released": row(frozen_status="NO_FROZEN"),
        "asked to cancel": row(order_status="IN_CANCEL"),
        "refused": row(order_status="WAIT_SELLER_SEND_GOODS"),
        "consented": row(order_status="FINISH", end_reason="cancel_order_close_trade"),
        "sent": row(order_status="WAIT_BUYER_ACCEPT_GOODS", logistic_info_list=lambda at: gone(at)),
        "delivered": row(logistic_info_list=lambda at: gone(at, receive_status="RECEIVED", gmt_received=in_california(at))),
        "disputed": row(order_status="IN_ISSUE", issue_status="IN_ISSUE"),
        "lost": row(order_status="WAIT_BUYER_ACCEPT_GOODS", issue_status="END_ISSUE", refund_info={"refund_cash_amt": ali.usd("40.00")}),
        "extended": row(over_time_left=lambda at: in_california(at + 20 * DAY)),
        "extended again": row(over_time_left=lambda at: in_california(at + 40 * DAY)),
        "timed out": row(order_status="FINISH", end_reason="buyer_accept_goods_timeout", gmt_trade_end=AT),
    }

    def __init__(self, clock: pytest.MonkeyPatch) -> None:
        super().__init__(clock)
        self.row = ali.row()


# ── order files ─────────────────────────────────────────────────────────────────────────────────────
def cells(**changes: str) -> Say:
    """The file as the cart writes it now."""

    def say(door: "Csv", at: int) -> None:
        moment = datetime.fromtimestamp(at, TOKYO).strftime("%Y/%m/%d %H:%M:%S")
        door.cells |= {name: moment if text == AT else text for name, text in changes.items()}
        table = "\n".join([",".join(door.cells), ",".join(door.cells.values())])
        found = taken_in(door.connection, order_sheet(io.BytesIO(table.encode()), {}), live=True, now=at, by="file")
        assert found.counts["taken"] == 1, found

    return say


class Csv(Door):
    channel = "csv"
    words: ClassVar[dict[str, Say]] = {
        "placed": cells(注文日時=AT, 入金状況="入金済", 入金日=AT),
        "placed unpaid": cells(注文日時=AT, 支払方法="銀行振込"),
        "paid": cells(入金状況="入金済", 入金日=AT),
        "cancelled": cells(注文状況="キャンセル", キャンセル日=AT),
        "sent": cells(発送状況="発送済", 発送日=AT, 運送会社="ヤマト運輸", 送り状番号="400000000001"),
        "delivered": cells(配達完了日=AT),
    }  # fmt: skip

    def __init__(self, clock: pytest.MonkeyPatch) -> None:
        super().__init__(clock)
        columns = "注文番号 注文日時 氏名 メールアドレス 住所 商品コード 商品名 単価 数量 合計金額 支払方法 入金状況 入金日 注文状況 キャンセル日"
        self.cells = dict.fromkeys(f"{columns} 発送状況 発送日 運送会社 送り状番号 配達完了日".split(), "")
        self.cells |= {"注文番号": "1001", "氏名": "佐藤 花", "メールアドレス": "hana@example.com", "住所": "東京都渋谷区神宮前0-1"}
        self.cells |= {"商品コード": "CUP", "商品名": "湯呑", "単価": "2500", "数量": "2", "合計金額": "5000", "入金状況": "未入金"}
        self.cells |= {"支払方法": "クレジットカード"}


DOORS: dict[str, type[Door]] = {"plain": Plain, "hands": Hands, "shopify": Shopify, "aliexpress": AliExpress, "csv": Csv}
START = NOW
