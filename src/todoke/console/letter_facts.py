"""What the journal proves of one order, for a letter about it: nothing for a private buyer, nothing where all is well (NTC-3)."""

from collections.abc import Iterator

import msgspec
from django.db.models import Q

from todoke.console import find
from todoke.notices.letters.proven import WORTH_READING, Buyer, Proven, proven
from todoke.orders.models import Order
from todoke.rules import events as ev
from todoke.rules.order import Order as Value
from todoke.rules.people import Address, Contact
from todoke.rules.versions import read_event


def of(order: Order, value: Value, now: int) -> Proven:
    if not value.manner.business:
        return Proven()
    contact, address = find.person(order, value.contact[1]), find.person(order, value.address[1])
    buyer = Buyer(msgspec.json.decode(contact.data, type=Contact) if contact else None, msgspec.json.decode(address.data, type=Address) if address else None)
    return proven(value, heard(order), buyer, now)


def heard(order: Order) -> Iterator[ev.Event]:
    """Facts that were taken, and what the ledger answered to them."""
    rows = order.entries.filter(Q(event__in=WORTH_READING) | Q(answers__contains="Stock"), refused="").order_by("seq")
    for body, version, answers in rows.values_list("body", "version", "answers"):
        yield read_event(body, version)
        for answer in msgspec.json.decode(answers) if answers else ():
            yield msgspec.convert(answer, ev.AnyEvent)
