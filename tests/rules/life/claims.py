"""What must hold of every configuration, and of every step: the claims that the checker proves, each a sentence."""

from collections.abc import Callable

from todoke.rules.decide import Decision, advance
from todoke.rules.duties import DEADLINES, ROWS, at_rest, choosing, reasons, running
from todoke.rules.effects import AskChannel, BookParcel, CallBack, CarryOut, OpenCase, PushShipment, PushTracking, StartDeadline, StopDeadline
from todoke.rules.events import (
    CancelAsked,
    ChoiceMade,
    Event,
    Fact,
    Lapsed,
    ParcelSent,
    RefundAsked,
    ReplacementPromised,
    ReturnReceived,
    ShipmentBooked,
    StockShort,
    Wish,
)
from todoke.rules.figures import at_shop_again, booked, claim, has_left, is_there, on_its_way, open_units, owed, paid, refunded, shipped, unsent, valid
from todoke.rules.guards import closes_late, covered, is_held_back, lacks_stock, must_not_leave, priced, was_short
from todoke.rules.learn import LEARN
from todoke.rules.order import CLOSED, COMPLETED, FIGURES, FROZEN, NONE, OPEN, PAID, REFUND_DUE, UNHEARD, Order
from todoke.rules.order_life import ALL_SENT, REGIONS, TO_SHIP
from todoke.rules.parcel_life import awaits_a_scan, silent_from
from todoke.rules.rungs import rung
from todoke.rules.table import ANYTHING
from todoke.rules.units import covers, less, plus

Fail = Callable[[str, str, Order], None]


def clock_runs(o: Order) -> bool:
    """Something will call: a deadline that decides, one that calls again, or an open case with clocks of its own."""
    return bool(o.cases) or any(DEADLINES[kind].decides or DEADLINES[kind].again for kind in running(o))


def of_configuration(o: Order, fail: Fail) -> None:
    if o.progress != rung(o):
        fail("the words disagree with the arithmetic", f"{o.progress} but {rung(o)}", o)
    if not at_rest(o) and not clock_runs(o):
        fail("an order sleeps", f"{o.progress}/{o.funds}/{o.hold}/{o.dispute}", o)
    if plus(o.held, o.short, o.promised) != claim(o) or any(n < 0 for _, n in o.held + o.short + o.promised):
        fail("stock held is not what is claimed", f"{o.held}+{o.short}+{o.promised} for {claim(o)}", o)
    if (o.taken, o.put_back) != (shipped(o), at_shop_again(o)):
        fail("ledger and parcels disagree", f"{o.taken} {shipped(o)} {o.put_back} {at_shop_again(o)}", o)
    if "payment_due" in running(o) and (o.short or not priced(o)):
        fail("the buyer must pay for what is not there, or nobody knows how much", "", o)
    if choosing(o) != ("choice_due" in running(o)):
        fail("a question without an end", "", o)
    if at_rest(o) and o.held:
        fail("stock is held for an order at rest", str(o.held), o)
    if o.progress == CLOSED and paid(o) > refunded(o) + on_its_way(o) and o.funds != REFUND_DUE:
        fail("closed and paid, but no refund due", o.funds, o)
    if (owed(o) > on_its_way(o)) != ("refund" in running(o)):
        fail("a refund nobody is reminded of", "", o)
    if may_ship(o) and (o.hold != NONE or o.dispute == OPEN or is_held_back(o)):
        fail("may ship while held", "", o)
    if o.progress not in (UNHEARD, CLOSED) and {p.id for p in valid(o, o.parcels) if has_left(p)} - announced(o):
        fail("a parcel has left, and the channel has not heard of it", "", o)
    if not priced(o) and (covered(o) or o.funds == PAID or (owed(o) and o.progress != CLOSED)):
        fail("money is judged by an unknown price", o.funds, o)
    of_shortcuts(o, fail)


def of_shortcuts(o: Order, fail: Fail) -> None:
    """What is skipped for speed would have said the same: reasons that are not asked for, tables that are not read."""
    if reasons(o) != {row.kind for row in ROWS if row.runs_while(o)}:
        fail("a reason is not asked for", str(sorted(reasons(o) ^ {row.kind for row in ROWS if row.runs_while(o)})), o)
    for name in ("hold", "funds"):
        row = REGIONS[name].find(getattr(o, name), ANYTHING, Event(), o)
        if row is None or row.becomes != getattr(o, name):
            fail("a table still has something to say", f"{name} {getattr(o, name)}", o)


def of_step(o: Order, name: str, event: Event, decision: Decision, fail: Fail) -> None:
    if "has no row" in decision.refused:
        fail("no row", decision.refused, o)
    if isinstance(event, Fact) and decision.refused:
        fail("a fact was refused", f"{type(event).__name__}: {decision.refused}", o)
    if decision.refused:
        return
    of_value(decision.order, fail)
    of_leaving(o, name, event, decision, fail)
    of_channel(o, name, decision, fail)
    of_clock(o, name, event, decision, fail)
    of_wishes(o, name, event, decision, fail)


def of_value(after: Order, fail: Fail) -> None:
    if hash(after) % 50 == 0 and stale(after):
        fail("a figure is stale", f"{stale(after)}", after)


def may_ship(o: Order) -> bool:
    """The warehouse may be asked to send it, or the part of it that is there."""
    return o.progress in TO_SHIP and bool(is_there(o)) and not must_not_leave(o)


