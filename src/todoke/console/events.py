"""What happened, in one sentence each: the story's lines from journal entries, and why each came out so."""

from collections.abc import Sequence
from typing import Any

import msgspec

from todoke.console import naming
from todoke.console.lanes import days, rests_on
from todoke.console.moments import money
from todoke.console.saying import language, say
from todoke.rules import effects as ef
from todoke.rules import events as ev
from todoke.rules.guards import goes_to_shop
from todoke.rules.order import Order
from todoke.rules.order_life import REGIONS
from todoke.rules.table import Refused
from todoke.tracking.carriers import name_of

BAD = frozenset(("PaymentFailed", "PaymentReversed", "RefundFailed", "StockShort", "ParcelLost", "ParcelTroubled", "ParcelRefused", "ParcelReturning",
                 "ParcelAttemptFailed", "DisputeOpened", "NonReceiptReported", "OrderCancelled", "CancelAsked", "OrderFrozen"))
MANY = 4  # a row for more events than that is one for whatever happens
SILENT = (ef.StartDeadline, ef.StopDeadline, ef.Archive, ef.CancelTheRest)  # the deadlines stand on the line themselves
EFFECTS = msgspec.json.Decoder(tuple[ef.OpenCase | ef.AskChannel | ef.PushCancel | ef.PushLines | ef.AnswerCancel | ef.BookParcel | ef.CallBack
                                     | ef.CancelTheRest | ef.CarryOut | ef.AlertStaff | ef.StartDeadline | ef.StopDeadline | ef.TakeOut
                                     | ef.PutBack | ef.Reserve | ef.Release | ef.PushShipment | ef.PushTracking | ef.PushExtension
                                     | ef.OweRefund | ef.Archive | ef.Tell | ef.Withdraw, ...])


def title(event: ev.Event) -> str:
    if isinstance(event, ev.Lapsed):
        return say("events.passed", d=naming.of("deadlines", event.kind))
    return naming.of("happened", type(event).__name__)


def detail(event: ev.Event, order: Order) -> str:
    """What is worth reading besides the title: sums, numbers, pieces, reasons."""
    currency = order.manner.currency
    found: list[str] = []
    amount = getattr(event, "total", None) if isinstance(event, ev.OrderPlaced | ev.LinesChanged) else getattr(event, "amount", None)
    found += [money(amount, currency)] if amount else []
    found += [" ".join(part for part in (name_of(getattr(event, "carrier", ""), language()), *getattr(event, "numbers", ())) if part)]
    found += [pieces(getattr(event, "units", ()), order)] if isinstance(event, ev.ParcelSent | ev.LinesCancelled | ev.ReturnReceived | ev.StockShort) else []
    found += [say("story.of_a_return")] if isinstance(event, ev.ParcelFact) and goes_to_shop(order, event) and not isinstance(event, ev.ReturnSent) else []
    found += [moved(event, order)] if isinstance(event, ev.GoodsMoved) else []
    found += [naming.of("deadlines", event.kind)] if isinstance(event, ev.DeadlineExtended | ev.ExtensionAsked) else []
    found += [naming.notice(event.kind, event.variant)] if isinstance(event, ev.TellAgain) else []
    found += [naming.notice(event.kind)] if isinstance(event, ev.NoticeDelivered | ev.NoticeBounced | ev.NoticeRerouted) else []
    found += [naming.not_sent(event.why)] if isinstance(event, ev.NoticeBounced) else []
    found += [naming.of("cases", getattr(event, "case", ""))] if isinstance(event, ev.CaseOpened | ev.CaseClosed) else []
    found += [naming.of("ways", getattr(event, "way", ""))] if getattr(event, "way", "") else []
    found += [say("lanes.stated", days=days(event), basis=rests_on(event))] if isinstance(event, ev.ParcelForecast) else []
    found += [say("lanes.declined", k=not_wanted(event))] if isinstance(event, ev.MailsChosen) else []
    found += [naming.of("why", str(getattr(event, name, ""))) for name in ("reason", "outcome", "option", "place")]
    return say("events.comma").join(part for part in found if part)


def moved(event: ev.GoodsMoved, order: Order) -> str:
    """To which order, or from which, and what."""
    came = any(n > 0 for _, n in event.units)
    return say("events.moved_in" if came else "events.moved_out", o=event.other, g=pieces([(line, abs(n)) for line, n in event.units], order))


def not_wanted(event: ev.MailsChosen) -> str:
    return say("events.comma").join(naming.notice(kind) for kind in event.declined) or say("lanes.none_declined")


