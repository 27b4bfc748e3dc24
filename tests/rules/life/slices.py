"""The parts of the world that can be walked to their end: where each begins, what may happen, how many troubles quick and whole allow."""

from collections.abc import Iterator
from typing import NamedTuple

from tests.rules.life.alphabet import DECIDING

from todoke.rules.decide import Ledger, all_there
from todoke.rules.events import Answer, StockReserved, StockShort
from todoke.rules.order import Order
from todoke.rules.units import Units

WORKER = ("hand over", "refund paid", "refund fails", "try again", "give up")
CLOCK = tuple(f"lapse {kind}" for kind in sorted(DECIDING))
WHOLE = ("sent all", "sent all late", "arrived all", "turned all", "returned all")  # both pieces in one parcel
SPLIT = ("sent 1", "sent 2", "arrived 1", "arrived 2", "turned 1", "returned 1", "lost 1", "number 1", "book 1", "book both",
         "called back 1", "replace 1", "sent x", "arrived x", "strike 1")
APART = ("priced", "held too", "may leave", "may leave too", "held again", "let go", "carrier asked", "carrier answered", "checked", "asks", "is answered",
         "asks for time", "agree return", "decline return", "choose a star", "dates", "lines unpriced", "half raised", "allowed 1 there",
         "pay requested", "number 1", "swapped 1", "swapped both", "came damaged", "close damaged", "lapse payment_reminder", "book 2",
         "book nothing", "said other left", "tell again", "lapse payment_last_call", "lapse follow_up", "forecast 1", "forecast 2",
         "scan 1", "no mails", "lapse parcel_silent", "lapse parcel_silent later",
         "return sent", "return scanned", "return there", "return lost",
         "placed empty", "moved in", "moved in unpaid", "moved on", "sent n", "arrived n", "book n", "n off")  # walked in slices of their own


def none_there(order: Order, wanted: Units) -> list[Answer]:
    return [StockShort(units=wanted)]


def only_a_there(order: Order, wanted: Units) -> list[Answer]:
    a, b = tuple(pair for pair in wanted if pair[0] == "a"), tuple(pair for pair in wanted if pair[0] == "b")
    return [*([StockReserved(units=a)] if a else []), *([StockShort(units=b)] if b else [])]


class Slice(NamedTuple):
    start: tuple[str, ...]
    moves: tuple[str, ...]
    quick: int
    full: int
    but: tuple[str, ...] | None = None  # instead of moves: everything but these, and but what stands apart
    ledger: Ledger = all_there
    two_lines: bool = False

    def has(self, name: str) -> bool:
        return name in self.moves if self.but is None else name not in APART and name not in self.but


