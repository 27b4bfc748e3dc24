"""The stand-in's books: orders that are placed, checked, sent, cancelled, frozen, disputed, confirmed or forgotten. All times are seconds UTC."""

import time
from dataclasses import dataclass, field
from random import Random
from threading import RLock

from todoke.channels.stand_in import Refused

FIRST_ID, IDS_APART = 8_170_000_000_000_000, 10_000  # sixteen digits, beyond what a float holds exactly in steps of one
HOUR, DAY = 3_600, 86_400
TO_SHIP, PROTECTION, TO_PAY, TO_ANSWER = 7 * DAY, 60 * DAY, 20 * DAY, 10 * DAY  # days that the platform gives
TO_SEND = ("WAIT_SELLER_SEND_GOODS", "SELLER_PART_SEND_GOODS")


@dataclass(frozen=True)
class Item:
    sku: str
    title: str
    cents: int
    digital: bool = False


@dataclass(frozen=True)
class Buyer:
    login: str
    name: str
    country: str
    province: str
    city: str
    street: str
    zip: str
    phone: str


GOODS = (
    Item("KOHIKI-BOWL", "Kohiki rice bowl, white slip", 2_400), Item("YUNOMI", "Yunomi tea cup, ash glaze", 1_850),
    Item("HASHIOKI-5", "Chopstick rests, set of five", 990), Item("TOKKURI", "Sake flask with two cups", 4_600),
    Item("PATTERN-BOOK", "Pattern book of a potter (download)", 700, digital=True),
)  # fmt: skip
BUYERS = (
    Buyer("us700011", "Ann Lee", "US", "Oregon", "Portland", "12 Elm Street", "97201", "+1 5035550100"),
    Buyer("ru700012", "Анна Петрова", "RU", "Primorskiy kray", "Vladivostok", "Светланская 5 кв 7", "690091", "+7 9995550112"),
    Buyer("es700013", "Lucía Romero", "ES", "Madrid", "Alcobendas", "Calle del Olmo 3", "28108", "+34 655550113"),
    Buyer("br700014", "João Lima", "BR", "São Paulo", "Campinas", "Rua das Flores 45", "13010-000", "+55 11955550114"),
    Buyer("fr700015", "Élise Martin", "FR", "Rhône", "Lyon", "8 rue du Four", "69001", "+33 655550115"),
)  # fmt: skip


@dataclass
class Parcel:
    number: str
    service: str
    sent_at: int
    received_at: int = 0


@dataclass
class Line:
    id: int
    item: Item
    count: int
    sent: bool = False


@dataclass
class Sold:
    """One order as the platform knows it."""

    id: int
    buyer: Buyer
    lines: list[Line]
    created: int
    updated: int
    status: str = "PLACE_ORDER_SUCCESS"
    payment: str = "MIXEDCARD"
    paid: int = 0
    ended: int = 0
    end_reason: str = ""
    before: str = ""  # the status that a request, a freeze or a dispute hides
    frozen: bool = False
    issue: str = "NO_ISSUE"
    refund: int = 0
    over_time: int = 0
    extended: int = 0
    loan: str = "loan_none"
    parcels: list[Parcel] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.item.cents * line.count for line in self.lines) + self.shipping

    @property
    def shipping(self) -> int:
        return 0 if all(line.item.digital for line in self.lines) else 350


def now() -> int:
    return int(time.time())


