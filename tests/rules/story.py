"""One order's story on the pure rules: what happens, when, and what the desk asks for."""

from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from todoke.rules.decide import Decision, Desk, Ledger, advance, advance_all, all_there
from todoke.rules.effects import Effect, Tell, Withdraw
from todoke.rules.events import Event, Lapsed, Line, Manner, OrderPlaced, PaymentReceived, Terms
from todoke.rules.journeys import from_outbox
from todoke.rules.order import Order
from todoke.rules.policy import Policy

TOKYO = ZoneInfo("Asia/Tokyo")
E = TypeVar("E", bound=Effect)
CUPS, BOWL = Line("cups", units=2, amount=5000, price=2500), Line("bowl", units=1, amount=3000, price=3000)


def at(text: str) -> int:
    """`2026-11-17 10:00`, as the clock in Tokyo shows it."""
    return int(datetime.fromisoformat(text).replace(tzinfo=TOKYO).timestamp())


def clock(moment: int) -> str:
    return datetime.fromtimestamp(moment, TOKYO).strftime("%Y-%m-%d %H:%M")


NOON = at("2026-11-17 12:00")  # a Tuesday
MINUTE, HOUR, DAY = 60, 3600, 86400


class Story:
    """Hear events one after the other; `last` is the newest decision."""

    def __init__(self, policy: Policy = Policy(), *, live: bool = True, ledger: Ledger = all_there) -> None:
        self.order, self.policy, self.live, self.ledger = Order(live=live), policy, live, ledger
        self.effects: list[Effect] = []
        self.last = Decision(self.order)

    def hear(self, event: Event, *, now: int = 0, live: bool | None = None) -> "Story":
        """`now`: when the desk received it; without, the moment at which it happened."""
        desk = Desk(self.policy, now or event.at, self.live if live is None else live)
        self.last = advance(self.order, event, desk, self.ledger)
        self.order = self.last.order
        self.effects += self.last.effects
        return self

    def hear_together(self, *events: Event) -> "Story":
        """As one delivery tells them."""
        decisions = advance_all(self.order, events, Desk(self.policy, events[-1].at, self.live, (), ""), self.ledger)
        self.order = decisions[-1].order
        self.effects += [effect for decision in decisions for effect in decision.effects]
        return self

    def lapse(self, kind: str) -> "Story":
        """The clock: that deadline passes at its moment."""
        return self.hear(Lapsed(kind=kind, at=self.due(kind)))

    def send_all(self) -> "Story":
        """The outbox hands over whatever waits."""
        self.order = from_outbox(self.order, tuple((t.kind, t.occasion, True) for t in self.order.told))
        return self

    def asked(self, kind: type[E]) -> list[E]:
        """What the newest decision asks for."""
        return [effect for effect in self.last.effects if isinstance(effect, kind)]

    def told(self) -> list[tuple[str, int]]:
        """(row, minutes to wait) of every notice that the newest event began."""
        return [(tell.row, (tell.due - NOON) // MINUTE) for tell in self.asked(Tell)]

    def taken_back(self) -> list[tuple[str, str]]:
        return [(back.kind, back.reason) for back in self.asked(Withdraw)]

    def due(self, kind: str) -> int:
        return next(row.at for row in self.order.due if row.kind == kind)

    def runs(self) -> set[str]:
        return {row.kind for row in self.order.due}


def placed(*, way: str = "card", moment: int = NOON, lines: tuple[Line, ...] = (CUPS, BOWL), total: int = 8800, terms: Terms = Terms()) -> OrderPlaced:
    return OrderPlaced(lines=lines, total=total, terms=terms, manner=Manner(number="#1001", way=way), at=moment)


def paid(moment: int = NOON, amount: int = 8800) -> PaymentReceived:
    return PaymentReceived(payment="pay", amount=amount, at=moment)