SLICES = {
    "paying and cancelling": Slice((), (
        "placed", "placed unpriced", "lines unpriced", "dates", "pay started", "paid early", "paid late", "half started",
        "paid half", "pay failed", "pay reversed", "pay cut", "pay released", "pays later", "lines now 1", "1 of 2 off", "moved 1",
        "cancelled", "ask cancel", "withdrawn early", "ask withdrawn", "decide cancel", "refuse cancel", "reopen", "frozen",
        "frozen again", "unfrozen", "sent all", "sent all late", "arrived all", "strike pay", *WORKER, *CLOCK), quick=1, full=2),
    "payments": Slice((), (
        "placed", "placed unpriced", "pay requested", "pay started", "paid early", "paid late", "half started", "paid half",
        "half raised", "pay failed", "pay reversed", "pay cut", "pay released", "lines now 1", "1 of 2 off", "allow 1",
        "allowed 1 there", "strike pay", "book 1", "give up nothing", "two hand over", *WORKER, "lapse payment_reminder",
        "lapse payment_last_call", "lapse payment_due"), quick=2, full=3),
    "nothing is there": Slice(("placed",), (
        "placed", "paid early", "promise stock", "stock comes", "1 gone", "1 of 2 off", "all gone", "ask cancel", "cancelled",
        "offer", "choose wait", "choose cancel", "choose a star", "close stockout", "sent 1", "hand over", "refund paid",
        "lapse payment_due", "lapse ship_by", "lapse choice_due", "lapse cancel_answer", "lapse aftercare"), quick=1, full=2, ledger=none_there),
    "asking, freezing, disputing": Slice(("placed", "paid early"), (
        "ask cancel", "withdrawn early", "ask withdrawn", "decide cancel", "refuse cancel", "cancelled", "frozen", "frozen again",
        "unfrozen", "held", "dispute", "dispute ends", "they paid 1", "book 1", "book both", "called back 1", "sent 1", "sent 2",
        "replace 1", "sent x", "lapse ship_by", "lapse cancel_answer"), quick=2, full=3),
    "held back": Slice(("placed", "paid early"), (
        "held", "held too", "may leave", "may leave too", "held again", "let go", "book 1", "book both", "book nothing", "called back 1", "sent 1",
        "replace 1", "sent x", "frozen", "1 of 2 off", "decide cancel", "lapse ship_by"), quick=3, full=4),
    "goods": Slice(("placed", "paid early"), (
        "placed", "paid early", "sent 1", "sent 2", "said 2 left", "arrived 1", "arrived 2", "turned 1", "returned 1", "lost 1",
        "number 1", "book 1", "book both", "called back 1", "replace 1", "sent x", "arrived x", "ask cancel", "decide cancel",
        "cancelled", "frozen", "unfrozen", "1 of 2 off", "swapped 1", "short", "promise stock", "stock comes", "bad address",
        "close address", "close return", "close missing", "strike 1", *WORKER, *CLOCK), quick=1, full=2),
    "two lines": Slice(("placed", "paid early"), (
        "sent 1", "sent 2", "sent all", "arrived 1", "arrived 2", "returned 1", "lost 1", "said other left", "book 1", "book 2", "book both",
        "called back 1", "replace 1", "sent x", "1 gone", "1 of 2 off", "lines now 1", "moved 1", "all gone", "decide cancel", "cancelled",
        "short", "promise stock", "stock comes", "offer", "choose wait", "close stockout", "close return", "close missing", "given back 1",
        "swapped 1", "hand over", "refund paid", "lapse ship_by", "lapse choice_due", "lapse protection", "lapse aftercare"),
        quick=1, full=2, two_lines=True),
    "two lines, one of them short": Slice(("placed", "paid early"), (
        "sent 1", "sent 2", "arrived 1", "book 1", "book 2", "book both", "called back 1", "1 gone", "1 of 2 off", "lines now 1", "moved 1",
        "all gone", "ask cancel", "decide cancel", "refuse cancel", "cancelled", "frozen", "promise stock", "stock comes", "offer", "choose wait",
        "choose cancel", "close stockout", "hand over", "refund paid", "lapse ship_by", "lapse choice_due", "lapse cancel_answer", "lapse aftercare"),
        quick=1, full=2, ledger=only_a_there, two_lines=True),
    "afterwards": Slice(("placed", "paid early", "sent all"), (
        "placed", "paid early", "sent all", "arrived all", "returned all", "completed", "confirm", "dispute",
        "dispute ends", "dispute 2", "dispute 2 ends", "given back 1", "allow 1", "allow all", "not arrived",
        "give back", "close return", "close missing", "paid out", "they paid 1", "strike done", "cancelled", "frozen", "unfrozen",
        *WORKER, *CLOCK), quick=2, full=3),
    "asking and taking back": Slice(("placed", "paid early", "sent all"), (
        "arrived all", "turned all", "completed", "not arrived", "checked", "carrier asked", "carrier answered", "close missing",
        "asks", "is answered", "asks for time", "give back", "came damaged", "agree return", "decline return", "given back 1", "tell again",
        "swapped both", "close return", "close damaged", "hand over", "refund paid", "lapse follow_up", *CLOCK), quick=2, full=3),
    "silent on the way": Slice(("placed", "paid early", "sent 1", "forecast 1"), (
        "sent 2", "forecast 2", "scan 1", "arrived 1", "arrived 2", "turned 1", "strike 1", "close missing", "no mails", "lapse parcel_silent",
        "lapse parcel_silent later", "lapse expected_delivery"), quick=0, full=2),
    "sent back": Slice(("placed", "paid early", "sent all", "agree return"), (
        "arrived all", "completed", "give back", "return sent", "return scanned", "return there", "return lost", "given back 1", "close return",
        "hand over", "refund paid"), quick=1, full=2),
    "split off another order": Slice(("placed empty",), (
        "placed empty", "moved in", "moved in unpaid", "moved on", "pay started", "half started", "paid half", "sent n", "arrived n", "book n", "n off",
        "cancelled", "ask cancel", "decide cancel", "refuse cancel", "reopen", "frozen", "unfrozen", "dispute", "dispute ends", "completed",
        *WORKER, *CLOCK), quick=2, full=3),
    "heard before the order": Slice((), (
        "placed", "placed unpriced", "priced", "completed", "cancelled", "1 of 2 off", "1 gone", "lines now 1", "paid early", "sent all", "arrived all",
        "given back 1", "swapped 1", "frozen", "dispute", "hand over", "refund paid", "lapse ship_by"), quick=2, full=3),
    "goods come and go": Slice(("placed", "paid early"), (
        "moved in", "moved in unpaid", "moved 1", "moved on", "sent 1", "sent 2", "sent all", "sent n", "arrived all", "arrived n", "book both", "book n",
        "1 of 2 off", "n off", "lines now 1", "ask cancel", "decide cancel", "refuse cancel", "cancelled", "frozen", "unfrozen", "dispute", "dispute ends",
        "paid half", "completed", *WORKER, *CLOCK), quick=1, full=1),
    "everything, one parcel": Slice(("placed",), (), quick=1, full=1, but=SPLIT),
    "everything, two parcels": Slice(("placed", "paid early"), (), quick=0, full=1, but=WHOLE),
}


class Job(NamedTuple):
    title: str
    terms: str
    pays: str
    troubles: int

    def __str__(self) -> str:
        return f"{self.title} · {self.terms} · pays {self.pays} · {self.troubles} troubles"


def jobs(whole: bool) -> Iterator[Job]:
    """Every slice, under both rulers, with the money first and later; a few under other terms."""
    for title, part in SLICES.items():
        for terms in ("shop rules", "channel rules"):
            for pays in ("first", "later"):
                yield Job(title, terms, pays, part.full if whole else part.quick)
    yield Job("goods", "untracked", "first", 1)
    yield Job("afterwards", "clock completes", "first", 2)
    for title in ("paying and cancelling", "nothing is there", "asking, freezing, disputing", "goods"):
        yield Job(title, "closes late", "first", SLICES[title].quick)