class Shop:
    """Everything is kept in memory. Each step takes the moment at which it happened."""

    def __init__(self, seed: int = 1) -> None:
        self.random, self.lock = Random(seed), RLock()
        self.orders: dict[int, Sold] = {}
        self.last_id = FIRST_ID

    def new_id(self) -> int:
        self.last_id += self.random.randrange(2, 40)
        return self.last_id

    def find(self, ident: int) -> Sold:
        if ident not in self.orders:
            raise Refused("order not found")
        return self.orders[ident]

    # ── the buyer's side ──
    def place(self, at: int = 0) -> Sold:
        with self.lock:
            at = at or now()
            chosen = self.random.sample(GOODS[:4], self.random.choice((1, 1, 2, 3))) if self.random.random() > 0.08 else [GOODS[4]]
            order = Sold(self.new_id(), self.random.choice(BUYERS), [], at, at, over_time=at + TO_PAY)
            order.lines = [Line(self.new_id(), item, self.random.choice((1, 1, 2))) for item in chosen]
            self.orders[order.id] = order
            return order

    def pay(self, ident: int, at: int = 0) -> None:
        """Online: it is checked for up to a day."""
        self.step(ident, at, "RISK_CONTROL", ("PLACE_ORDER_SUCCESS",)).paid = at or now()

    def release(self, ident: int, at: int = 0) -> None:
        self.step(ident, at, "WAIT_SELLER_SEND_GOODS", ("RISK_CONTROL",)).over_time = (at or now()) + TO_SHIP

    def ask_to_cancel(self, ident: int, at: int = 0) -> None:
        order = self.find(ident)
        before = order.status
        self.step(ident, at, "IN_CANCEL", TO_SEND)
        order.before, order.over_time = before, (at or now()) + TO_ANSWER

    def accept(self, ident: int, at: int = 0, *, timeout: bool = False) -> None:
        """The buyer has it, or nobody said otherwise until the protection ended."""
        order = self.step(ident, at, "FUND_PROCESSING", ("WAIT_BUYER_ACCEPT_GOODS",))
        order.end_reason, order.loan, order.over_time = "buyer_accept_goods_timeout" if timeout else "buyer_accept_goods", "wait_loan", 0

    def dispute(self, ident: int, at: int = 0) -> None:
        order = self.step(ident, at, "IN_ISSUE", ("WAIT_BUYER_ACCEPT_GOODS",))
        order.issue, order.before, order.over_time = "IN_ISSUE", "WAIT_BUYER_ACCEPT_GOODS", (at or now()) + TO_ANSWER

    # ── the platform's side ──
    def finish(self, ident: int, at: int = 0) -> None:
        self.end(self.step(ident, at, "FINISH", ("FUND_PROCESSING",)), at, "", loan="loan_ok")

    def close(self, ident: int, reason: str, at: int = 0) -> None:
        """Whatever was paid goes back."""
        order = self.find(ident)
        if order.status in ("FINISH", "FUND_PROCESSING"):
            raise Refused("the order is over")
        self.step(ident, at, "FINISH", (order.status,))
        order.refund = order.total if order.paid else 0
        self.end(order, at, reason)

    def end(self, order: Sold, at: int, reason: str, loan: str = "loan_none") -> None:
        order.ended, order.over_time, order.loan, order.frozen = at or now(), 0, loan, False
        order.end_reason = reason or order.end_reason

    def freeze(self, ident: int, at: int = 0) -> None:
        order = self.find(ident)
        before = order.status
        self.step(ident, at, "IN_FROZEN", (*TO_SEND, "WAIT_BUYER_ACCEPT_GOODS"))
        order.before, order.frozen = before, True

    def thaw(self, ident: int, at: int = 0) -> None:
        order = self.find(ident)
        self.step(ident, at, order.before, ("IN_FROZEN",)).frozen = False

    def decide(self, ident: int, award: int, at: int = 0) -> None:
        """A dispute ends: all back, or a part, or nothing."""
        order = self.find(ident)
        self.step(ident, at, "FINISH", ("IN_ISSUE",))
        order.issue, order.refund = "END_ISSUE", min(award, order.total)
        whole = order.refund == order.total
        self.end(order, at, "seller_accept_issue_no_goods_return" if whole else "", loan="loan_none" if whole else "loan_ok")

    def brought(self, ident: int, at: int = 0) -> None:
        """The carrier brought it: the parcel says so, the status does not."""
        order = self.find(ident)
        for parcel in order.parcels:
            parcel.received_at = parcel.received_at or at or now()
        order.updated = at or now()

    # ── the seller's side ──
    def ship(self, ident: int, number: str, service: str, at: int = 0, *, part: bool = False) -> None:
        with self.lock:
            order = self.find(ident)
            if any(parcel.number == number for parcel in order.parcels) and order.status not in TO_SEND:
                raise Refused("该交易订单已填写发货通知，无需重复操作。")  # as the gateway says it, whatever the language asked for
            left = [line for line in order.lines if not line.sent]
            going = left[:1] if part and len(left) > 1 else left
            self.step(ident, at, "WAIT_BUYER_ACCEPT_GOODS" if len(going) == len(left) else "SELLER_PART_SEND_GOODS", TO_SEND)
            for line in going:
                line.sent = True
            order.parcels.append(Parcel(number, service, order.updated))
            order.over_time = order.over_time if any(not line.sent for line in order.lines) else order.updated + PROTECTION

    def renumber(self, ident: int, old: str, new: str, service: str) -> None:
        found = next((parcel for parcel in self.find(ident).parcels if parcel.number == old), None)
        if found is None:
            raise Refused("no shipment of this number")
        found.number, found.service = new, service
        self.find(ident).updated = now()

    def answer(self, ident: int, *, consent: bool) -> None:
        order = self.find(ident)
        if order.status != "IN_CANCEL":
            raise Refused("the order is not in cancel")
        if consent:
            return self.close(ident, "cancel_order_close_trade")
        self.step(ident, 0, order.before, ("IN_CANCEL",))
        order.over_time = order.paid + TO_SHIP
        return None

    def extend(self, ident: int, days: int) -> None:
        """More time for the buyer to confirm: the protection, twice at most."""
        order = self.find(ident)
        if order.status != "WAIT_BUYER_ACCEPT_GOODS" or order.extended >= 2 or not 0 < days <= 120:
            raise Refused("the time cannot be extended")
        order.over_time, order.extended, order.updated = order.over_time + days * DAY, order.extended + 1, now()

    def give_time(self, ident: int, days: int) -> None:
        """More time to ship: in the seller's pages only."""
        order = self.find(ident)
        order.over_time, order.updated = order.over_time + days * DAY, now()

    def step(self, ident: int, at: int, status: str, allowed: tuple[str, ...]) -> Sold:
        with self.lock:
            order = self.find(ident)
            if order.status not in allowed:
                raise Refused(f"an order in {order.status} does not become {status}")
            order.status, order.updated = status, at or now()
            return order

    # ── a shop that has sold before ──
    def stock_up(self, count: int, seconds: int) -> None:
        """Orders of the last while, at every stage."""
        begin = now() - seconds
        for place in range(count):
            order = self.place(begin + place * seconds // (count + 1))
            self.age(order.id, order.created, max(1, (now() - order.created) // 12))

    def age(self, ident: int, at: int, pace: int) -> None:
        """As far as chance lets it come, a step each `pace` seconds."""
        far = self.random.random()
        if far < 0.1:
            return None if far < 0.06 else self.close(ident, "buyer_pay_timeout", at + pace)
        self.pay(ident, at + pace)
        if far < 0.16:
            return None
        self.release(ident, at + 2 * pace)
        return self.further(ident, at + 2 * pace, pace, far)

    def further(self, ident: int, at: int, pace: int, far: float) -> None:
        if far < 0.4:
            return None
        if far < 0.46:
            return self.ask_to_cancel(ident, at + pace)
        if far < 0.5:
            return self.freeze(ident, at + pace)
        if far < 0.55:
            return self.close(ident, "seller_send_goods_timeout", at + pace)
        self.ship(ident, self.number(), "EMS", at + pace, part=far < 0.62)
        return self.at_last(ident, at + pace, pace, far) if self.find(ident).status == "WAIT_BUYER_ACCEPT_GOODS" else None

    def at_last(self, ident: int, at: int, pace: int, far: float) -> None:
        if far < 0.78:
            return None
        if far < 0.84:
            self.dispute(ident, at + pace)
            return self.decide(ident, 500, at + 2 * pace) if far > 0.81 else None
        self.accept(ident, at + pace, timeout=far > 0.92)
        return self.finish(ident, at + 2 * pace) if far > 0.87 else None

    def number(self) -> str:
        return f"LX{self.random.randrange(10**8, 10**9)}CN"
