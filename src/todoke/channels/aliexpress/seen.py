"""One order as any of AliExpress's methods shows it, laid out: the same few names for list, info, oldest and local methods."""

import re
from typing import NamedTuple

import msgspec

from todoke.channels.aliexpress.fields import Row, currency_in, identity, instant, listed, money, pieces, shown, when, word
from todoke.channels.aliexpress.statuses import CODES, LOCAL, NAMES, SIDE, Code
from todoke.channels.channel import Setup, Unclear
from todoke.channels.fields import currency_code, table, text
from todoke.rules import events as ev

UNKNOWN = Code("", hides=True)
TOTALS = ("pay_amount", "new_order_amount", "order_amount", "init_oder_amount", "init_order_amount")
LINES = ("product_list", "child_order_list", "child_order_ext_info_list")
PAID_AT, CHANGED_AT, ENDED_AT = ("gmt_pay_time", "gmt_pay_success"), ("gmt_update", "gmt_modified"), ("gmt_trade_end",)
VIRTUAL, EXAMINED = "VIRTUAL", "WAIT_SELLER_EXAMINE_MONEY"
MILLISECONDS = re.compile(r"-?[0-9]{1,13}")

# how the beginning of payment_type names the way of paying. Source: documents of findorderbyid
WAYS = {
    "migs": "card", "wp": "card", "cybs": "card", "mixedcard": "card", "pp": "wallet", "qw": "wallet", "wm": "wallet", "mb": "wallet",
    "alipay": "wallet", "tt": "bank_transfer", "wu": "bank_transfer", "cod": "cod",
}  # fmt: skip
SPOKEN = {"JP": "ja", "RU": "ru", "CN": "zh-Hans", "TW": "zh-Hant", "HK": "zh-Hant"}  # of the buyer's country; English elsewhere


class Child(NamedTuple):
    """A child order: one line, with a life of its own."""

    row: Row
    line: ev.Line
    status: str


class Seen(NamedTuple):
    """`at`: the order's own last change. `total` None: not told."""

    row: Row
    ref: str
    status: str
    code: Code
    at: int
    paid_at: int
    currency: str
    total: int | None
    children: tuple[Child, ...]
    shipping: int | None
    heard_at: int
    unknown: tuple[str, ...]

    def side(self, name: str) -> str:
        """A side field of the order."""
        return word(self.row, name)

    @property
    def lines(self) -> tuple[ev.Line, ...]:
        return tuple(child.line for child in self.children)

    @property
    def way(self) -> str:
        """How it is paid. What the shop must examine itself was paid offline, whatever else is said."""
        if self.row.get("cod") is True:
            return "cod"
        said = text(self.row, "payment_type").lower()
        return "bank_transfer" if self.status == EXAMINED else next((way for start, way in WAYS.items() if said.startswith(start)), "")

    @property
    def locale(self) -> str:
        country = text(table(self.row.get("buyer_info")), "country") or text(table(self.row.get("receipt_address")), "country")
        return SPOKEN.get(country.upper(), "en")


def seen(row: Row, named: str, setup: Setup) -> Seen:
    """`named`: the order that the delivery is about, where the body names none. Raises Unclear where a field that everything hangs on is missing."""
    row = coded(row)
    ref = identity(row, "order", "order_id", "id") if text(row, "order_id", "id") or not named else named
    status = word(row, "order_status")
    created, currency = when(row, "gmt_create"), currency_of(row, setup)
    children = tuple(child(one, currency) for one in children_of(row))
    total, shipping = price(row, children, currency)
    return Seen(
        row, ref, status, CODES.get(status, UNKNOWN), when(row, *CHANGED_AT) or created, when(row, *PAID_AT), currency, total, children, shipping,
        setup.heard_at, strange(row, status, children),
    )  # fmt: skip