def pieces(units: Sequence[tuple[str, int]], order: Order) -> str:
    """リネンのふきん 2点; linen cloth × 2."""
    titles = {line.id: line.title or line.item or line.id for line in order.lines}
    return say("events.comma").join(say("events.pieces", t=titles.get(line, line), n=n) for line, n in units)


def effect(one: ef.Effect, currency: str) -> str:
    """What the desk did about it; empty for what the reader need not hear."""
    match one:
        case ef.Tell(suppressed=reason) if reason:
            return say("events.not_sent", k=naming.notice(one.kind, one.variant), r=naming.not_sent(reason))
        case ef.Tell():
            return say("events.notice_prepared", k=naming.notice(one.kind, one.variant))
        case ef.Withdraw():
            return say("events.notice_withdrawn", k=naming.notice(one.kind), r=naming.not_sent(one.reason))
        case ef.OpenCase():
            return say("events.case_opened", k=naming.of("cases", one.kind))
        case ef.AlertStaff():
            return naming.alert(one.what)
        case ef.OweRefund(amount=0):
            return say("events.no_refund_is_owed_any")
        case ef.OweRefund():
            return say("events.must_go_back_to_the", m=money(one.amount, currency))
    return "" if isinstance(one, SILENT) else naming.of("done", type(one).__name__)


def effects_of(text: str, currency: str) -> list[str]:
    found = [effect(one, currency) for one in (EFFECTS.decode(text) if text else ())]
    return list(dict.fromkeys(one for one in found if one))


def why(text: str) -> list[str]:
    """The rows that led to it, one sentence each. Rows that only say "as before" are told where nothing else is."""
    rows = msgspec.json.decode(text) if text else []
    telling = [row for row in rows if not says_nothing(*row)]
    return [row_in_words(table, number) for table, number in dict.fromkeys(tuple(row) for row in telling or rows[:1])]


def says_nothing(table: str, number: int) -> bool:
    """A last line of its table: no condition, any event, nothing new."""
    if table not in REGIONS:
        return False
    _, happens, only_if, becomes, effects = REGIONS[table].rows[number]
    anything = happens == "anything" or (isinstance(happens, tuple) and len(happens) > MANY)
    return only_if is None and anything and not effects and (becomes == "same" or happens == "anything")


def row_in_words(table: str, number: int) -> str:
    if table == "live":
        return say("events.history_until_now_the_desk")
    if table == "deadlines":
        return say("events.table_of_deadlines_row", n=number + 1)
    if table not in REGIONS:
        return f"{table} {number}"
    _, happens, only_if, becomes, _ = REGIONS[table].rows[number]
    return say("events.table_row", r=naming.of("regions", table), n=number + 1,
               e=happening(happens), g=condition(only_if), b=outcome(table, becomes))


def happening(cell: Any) -> str:
    """One event by its name; a row for many events says so."""
    if isinstance(cell, tuple) and len(cell) > MANY:
        return say("events.whatever_happens")
    return say("events.any_of").join(one_happening(one) for one in (cell if isinstance(cell, tuple) else (cell,)))


def one_happening(one: Any) -> str:
    if isinstance(one, str):
        kind = one.removeprefix("Lapsed(").removesuffix(")")
        return say("events.whatever_happens") if one == "anything" else say("events.passed_2", d=naming.of("deadlines", kind))
    return naming.of("happened", one.__name__)


def condition(only_if: Any) -> str:
    if only_if is None:
        return ""
    sentence = naming.guard(only_if.__name__, " ".join((only_if.__doc__ or only_if.__name__).split()))
    return say("events.and", g=sentence)


def outcome(table: str, becomes: Any) -> str:
    if isinstance(becomes, Refused):
        return say("events.refused", r=naming.of("refusals", becomes.reason))
    if callable(becomes):
        return say("events.as_far_as_the_facts")
    return say("events.as_it_was") if becomes == "same" else naming.of(table, becomes)


def journey_why(row: str, rows: Sequence[Any]) -> str:
    """A notice's why: its journey's row."""
    found = next((one for one in rows if one.id == row), None)
    if found is None:
        return ""
    when = say("events.any_of").join(cause(name) for name in found.when)
    ask = " / ".join(found.only_if)
    return say("events.journey_when_ground", i=found.id, w=when,
               a=(f"（{ask}）" if language() == "ja" else f" ({ask})") if ask else "", y=found.why)


def cause(name: str) -> str:
    """What a journey waits for: an event, a lapse, the order's closing."""
    kind = name.removeprefix("Lapsed(").removesuffix(")")
    return one_happening(name) if kind != name else naming.of("happened", name)
