"""Asking AliExpress what changed: span by span, page by page, finished orders apart; then each order's info and recipient.

Source: documents of solution.order.get (a list never holds FINISH unless it is asked for; times are Pacific; 50 a page), order.info.get and
order.receiptinfo.get, read 2026-11."""

from collections.abc import Iterator
from typing import Any

import msgspec

from todoke.channels.aliexpress.api import Shut, call_patiently
from todoke.channels.aliexpress.envelope import opened
from todoke.channels.aliexpress.fields import Row, comes_twice, in_pacific, instant
from todoke.channels.aliexpress.words import INFO, LIST, RECEIPT
from todoke.channels.channel import Refusal, Setup, Step, Unclear
from todoke.channels.fields import table, text

PAGE = 50  # orders; the most that is documented
HOUR = 3_600
LONGEST, SHORTEST = 30 * 86_400, 600  # seconds of one question
MANY = 400  # orders in one span: more are asked for in halves, so that a reading that is cut off has not much to repeat
QUIET, MOST_PASSES = 3, 12
APART = ("", "FINISH")
NOWHERE = ("PLACE_ORDER_SUCCESS", "RISK_CONTROL", "WAIT_SELLER_EXAMINE_MONEY", "FINISH")  # nothing is sent now, so nobody needs to know where
Answers = tuple[tuple[str, str, bytes], ...]


def steps(since: int, until: int, setup: Setup) -> Iterator[Step]:
    """Raises Refusal; what was given before stands."""
    for begin in range(since, until, LONGEST):
        yield from span(begin, min(begin + LONGEST, until), setup)


def span(begin: int, end: int, setup: Setup) -> Iterator[Step]:
    first = {status: page(begin, end, status, 1, setup) for status in APART}
    if sum(count(one) for one in first.values()) > MANY and end - begin > SHORTEST:
        middle = (begin + end) // 2
        yield from span(begin, middle, setup)
        yield from span(middle, end, setup)
        return
    for at, ref, row in in_sequence(orders(begin, end, first, setup)):
        yield Step(answers(ref, row, setup), min(at, end))
    yield Step((), end)


def in_sequence(found: dict[str, Row]) -> list[tuple[int, str, Row]]:
    """The oldest change first: where a reading is cut off, all before it is told."""
    return sorted(((modified(row), ref, row) for ref, row in found.items()), key=lambda one: one[:2])


def modified(row: Row) -> int:
    try:
        return instant(row["gmt_update"], "gmt_update") if row.get("gmt_update") else 0
    except Unclear:
        return 0


def listed(since: int, until: int, setup: Setup) -> frozenset[str]:
    """The refs alone: two questions a month, and one a page."""
    found: set[str] = set()
    for begin in range(since, until, LONGEST):
        end = min(begin + LONGEST, until)
        found |= orders(begin, end, {status: page(begin, end, status, 1, setup) for status in APART}, setup).keys()
    return frozenset(found)


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────
def orders(begin: int, end: int, first: dict[str, Row], setup: Setup) -> dict[str, Row]:
    """Those that go on, and those that are over, each once."""
    found: dict[str, Row] = {}
    for status, answer in first.items():
        found |= all_pages(begin, end, status, answer, setup)
    return found


def all_pages(begin: int, end: int, status: str, first: Row, setup: Setup) -> dict[str, Row]:
    """Last page first, as orders that change meanwhile leave the list and the rest moves up. Again, until all that are counted were seen, or
    nothing new comes for several times."""
    found, pages, counted = rows_of(first), number(first, "total_page"), count(first)
    quiet = 0
    for _ in range(MOST_PASSES if pages > 1 else 0):
        before = len(found)
        for one in range(pages, 0, -1):
            answer = page(begin, end, status, one, setup)
            found |= rows_of(answer)
            pages, counted = max(pages, number(answer, "total_page")), count(answer) or counted
        quiet = quiet + 1 if len(found) == before else 0
        if len(found) >= counted or quiet == QUIET:
            break
    return found


def page(begin: int, end: int, status: str, one: int, setup: Setup) -> Row:
    """Where a clock's hour comes twice, from before it or until after it: the text does not tell which of the two is meant."""
    start, stop = begin - HOUR * comes_twice(begin), end + HOUR * comes_twice(end)
    query: dict[str, Any] = {"modified_date_start": in_pacific(start), "modified_date_end": in_pacific(stop), "current_page": one, "page_size": PAGE}
    return call_patiently(setup, LIST, param0=query | ({"order_status": status} if status else {}))


def rows_of(answer: Row) -> dict[str, Row]:
    return {ref: row for row in opened(answer).rows if (ref := text(row, "order_id", "id"))}


def number(answer: Row, name: str) -> int:
    said = text(answer, name)
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 0


def count(answer: Row) -> int:
    return number(answer, "total_count") or number(answer, "total_item")


# ── one order ───────────────────────────────────────────────────────────────────────────────────────
def answers(ref: str, row: Row, setup: Setup) -> Answers:
    """Its info says more than the list; where that is refused for this order alone, the list's row stands. With its recipient, once it is paid."""
    try:
        known = fetch(ref, setup, text(row, "order_status").upper() not in NOWHERE)
    except Shut:
        raise
    except Refusal as no:
        if no.again:
            raise
        known = ((LIST, msgspec.json.encode(row)),)
    return tuple((ref, topic, body) for topic, body in known)


def fetch(ref: str, setup: Setup, with_recipient: bool = True) -> tuple[tuple[str, bytes], ...]:
    """What is stored is the order itself: the envelope bears a number of its own each time. Raises Refusal."""
    data = table(call_patiently(setup, INFO, param1=query(ref)).get("data"))
    if not data:
        raise Refusal(f"AliExpress has no order {ref}", again=False)
    info = (INFO, msgspec.json.encode({"data": data}))
    return (info, *recipient(ref, setup)) if with_recipient else (info,)


def recipient(ref: str, setup: Setup) -> tuple[tuple[str, bytes], ...]:
    """Not every app may see it, and not of every order."""
    try:
        found = call_patiently(setup, RECEIPT, param1=query(ref))
    except Shut:
        raise
    except Refusal as no:
        if no.again:
            raise
        return ()
    return ((f"{RECEIPT}/{ref}", msgspec.json.encode({"result": found})),) if opened(found).rows else ()


def query(ref: str) -> dict[str, Any]:
    return {"order_id": int(ref) if ref.isascii() and ref.isdecimal() else ref}
