"""A file of orders brought to the desk: looked at without a trace, then taken in, some hundreds of orders a transaction."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from todoke.channels.csv.channel import ORDERS
from todoke.channels.csv.file import Sheet
from todoke.channels.csv.orders import Cut, in_file, one_by_one, span
from todoke.desk.intake import digest
from todoke.desk.models import Received
from todoke.desk.recording import Recording, delivery, received, seen, take
from todoke.desk.understand import understand
from todoke.shops.models import Connection

AT_ONCE = 200
LOOKED_AT = 2000  # orders: a larger file is looked at in part, and taken in whole
SHOWN = 200  # rows of a list
TAKEN, DUPLICATE, IGNORED, QUARANTINED = "taken", "duplicate", "ignored", "quarantined"


class Bad(NamedTuple):
    """An order that was not understood: on which lines it stands, and why. `order`: its number, where it was taken but for some words."""

    lines: str
    reason: str
    order: str = ""


class Found(NamedTuple):
    """How many orders are new, known, ignored and not understood; of these the first. `whole`: the file ended before we did."""

    counts: Counter[str]
    bad: list[Bad]
    whole: bool = True

    @property
    def all(self) -> int:
        return sum(self.counts.values())


def looked_at(connection: Connection, sheet: Sheet, *, now: int) -> Found:
    """What would become of it. Nothing is written."""
    found, cuts = Found(Counter(), []), one_by_one(sheet)
    while some := list(islice(cuts, min(AT_ONCE, LOOKED_AT - found.all))):
        rows = [received(delivery(connection, recording(one), False, now, "")) for one in some]
        known = seen(connection, [delivery(connection, recording(one), False, now, "") for one in some]) - waiting(connection, some).keys()
        for one, row in zip(some, rows, strict=True):
            meaning = None if digest(row.topic, bytes(row.body)) in known else understand(row, connection)
            count(found, one, meaning.state if meaning else DUPLICATE, meaning.reason if meaning else "")
    return found._replace(whole=next(cuts, None) is None)


def taken_in(connection: Connection, sheet: Sheet, *, live: bool, now: int, by: str) -> Found:
    """The same again changes nothing: whoever was interrupted begins anew."""
    found, cuts = Found(Counter(), []), one_by_one(sheet)
    while some := list(islice(cuts, AT_ONCE)):
        still = waiting(connection, some)
        for one, done in zip(some, take(connection, [recording(each) for each in some], live=live, now=now, by=by), strict=True):
            again = done.result == DUPLICATE and digest(ORDERS, one.body) in still
            count(found, one, QUARANTINED if again else done.result, still.get(digest(ORDERS, one.body), "") if again else done.reason, done.order)
    return found


def waiting(connection: Connection, some: list[Cut]) -> dict[str, str]:
    """Of these, what was not understood before and still waits for somebody: by its digest, with the reason. It is bad still, and not known."""
    digests = [digest(ORDERS, one.body) for one in some]
    rows = Received.objects.filter(shop=connection.shop_id, connection=connection, digest__in=digests, state=QUARANTINED)
    return dict(rows.values_list("digest", "reason"))


def recording(one: Cut) -> Recording:
    return Recording(ORDERS, one.body)


def count(found: Found, one: Cut, result: str, reason: str, order: str = "") -> None:
    found.counts[result] += 1
    if result == QUARANTINED and len(found.bad) < SHOWN:
        found.bad.append(Bad(span(one.lines), in_file(reason, one.lines), order))


def first_rows(sheet: Sheet, most: int = 3) -> list[list[str]]:
    """So that a person sees what is in each column."""
    return [record.cells for record in islice((record for record in sheet.records() if not record.trouble), most)]


def of_the_shop(shop: int) -> Iterator[Connection]:
    yield from Connection.objects.filter(shop=shop, channel="csv").select_related("shop").order_by("pk")
