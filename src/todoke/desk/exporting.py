"""Orders as a table for accounting, label software and spreadsheets: a row a line item, the order's totals in each. `todoke import` reads it back.

People are read by the references of the orders as they stand; whoever was forgotten leaves empty cells. Texts that a spreadsheet would reckon with are
defused (OWASP, "CSV Injection", read 2026-11)."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.db.models import Q

from todoke.channels.ways import way_of
from todoke.orders.models import Order, Personal
from todoke.rules.figures import agreed, moved_amount, open_units, paid, refunded, sent, valid
from todoke.rules.money import as_text
from todoke.rules.order import CLOSED, NEVER, RECEIVED, Parcel, decoder
from todoke.rules.order import Order as Value
from todoke.rules.people import Address, Contact
from todoke.shops.choices import show
from todoke.shops.models import Shop
from todoke.tracking.carriers import name_of

AT_ONCE = 200
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "−")  # a Japanese spreadsheet reads wide signs as narrow ones
LOST = "〓"  # what Japanese print sets where a character is missing
CP932 = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")  # the same characters, as Microsoft's Shift_JIS has them
CONTACTS, ADDRESSES = msgspec.json.Decoder(Contact), msgspec.json.Decoder(Address)
# our ways of paying, where the channel's own name would not be known again
WAYS = {"card": "クレジットカード", "bank_transfer": "銀行振込", "konbini": "コンビニ決済", "cod": "代金引換", "invoice": "請求書払い", "wallet": "Amazon Pay",
        "deferred": "後払い決済", "gift_card": "ギフトカード", "cash": "現金"}  # fmt: skip


class Wanted(NamedTuple):
    """Which orders: placed at that moment or later (seconds UTC), in that state, from that channel."""

    shop: Shop
    since: int = 0
    state: str = ""
    channel: str = ""


class Sight(NamedTuple):
    """One line of an order with all that its row may tell."""

    order: Order
    value: Value
    line: Any  # rules.events.Line, or None of an order that has none
    pieces: int
    box: Parcel | None
    contact: Contact
    address: Address
    zone: ZoneInfo


# ── cells ───────────────────────────────────────────────────────────────────────────────────────────
def defused(text: str) -> str:
    """A text that a spreadsheet takes as a text. The mark in front is taken off again when it is read back."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def money(amount: int | None, row: Sight) -> str:
    return "" if amount is None else as_text(amount, row.value.manner.currency or "JPY")


def day(at: int, row: Sight) -> str:
    return datetime.fromtimestamp(at, row.zone).strftime("%Y/%m/%d %H:%M:%S") if 0 < at < NEVER else ""


def cost(row: Sight) -> int | None:
    """Of the pieces that are still bought."""
    return row.line.amount * row.pieces // row.line.units if row.line and row.line.units else None


def way(row: Sight) -> str:
    """The channel's own word, if it is known again when the file is read."""
    ours = row.value.pays[2] or row.value.manner.way
    return row.value.manner.gateway if ours == way_of(row.value.manner.gateway) else WAYS.get(ours, ours or row.value.manner.gateway)


def payment(row: Sight) -> str:
    came, price = paid(row.value), (row.value.total or 0) + moved_amount(row.value)
    if came and refunded(row.value) >= came:
        return "返金済"
    return "入金済" if came and came >= price else "一部入金" if came else "未入金"


def paid_at(row: Sight) -> int:
    return max((p.at for p in valid(row.value, row.value.payments) if p.stage == RECEIVED), default=0)


def shipment(row: Sight) -> str:
    """Of this line: the rest of the order may be elsewhere."""
    if row.line is None:
        return ""
    gone = dict(sent(row.value)).get(row.line.id, 0)
    if gone and gone >= row.pieces:
        return "配達完了" if row.box and row.box.delivered_at < NEVER else "発送済"
    return "一部発送済" if gone else "未発送"


def total(row: Sight) -> int | None:
    """What the lines cost that are still bought; of an order that was closed, what it was about."""
    return row.value.total if row.value.total is None or row.order.progress == CLOSED else agreed(row.value)


def ended_at(row: Sight) -> int:
    if row.order.progress != CLOSED:
        return 0
    return row.value.closed_by[1] if row.value.closed_by else max(row.value.cancelled_at, 0)