def coded(row: Row) -> Row:
    """With the status as a code: the local list and the buyer's own page have other words for it, and some of them say more."""
    if "order_display_status" in row:
        row = from_local(row)
    code, implied = NAMES.get(text(row, "order_status").lower(), ("", {}))
    return {**implied, **{name: value for name, value in row.items() if value not in (None, "")}, "order_status": code} if code else row


def strange(row: Row, status: str, children: tuple[Child, ...]) -> tuple[str, ...]:
    """Words that nobody knows, and what is missing: the rest is taken, and these are shown to people."""
    found = [] if children else ["product_list: no product is named"]
    found += [f"order_status: {text(row, 'order_status') or 'is missing'}"] if status not in CODES else []
    return (*found, *(f"{name}: {said}" for name, known in SIDE.items() if (said := word(row, name)) and said not in known))


def currency_of(row: Row, setup: Setup) -> str:
    """The buyer's. settlement_currency is the shop's own, and no price of the order is in it."""
    parts = [row.get(name) for name in TOTALS]
    parts += [one.get(name) for one in children_of(row) for name in ("total_product_amount", "init_order_amt", "product_unit_price", "product_price")]
    return currency_code(next((code for part in parts if (code := currency_in(part))), "") or setup.currency, "currency_code")


def children_of(row: Row) -> list[Row]:
    return next((found for name in LINES if (found := listed(row.get(name)))), [])


def child(row: Row, currency: str) -> Child:
    """Its id is the child order's: `order_id` of a line is that too, and never the order's."""
    count, unit_price = pieces(row, "product", "product_count", "quantity"), first_money(row, currency, "product_unit_price", "product_price", "unit_price")
    amount = first_money(row, currency, "total_product_amount", "init_order_amt")
    if amount is None:
        amount = (unit_price or 0) * count
    less = money(row.get("child_order_discount_info"), "child_order_discount_info", currency) or 0
    line = ev.Line(
        identity(row, "product", "child_id", "child_order_id", "order_id", "id", "product_id"), text(row, "sku_code", "product_id"), count,
        max(0, amount - less),
        text(row, "product_name"), variant(row), unit_price, text(row, "product_img_url"), digital=word(row, "logistics_type") == VIRTUAL,
    )  # fmt: skip
    return Child(row, line, word(row, "son_order_status", "show_status", "order_status"))


def first_money(row: Row, currency: str, *names: str) -> int | None:
    for name in names:
        found = money(row.get(name), name, currency)
        if found is not None:
            return found
    return None


def variant(row: Row) -> str:
    """The chosen colour and size. The infos write them as JSON within the JSON."""
    try:
        found = msgspec.json.decode(text(row, "product_attributes") or "{}", type=Attributes).sku
    except (msgspec.DecodeError, RecursionError):
        found = []
    said = (f"{one.p_name}: {one.self_define_value or one.p_value}" for one in found if one.p_name and (one.self_define_value or one.p_value))
    return ", ".join(said) or text(row, "product_standard")


class Attribute(msgspec.Struct):
    p_name: str = msgspec.field(default="", name="pName")
    p_value: str = msgspec.field(default="", name="pValue")
    self_define_value: str = msgspec.field(default="", name="selfDefineValue")


class Attributes(msgspec.Struct):
    sku: list[Attribute] = []


def price(row: Row, children: tuple[Child, ...], currency: str) -> tuple[int | None, int | None]:
    """What the buyer pays, and the shipping in it. The lists of some ages tell no total: then it is its lines and their shipping."""
    shipping = first_money(row, currency, "logistics_amount")
    parts = [found for one in children if (found := money(one.row.get("logistics_amount"), "logistics_amount", currency)) is not None]
    shipping = sum(parts) if shipping is None and parts else shipping
    names = (*TOTALS[1:], TOTALS[0]) if word(row, "order_status") == EXAMINED else TOTALS  # there the amount paid is not yet the price
    total = first_money(row, currency, *names)
    if total is None and children and all(told_amount(one.row) for one in children):
        less = money(row.get("order_discount_info"), "order_discount_info", currency) or 0
        total = max(0, sum(one.line.amount for one in children) + (shipping or 0) - less)
    return (total if total is None or total >= 0 else None), shipping


