"""Each effect, and the rows it writes: one line each. Rows are collected for a whole batch and written with one statement a table."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from todoke.cases.alerts import COLUMNS as ALERTS
from todoke.cases.models import Alert, Case, RefundTask
from todoke.desk.models import ParcelRun, Push
from todoke.due.tables import insert, update
from todoke.notices.models import Notice
from todoke.orders.journal import COLUMNS
from todoke.orders.models import Deadline, Entry
from todoke.orders.shelf import Held
from todoke.rules import effects as ef
from todoke.rules.units import Units
from todoke.stock.models import Movement

OPEN_CASE = "ON CONFLICT (shop_id, order_id, kind, opened_seq) DO NOTHING"
START = "ON CONFLICT (shop_id, order_id, kind) DO UPDATE SET due_at = excluded.due_at, state = 'waiting', leased_until = 0, attempts = 0"
TELL = ("ON CONFLICT (shop_id, order_id, kind, occasion) DO UPDATE SET due_at = excluded.due_at, variant = excluded.variant, row = excluded.row, "
        "seq = excluded.seq, event = excluded.event, state = excluded.state, reason = excluded.reason, leased_until = 0, attempts = 0 "
        "WHERE notices_notice.state IN ('waiting', 'withdrawn') OR notices_notice.reason LIKE 'not_true_any_more%%'")
ALERT = "ON CONFLICT (shop_id, order_id, what) DO UPDATE SET at = excluded.at, done_at = 0"
RUN = ("ON CONFLICT (shop_id, order_id, parcel) DO UPDATE SET due_at = excluded.due_at, state = 'waiting', leased_until = 0, attempts = 0 "
       "WHERE NOT desk_parcelrun.counted")
OWE = "ON CONFLICT (order_id) DO UPDATE SET amount = excluded.amount, at = excluded.at"


UNDO_SECONDS = 30


class Why(NamedTuple):
    """What led to the effects: the order in hand, the entry's number, the event as JSON, when, and who reported it."""

    held: Held
    seq: int
    event: str
    now: int
    source: str
    channel: str  # the connection's own name as a source: what it told us need not be told to it
    readable: bool  # has the connection an API, and does the channel know the order
    open_cases: frozenset[str] = frozenset()


@dataclass(slots=True)
class Pages:
    """Everything that a batch writes. Dictionaries where the last word counts."""

    entries: list[tuple[Any, ...]] = field(default_factory=list)
    deadlines: dict[tuple[int, int, str], int] = field(default_factory=dict)  # → due
    stopped: dict[tuple[int, int, str], None] = field(default_factory=dict)
    notices: dict[tuple[int, int, str, str], tuple[Any, ...]] = field(default_factory=dict)
    withdrawn: dict[tuple[int, int, str, str], str] = field(default_factory=dict)
    movements: list[tuple[Any, ...]] = field(default_factory=list)
    cases: list[tuple[Any, ...]] = field(default_factory=list)
    closed: list[tuple[int, int, int, str]] = field(default_factory=list)  # (when, shop, order, kind of case)
    alerts: dict[tuple[int, int, str], int] = field(default_factory=dict)
    owed: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    pushes: list[tuple[Any, ...]] = field(default_factory=list)
    heard: dict[tuple[int, int], str] = field(default_factory=dict)  # orders that had been spoken of before they were known → their language
    runs: dict[tuple[int, int, str], int] = field(default_factory=dict)  # parcels that left or arrived → when that was heard

    def write(self) -> None:
        insert(Entry, COLUMNS, self.entries)
        insert(Deadline, ("shop", "order", "kind", "due_at", *WORK), [(*key, due, *NEW) for key, due in self.deadlines.items()], START)
        update(Deadline, ("state",), [("stopped", *key) for key in self.stopped], "state = 'waiting' AND shop_id = %s AND order_id = %s AND kind")
        update(Notice, ("state", "reason"), [("withdrawn", why, *key) for key, why in self.withdrawn.items()],
               "state = 'waiting' AND shop_id = %s AND order_id = %s AND kind = %s AND occasion")
        insert(Notice, NOTICE, list(self.notices.values()), TELL)
        update(Notice, ("locale", "leased_until", "reason"), [(locale, 0, "", *key) for key, locale in self.heard.items()],
               "state = 'waiting' AND locale = '' AND shop_id = %s AND order_id")
        insert(Movement, ("shop", "order", "kind", "item", "line", "units", "seq", "at"), self.movements)
        insert(Case, ("shop", "order", "kind", "opened_seq", "opened_at", "closed_at", "reasons"), self.cases, OPEN_CASE)
        update(Case, ("closed_at",), self.closed, "closed_at = 0 AND shop_id = %s AND order_id = %s AND kind")
        insert(Alert, ALERTS, [(*key, at, 0) for key, at in self.alerts.items()], ALERT)
        insert(RefundTask, ("shop", "order", "amount", "at"), [(*key, *owed) for key, owed in self.owed.items()], OWE)
        insert(Push, ("shop", "connection", "order", "seq", "effect", "at", "answer", "due_at", *WORK), self.pushes,
               "ON CONFLICT (shop_id, order_id, seq, effect) DO NOTHING")
        insert(ParcelRun, ("shop", "order", "parcel", "counted", "due_at", *WORK), [(*key, False, at, *NEW) for key, at in self.runs.items()], RUN)