Cell = Callable[[Sight], str]
# head in Japanese, in English, what stands below
COLUMNS: tuple[tuple[str, str, Cell], ...] = (
    ("注文番号", "Order number", lambda r: defused(r.order.number or r.order.ref)),
    ("注文日時", "Order date", lambda r: day(r.order.placed_at, r)),
    ("接続", "Connection", lambda r: defused(r.order.connection.name)),
    ("明細番号", "Line", lambda r: defused(r.line.id) if r.line else ""),
    ("商品コード", "SKU", lambda r: defused(r.line.item) if r.line else ""),
    ("商品名", "Product name", lambda r: defused(r.line.title) if r.line else ""),
    ("バリエーション", "Variation", lambda r: defused(r.line.variant) if r.line else ""),
    ("数量", "Quantity", lambda r: str(r.pieces) if r.line else ""),
    ("単価", "Unit price", lambda r: money(r.line.price, r) if r.line else ""),
    ("明細金額", "Line amount", lambda r: money(cost(r), r)),
    ("商品合計", "Item total", lambda r: money(r.value.bill.subtotal, r)),
    ("送料", "Shipping", lambda r: money(r.value.bill.shipping, r)),
    ("手数料", "Fee", lambda r: money(r.value.bill.fee, r)),
    ("割引額", "Discount amount", lambda r: money(r.value.bill.discount, r)),
    ("消費税", "Tax", lambda r: money(r.value.bill.tax, r)),
    ("合計金額", "Total", lambda r: money(total(r), r)),
    ("通貨", "Currency", lambda r: defused(r.value.manner.currency)),
    ("支払方法", "Payment method", lambda r: defused(way(r))),
    ("入金状況", "Payment status", payment),
    ("入金日時", "Paid at", lambda r: day(paid_at(r), r)),
    ("入金額", "Paid amount", lambda r: money(paid(r.value) or None, r)),
    ("返金額", "Refunded amount", lambda r: money(refunded(r.value) or None, r)),
    ("発送状況", "Shipping status", shipment),
    ("発送日時", "Shipped at", lambda r: day(r.box.sent_at, r) if r.box else ""),
    ("配送方法", "Shipping method", lambda r: defused(r.value.manner.shipping)),
    ("配送会社", "Carrier", lambda r: defused(name_of(r.box.tracking[1], "ja")) if r.box and r.box.tracking[1] else ""),
    ("送り状番号", "Tracking number", lambda r: defused(" ".join(r.box.tracking[2])) if r.box else ""),
    ("キャンセル日時", "Cancelled at", lambda r: day(ended_at(r), r)),
    ("購入者名", "Customer name", lambda r: defused(r.contact.name)),
    ("購入者会社名", "Customer company", lambda r: defused(r.contact.company)),
    ("購入者郵便番号", "Customer postal code", lambda r: defused(r.contact.billing.postal_code)),
    ("購入者都道府県", "Customer region", lambda r: defused(r.contact.billing.region)),
    ("購入者市区町村", "Customer city", lambda r: defused(r.contact.billing.city)),
    ("購入者住所1", "Customer address1", lambda r: defused(r.contact.billing.line1)),
    ("購入者住所2", "Customer address2", lambda r: defused(r.contact.billing.line2)),
    ("購入者国", "Customer country", lambda r: defused(r.contact.billing.country)),
    ("購入者電話番号", "Customer phone", lambda r: defused(r.contact.phone)),
    ("購入者メールアドレス", "Customer email", lambda r: defused(r.contact.mail)),
    ("お届け先名", "Recipient name", lambda r: defused(r.address.name)),
    ("お届け先会社名", "Recipient company", lambda r: defused(r.address.company)),
    ("お届け先郵便番号", "Recipient postal code", lambda r: defused(r.address.postal_code)),
    ("お届け先都道府県", "Recipient region", lambda r: defused(r.address.region)),
    ("お届け先市区町村", "Recipient city", lambda r: defused(r.address.city)),
    ("お届け先住所1", "Recipient address1", lambda r: defused(r.address.line1)),
    ("お届け先住所2", "Recipient address2", lambda r: defused(r.address.line2)),
    ("お届け先国", "Recipient country", lambda r: defused(r.address.country)),
    ("お届け先電話番号", "Recipient phone", lambda r: defused(r.address.phone)),
    ("言語", "Language", lambda r: defused(r.value.manner.locale)),
    ("備考", "Note", lambda r: defused(r.contact.note)),
)


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────
def orders(wanted: Wanted) -> Iterator[list[Order]]:
    """Oldest first, some at a time, by key."""
    rows = Order.objects.filter(shop=wanted.shop, placed_at__gte=wanted.since).select_related("connection").order_by("placed_at", "id")
    rows = rows.filter(progress=wanted.state) if wanted.state else rows
    rows = rows.filter(connection__channel=wanted.channel) if wanted.channel else rows
    found = list(rows[:AT_ONCE])
    while found:
        yield found
        last = found[-1]
        found = list(rows.filter(Q(placed_at__gt=last.placed_at) | Q(placed_at=last.placed_at, id__gt=last.pk))[:AT_ONCE])