def of_leaving(o: Order, name: str, event: Event, decision: Decision, fail: Fail) -> None:
    after, called_back = decision.order, CallBack() in decision.effects
    if isinstance(event, ShipmentBooked):
        of_booking(o, event, decision, fail)
    if isinstance(event, (ShipmentBooked, ReplacementPromised)) and (o.hold == FROZEN or is_held_back(o)):
        fail("booked while held", "", o)
    if called_back:
        return
    if after.hold == FROZEN and not must_not_leave(o) and any(p.marks == {"booked"} for p in valid(o, o.parcels)):
        fail("frozen, and a booked parcel is not called back", "", o)
    if booked(after) and may_ship(o) and not may_ship(after) and not lacks_stock(after) and after.progress not in (*ALL_SENT, COMPLETED):
        fail("it may not leave any more, and is not called back", f"{o.progress} {name}", o)
    if may_ship(o) and after.progress in TO_SHIP and less(open_units(o), open_units(after)) and not covers(unsent(after), booked(after)):
        fail("its lines were cut, and what was booked for them is not called back", name, o)
    if isinstance(event, ParcelSent) and after.progress == CLOSED and leaves(o, after, event.parcel):
        fail("it left although it is closed, and is not turned round", "", o)


def of_booking(o: Order, event: ShipmentBooked, decision: Decision, fail: Fail) -> None:
    after, lines = decision.order, {line for line, _ in event.units}
    if not covers(unsent(after), booked(after)):
        fail("more is booked than is left to send", "", o)
    if BookParcel() in decision.effects and any(p.id == event.parcel and "booked" in p.marks for p in o.parcels):
        fail("a parcel is booked twice", event.parcel, o)
    if lacks_stock(after) and any(line in lines for line, _ in less(booked(after), is_there(after))):
        fail("what is not there is booked", f"{booked(after)} of {is_there(after)}", o)


def of_channel(o: Order, name: str, decision: Decision, fail: Fail) -> None:
    after = decision.order
    if [e.parcel for e in decision.effects if isinstance(e, PushShipment)] != sorted(announced(after) - announced(o)):
        fail("the channel does not hear once that a parcel has left", name, o)
    if any(isinstance(e, PushTracking) and e.parcel not in announced(o) for e in decision.effects):
        fail("the channel hears a number before the parcel has left", name, o)


def of_clock(o: Order, name: str, event: Event, decision: Decision, fail: Fail) -> None:
    after, effects = decision.order, decision.effects
    started = {e.kind for e in effects if isinstance(e, StartDeadline)}
    stopped = {e.kind for e in effects if isinstance(e, StopDeadline)}
    if (running(o) | started) - stopped != running(after):
        fail("deadlines do not add up", f"{sorted(running(o) ^ running(after))}", o)
    if any(DEADLINES[kind].once for kind in o.lapsed - after.lapsed):
        fail("what speaks once may speak again", name, o)
    if was_short(after) and not was_short(o) and "aftercare" not in running(after):
        fail("no aftercare", "", o)
    if not isinstance(event, Lapsed):
        return
    if event.kind in running(after) and not DEADLINES[event.kind].again and not waits_for_another(event, after):
        fail("a deadline fires for ever", event.kind, o)
    if event.kind == "ship_by" and closes_late(o) == (after.progress in TO_SHIP):
        fail("a missed ship_by does not do as the policy says", "", o)
    if event.kind == "choice_due" and (after.choice is None or after.choice.option != "cancel" or CarryOut() not in effects):
        fail("silence does not choose", "", o)


def waits_for_another(event: Lapsed, after: Order) -> bool:
    """It ended the reason for those that it spoke of; those whose moment is later are still waited for."""
    return DEADLINES[event.kind].each and all(silent_from(p) > event.at for p in after.parcels if awaits_a_scan(p))


def of_wishes(o: Order, name: str, event: Event, decision: Decision, fail: Fail) -> None:
    after = decision.order
    if isinstance(event, CancelAsked) and not after.ask[1] and (after.progress, after.hold) != (o.progress, o.hold):
        fail("a request that was answered counts", "", o)
    again = isinstance(event, Wish) and not isinstance(event, ChoiceMade) and type(event) in LEARN and hash(after) % 20 == 0
    if again and set(advance(after, event).effects) - {AskChannel()}:  # to ask once more what the channel knows does no harm
        fail("the same wish again is done again", name, o)
    if isinstance(event, ReturnReceived) and event.in_exchange and (after.progress, after.funds, owed(after)) != (o.progress, o.funds, owed(o)):
        fail("goods back in exchange end the order, or are paid back", "", o)
    if isinstance(event, StockShort) and less(after.short, o.short) and OpenCase("stockout") not in decision.effects:
        fail("goods are missing, and nobody looks", "", o)
    if isinstance(event, RefundAsked) and refunded(after) + on_its_way(after) > paid(after):
        fail("we refund more than was paid", "", o)


def announced(o: Order) -> set[str]:
    return {parcel for parcel, *_ in o.announced}


def leaves(before: Order, after: Order, parcel: str) -> bool:
    """It is on its way now, and was not before."""
    now = {p.id for p in valid(after, after.parcels) if p.marks <= {"booked", "called_back", "sent"} and "sent" in p.marks}
    return parcel in now - {p.id for p in before.parcels if has_left(p)}


def stale(o: Order) -> list[str]:
    """Figures carried over from an earlier value that do not follow from this one: they look at regions or books, and should be @kept."""
    fresh = o.but()
    fresh.__dict__.clear()
    return [name for name, value in o.__dict__.get("facts", {}).items() if FIGURES[name](fresh) != value]