WORK, NEW = ("state", "leased_until", "attempts", "last_error"), ("waiting", 0, 0, "")
NOTICE = ("shop", "order", "kind", "occasion", "variant", "row", "seq", "event", "due_at", "queued_at", "locale", "state", "reason", "leased_until",
          "attempts", "last_error", "sent_at", "message_id", "recipient", "subject", "text", "html", "digest", "by_hand")
Perform = Callable[[Pages, Why, Any], None]


def of(why: Why) -> tuple[int, int]:
    return why.held.key.shop, why.held.id


def start(pages: Pages, why: Why, effect: ef.StartDeadline) -> None:
    pages.deadlines[(*of(why), effect.kind)] = effect.due
    pages.stopped.pop((*of(why), effect.kind), None)


def stop(pages: Pages, why: Why, effect: ef.StopDeadline) -> None:
    if pages.deadlines.pop((*of(why), effect.kind), None) is None or not why.held.is_new:
        pages.stopped[(*of(why), effect.kind)] = None


def tell(pages: Pages, why: Why, effect: ef.Tell) -> None:
    """Automatic ones go at once; what a person sends can be undone for a while (NTC-19)."""
    state, by_hand = ("suppressed" if effect.suppressed else "waiting"), effect.row == "again"
    pages.withdrawn.pop((*of(why), effect.kind, effect.occasion), None)
    due = effect.due + UNDO_SECONDS * by_hand
    about = why.event if effect.about is None else msgspec.json.encode(effect.about).decode()
    pages.notices[(*of(why), effect.kind, effect.occasion)] = (
        *of(why), effect.kind, effect.occasion, effect.variant, effect.row, why.seq, about, due, why.now, why.held.locale, state,
        effect.suppressed, 0, 0, "", 0, "", "", "", "", "", "", by_hand)


def withdraw(pages: Pages, why: Why, effect: ef.Withdraw) -> None:
    """Written and taken back in one batch: it was never there. Else the row is kept, with the reason."""
    written = pages.notices.pop((*of(why), effect.kind, effect.occasion), None)
    if written is None or not why.held.is_new:
        pages.withdrawn[(*of(why), effect.kind, effect.occasion)] = effect.reason


def move(kind: str) -> Perform:
    def perform(pages: Pages, why: Why, effect: Any) -> None:
        items = {line.id: line.item or line.id for line in why.held.value.lines}
        units: Units = effect.units
        pages.movements += [(*of(why), kind, items.get(line, line), line, n, why.seq, why.now) for line, n in units]

    return perform


def open_case(pages: Pages, why: Why, effect: ef.OpenCase) -> None:
    """One that is open only gets another reason, and that stands in the journal."""
    if effect.kind not in why.open_cases:
        pages.cases.append((*of(why), effect.kind, why.seq, why.now, 0, "[]"))


def alert(pages: Pages, why: Why, effect: ef.AlertStaff) -> None:
    pages.alerts[(*of(why), effect.what)] = why.now


def owe(pages: Pages, why: Why, effect: ef.OweRefund) -> None:
    """For staff; a channel that can pay it back is asked to, by its worker, who looks first whether it is still owed."""
    pages.owed[of(why)] = (effect.amount, why.now)
    if effect.amount and why.readable:
        push(pages, why, effect)


def push(pages: Pages, why: Why, effect: ef.Effect) -> None:
    """Unless it was the channel that told us, or nobody there can be asked, or has never heard of the order. Of its parcels it hears all the same:
    it sold what is in them."""
    of_a_parcel = isinstance(effect, (ef.PushShipment, ef.PushTracking))
    if (terms := why.held.value.terms) is not None and terms.ours and not of_a_parcel:
        return
    told_us = why.source == why.channel and of_a_parcel
    if not told_us and (why.readable or not isinstance(effect, ef.AskChannel)):
        words = msgspec.json.encode(effect).decode()
        pages.pushes.append((why.held.key.shop, why.held.key.connection, why.held.id, why.seq, words, why.now, "", why.now, *NEW))


def nothing(pages: Pages, why: Why, effect: ef.Effect) -> None:
    """No row: done already by events of their own in the same decision, done by staff who read the choice in its case, or said by the order itself."""


PERFORM: dict[type[ef.Effect], Perform] = {
    ef.StartDeadline: start,
    ef.StopDeadline: stop,
    ef.Tell: tell,
    ef.Withdraw: withdraw,
    ef.Reserve: move("reserve"),
    ef.Release: move("release"),
    ef.TakeOut: move("take_out"),
    ef.PutBack: move("put_back"),
    ef.OpenCase: open_case,
    ef.AlertStaff: alert,
    ef.OweRefund: owe,
    ef.AskChannel: push,
    ef.PushShipment: push,
    ef.PushTracking: push,
    ef.PushExtension: push,
    ef.PushCancel: push,
    ef.PushLines: push,
    ef.AnswerCancel: push,
    ef.BookParcel: push,
    ef.CallBack: push,
    ef.CancelTheRest: nothing,
    ef.CarryOut: nothing,
    ef.Archive: nothing,  # hot lists ask for progress; retention reads the journal
}