def people(some: Sequence[Order], values: Sequence[Value]) -> dict[tuple[int, str], str]:
    """The words behind the references of these orders, as they stand now."""
    refs = {(order.pk, ref) for order, value in zip(some, values, strict=True) for ref in (value.contact[1], value.address[1]) if ref}
    rows = Personal.objects.filter(shop=some[0].shop_id, order__in=some, ref__in={ref for _, ref in refs}).values_list("order_id", "ref", "data")
    return {(order, ref): data for order, ref, data in rows if (order, ref) in refs}


def sights(some: Sequence[Order], zone: ZoneInfo) -> Iterator[Sight]:
    values = [decoder.decode(order.state) for order in some]
    words = people(some, values)
    for order, value in zip(some, values, strict=True):
        contact, address = words.get((order.pk, value.contact[1])), words.get((order.pk, value.address[1]))
        who = CONTACTS.decode(contact) if contact else Contact(), ADDRESSES.decode(address) if address else Address()
        for line, pieces in lines_of(value):
            yield Sight(order, value, line, pieces, box_of(value, line), *who, zone)


def lines_of(value: Value) -> list[tuple[Any, int]]:
    """What is still bought of each line; of an order that was closed, what it was about. An order without lines is one row."""
    left = dict(open_units(value))
    bought = [(line, left.get(line.id, 0)) for line in value.lines]
    return [pair for pair in bought if pair[1]] or [(line, line.units) for line in value.lines] or [(None, 0)]


def box_of(value: Value, line: Any) -> Parcel | None:
    """The parcel in which this line left; of several the last."""
    inside = [p for p in valid(value, value.parcels) if "sent" in p.marks and line is not None and dict(p.units).get(line.id)]
    return max(inside, key=lambda p: p.sent_at, default=None)


# ── the file ────────────────────────────────────────────────────────────────────────────────────────
class Export:
    """The table as bytes, piece by piece; `orders`, `rows` and `lost` count while it is read. Memory does not grow with the orders."""

    def __init__(self, wanted: Wanted, encoding: str = "utf-8-sig", language: str = "ja") -> None:
        self.wanted, self.encoding, self.language = wanted, encoding, language
        self.orders = self.rows = self.lost = 0

    def __iter__(self) -> Iterator[bytes]:
        mark = "\ufeff" if self.encoding == "utf-8-sig" else ""
        yield self.coded(mark + self.lines([[ja if self.language == "ja" else en for ja, en, _ in COLUMNS]]))
        zone = ZoneInfo(show(self.wanted.shop)["zone"])
        for some in orders(self.wanted):
            rows = [[cell(row) for _, _, cell in COLUMNS] for row in sights(some, zone)]
            self.orders, self.rows = self.orders + len(some), self.rows + len(rows)
            yield self.coded(self.lines(rows))

    def lines(self, rows: Sequence[Sequence[str]]) -> str:
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(rows)
        return text.getvalue()

    def coded(self, text: str) -> bytes:
        """Shift_JIS has not every character: one that it lacks is 〓, and counted."""
        if self.encoding != "cp932":
            return text.encode("utf-8")
        text = text.translate(CP932)
        try:
            return text.encode("cp932")
        except UnicodeEncodeError:
            known = "".join(one if fits(one) else LOST for one in text)
            self.lost += known.count(LOST) - text.count(LOST)
            return known.encode("cp932")


def fits(one: str) -> bool:
    try:
        one.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