def told_amount(row: Row) -> bool:
    return any(row.get(name) for name in ("total_product_amount", "init_order_amt", "product_unit_price", "product_price", "unit_price"))


# ── the local list (AliExpress Russia): moments with their zone, amounts in hundredths ─────────────────
def from_local(row: Row) -> Row:
    """The same order in the words of the other methods. Source: business.aliexpress.ru, local-get-orders-list; sellers' software of 2022 to 2024."""
    said = {
        "order_id": row.get("id"), "order_status": LOCAL["order_display_status"].get(word(row, "order_display_status"), text(row, "order_display_status")),
        "gmt_create": row.get("created_at"), "gmt_pay_time": row.get("paid_at"), "gmt_update": row.get("updated_at"),
        "fund_status": translated(row, "payment_status"), "logistics_status": translated(row, "delivery_status"),
        "issue_status": next((found for line in listed(row.get("order_lines")) if (found := translated(line, "issue_status")) != "NO_ISSUE"), "NO_ISSUE"),
        "end_reason": row.get("finish_reason"), "over_time_left": row.get("shipping_deadline") or row.get("cut_off_date"),
        "pay_amount": kopecks(row.get("total_amount")), "buyer_signer_fullname": row.get("buyer_name"),
        "product_list": [local_line(line) for line in listed(row.get("order_lines"))],
        "logistic_info_list": [{"logistics_no": one.get("track_number")} for one in listed(row.get("logistic_orders")) if has_left(one)],
    }  # fmt: skip
    if word(row, "order_display_status") == "CLOSE" and not text(row, "finish_reason"):
        said["logistics_status"] = "NO_LOGISTICS"
    return {name: value for name, value in said.items() if value is not None}


def translated(row: Row, name: str) -> str:
    said = word(row, name)
    return LOCAL[name].get(said, said)


def kopecks(value: object) -> dict[str, object] | None:
    return {"cent": value, "cent_factor": 100, "currency_code": "RUB"} if isinstance(value, int) and not isinstance(value, bool) else None


def local_line(row: Row) -> dict[str, object]:
    return {
        "child_id": row.get("id"), "sku_code": text(row, "sku_code", "sku_id"), "product_id": row.get("item_id"), "product_name": row.get("name"),
        "product_count": row.get("quantity"), "product_unit_price": kopecks(row.get("item_price")),
        "total_product_amount": kopecks(row.get("total_amount")), "product_img_url": row.get("img_url"),
    }  # fmt: skip


def has_left(row: Row) -> bool:
    """A number is given to a local shipment long before it leaves."""
    return text(row, "status").startswith(("OrderReceived", "CrossDoc", "ProviderPosting"))


# ── people ──────────────────────────────────────────────────────────────────────────────────────────
def buyer_name(row: Row) -> str:
    person = table(row.get("buyer_info"))
    return shown(row, "buyer_signer_fullname") or f"{shown(person, 'first_name')} {shown(person, 'last_name')}".strip()


def until(found: Seen) -> int:
    """Until when the deadline of the present status runs, in seconds UTC; 0: not told.

    As a date (`over_time_left`), or as milliseconds left (`timeout_left_time`, negative: over), counted from when the answer was heard."""
    if found.row.get("over_time_left"):
        return instant(found.row["over_time_left"], "over_time_left")
    left = next((one for row in (found.row, *(c.row for c in found.children)) if (one := text(row, "timeout_left_time"))), "")
    return found.heard_at + int(left) // 1000 if found.heard_at and MILLISECONDS.fullmatch(left) else 0


def named_order(value: str) -> str:
    """A number as a person writes it. Raises Unclear."""
    found = value.strip().rpartition("/")[2].lstrip("#")
    if not found.isascii() or not found.isdecimal() or len(found) > 30:
        raise Unclear("order", f"{value!r} is no order number of AliExpress.", "It has digits only, such as 5010253598549132.")
    return found
