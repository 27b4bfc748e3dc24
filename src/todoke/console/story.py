"""One order on one page: its line from the past to the plans, four regions, money as a sum, parcels, notices, and what can be done."""

from typing import Any, NamedTuple

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.cases.models import Case, RefundTask
from todoke.console import events, find, letter_facts, naming
from todoke.console.connections import title_of
from todoke.console.doors import Desk, DeskRequest, desk_of, desk_page, number
from todoke.console.lanes import expectation
from todoke.console.moments import level, local, moment, money, short
from todoke.console.notice_rows import off
from todoke.console.reasons import say_again
from todoke.console.saying import language, say
from todoke.desk.models import Received
from todoke.desk.texts import complete, titles
from todoke.notices.models import Notice
from todoke.orders.links import status_path
from todoke.orders.models import Deadline, Note, Order
from todoke.rules import figures
from todoke.rules.duties import DEADLINES
from todoke.rules.money import as_text
from todoke.rules.order import NEVER, PROGRESS_STATES, decoder
from todoke.rules.order import Order as Value
from todoke.rules.order import Parcel as ValueParcel
from todoke.rules.order_life import NOT_ALL_SENT
from todoke.rules.parcel_life import where
from todoke.rules.people import Address, Contact
from todoke.rules.units import Units, count
from todoke.rules.versions import read_event
from todoke.shops.find import policies
from todoke.tracking.carriers import name_of
from todoke.tracking.links import link_of

WAY = tuple(state for state in PROGRESS_STATES if state not in ("unheard", "verifying_payment", "closed"))
ENDS_OF_A_PARCEL = ("delivered", "called_back", "refused", "returning", "returned", "lost")
SHOWN = 200  # the newest entries of a journal; longer ones fold at the beginning
OVER = ("completed", "closed")


class Point(NamedTuple):
    """One knot of the line."""

    at: int
    when: str
    title: str
    detail: str = ""
    by: str = ""
    bad: bool = False
    refused: str = ""
    then: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    hash: str = ""
    seq: int = 0


class Plan(NamedTuple):
    """Something that will happen unless something else happens first."""

    at: int
    when: str
    title: str
    level: str
    kind: str = ""
    extends: bool = False
    quiet: str = ""
    undo: int = 0
    soonest: str = ""

    @property
    def shape(self) -> str:
        """The clock's drawing."""
        return f"g-{self.level}"


def facts(order: Order, value: Value, desk: Desk) -> list[Point]:
    rows = list(order.entries.order_by("-seq")[:SHOWN])
    return [point(row, value, desk) for row in reversed(rows)]


def point(row: Any, value: Value, desk: Desk) -> Point:
    event = read_event(row.body, row.version)
    at = row.at if row.at > 0 else row.heard_at
    return Point(at, short(at), events.title(event), events.detail(event, value), naming.who(row.source),
                 type(event).__name__ in events.BAD or bool(row.refused), naming.of("refusals", row.refused) if row.refused else "",
                 tuple(events.effects_of(row.effects, value.manner.currency)), tuple(events.why(row.rows)), f"{row.hash[:4]}…{row.hash[-4:]}", row.seq)


def plans(order: Order, desk: Desk, notices: list[Notice]) -> list[Plan]:
    running = Deadline.objects.filter(shop=desk.shop, order=order, state="waiting").order_by("due_at", "id")
    found = [Plan(d.due_at, short(d.due_at), naming.heading("deadlines", d.kind), level(d.due_at, desk.now), d.kind,
                  "shop" in DEADLINES[d.kind].extend and desk.writes, "" if d.kind in find.PEOPLE else say("story.the_desk_does_it_by"),
                  soonest=local(d.due_at + 86_400).strftime("%Y-%m-%dT%H:%M"))
             for d in running if d.kind in DEADLINES]
    found += [Plan(n.due_at, short(n.due_at), say("story.notice_leaves", k=naming.notice(n.kind, n.variant)), "calm",
                   quiet=held_back(n, desk), undo=n.pk if n.by_hand and desk.writes else 0)
              for n in notices if n.state == "waiting"]
    return sorted(found, key=lambda plan: plan.at)


def held_back(n: Notice, desk: Desk) -> str:
    if desk.shop.hold_mails:
        return say("story.all_mails_are_held")
    return naming.not_sent(n.reason)


def regions(value: Value, order: Order) -> list[dict[str, Any]]:
    """Always all four; what is not the case is written out."""
    currency = order.currency
    sent, all_units = count(figures.sent(value)), count(figures.open_units(value))
    owed = figures.owed(value)
    return [
        {"name": naming.heading("regions", "progress"), "state": naming.heading("progress", order.progress), "picture": picture(order.progress),
         "more": say("story.of_pieces_shipped", n=all_units, s=sent)},
        {"name": naming.heading("regions", "funds"), "state": naming.heading("funds", order.funds),
         "more": say("story.received", p=money(figures.paid(value), currency))
         + (say("story.to_go_back", o=money(owed, currency)) if owed else "")},
        {"name": naming.heading("regions", "hold"), "state": naming.heading("hold", order.hold), "none": order.hold == "none",
         "more": say("story.nothing_stops_it") if order.hold == "none" else ""},
        {"name": naming.heading("regions", "dispute"), "state": naming.heading("dispute", order.dispute), "none": order.dispute == "none",
         "more": say("story.nobody_disputes_it") if order.dispute == "none" else ""},
    ]


def picture(progress: str) -> dict[str, Any]:
    """The way as a line: stations behind, the ember, stations ahead. A closed order stands at its end."""
    at = {"closed": len(WAY) - 1, "unheard": 0, "verifying_payment": 0}.get(progress, WAY.index(progress) if progress in WAY else 0)
    step = 190 / (len(WAY) - 1)
    spots = [round(5 + step * n, 1) for n in range(len(WAY))]
    return {"now": spots[at], "past": spots[:at], "ahead": spots[at + 1:], "end": progress == "closed",
            "said": say("story.step_of", n=len(WAY), k=at + 1)}


def money_sum(value: Value, order: Order) -> list[tuple[str, str, bool]]:
    """How the result comes about: lines, bill, what came, what went back."""
    c, bill = order.currency, value.bill
    rows: list[tuple[str, int | None, bool]] = [
        (say("story.subtotal"), bill.subtotal, False), (say("story.discount"), -bill.discount if bill.discount else None, False),
        (say("story.shipping"), bill.shipping, False), (say("story.fee"), bill.fee, False),
        (say("story.total") + (say("story.incl_tax", t=money(bill.tax, c)) if bill.tax and bill.tax_included else ""), value.total, True)]
    rows += [(say("story.moved"), figures.moved_amount(value), False)] if value.moved else []
    if value.terms and figures.price(value) != (value.total or 0):
        rows += [(say("story.after_cancelled_lines_and_allowances"), figures.price(value), True)]
    rows += [(say("story.received_2"), figures.paid(value), False)]
    back = figures.refunded(value)
    rows += [(say("story.gone_back"), -back, False)] if back else []
    rows += [(say("story.still_to_go_back"), figures.owed(value), True)] if figures.owed(value) else []
    missing = figures.price(value) - figures.paid(value)
    if value.total is not None and missing > 0 and order.progress not in OVER:
        rows += [(say("story.still_to_come"), missing, True)]
    return [(name, worth(amount, c), strong) for name, amount, strong in rows if amount is not None or strong]


def worth(amount: int | None, currency: str) -> str:
    """Not known yet: said so."""
    return say("order.not_known") if amount is None else money(amount, currency)


def parcels(value: Value, desk: Desk) -> list[dict[str, Any]]:
    """Those that went out, then those that the buyer sent back."""
    return ([parcel(p, say("story.parcel", n=n), value, desk) for n, p in enumerate(value.parcels, 1)]
            + [parcel(p, say("story.sent_back", n=n), value, desk, back=True) for n, p in enumerate(value.sent_back, 1)])


def parcel(p: ValueParcel, name: str, value: Value, desk: Desk, *, back: bool = False) -> dict[str, Any]:
    state, words = where(p), "parcel_back" if back else "parcel"
    stops = [(naming.of(words, name), short(at)) for name, at in
             (("booked", p.booked_at), ("sent", p.sent_at), ("delivered", p.delivered_at), ("returning", p.returning_at)) if at != NEVER]
    return {"name": name, "id": p.id, "state": naming.of(words, state), "back": back, "carrier": p.tracking[1],
            "carrier_name": name_of(p.tracking[1], language()), "numbers": p.tracking[2], "written": " ".join(p.tracking[2]),
            "own_link": "" if p.tracking[2] else p.tracking[3],
            "url": p.tracking[3] if p.tracking[3].startswith("https://") else link_of(p.tracking[1], p.tracking[2], language()),
            "goods": events.pieces(returned(p, value) if back else p.units, value), "stops": stops,
            "expected": "" if back else expectation(p, value), "open": state not in ENDS_OF_A_PARCEL, "there": state in ("delivered", "called_back"),
            "out": figures.has_left(p), "place": p.place, "struck": p.id in value.struck}


def returned(p: ValueParcel, value: Value) -> Units:
    """What is in a parcel that comes back, where a return says so."""
    return next((part.units for part in value.returns_agreed if part.id == p.back_for), ())


def notice_rows(notices: list[Notice], desk: Desk, value: Value) -> list[dict[str, Any]]:
    rows = policies([(desk.shop.pk, value.policy)])[desk.shop.pk, value.policy].journeys if value.policy else ()
    own = titles(desk.shop)
    return [{"id": n.pk, "when": short(n.sent_at or n.due_at or n.queued_at), "name": own.get(n.kind) or naming.notice(n.kind, n.variant),
             "sent": bool(n.text or n.html),
             "state": naming.of("notice_states", n.state), "reason": naming.not_sent(n.reason), "dead": n.state in ("dead", "bounced"),
             "error": n.last_error if n.state == "dead" else "",
             "why": events.journey_why(n.row, rows), "recipient": n.recipient} for n in notices]


def people(order: Order, value: Value) -> dict[str, Any]:
    contact, address = find.person(order, value.contact[1]), find.person(order, value.address[1])
    return {"contact": msgspec.json.decode(contact.data, type=Contact) if contact else None,
            "address": msgspec.json.decode(address.data, type=Address) if address else None}


def heading(value: Value) -> str:
    """真鍮のドリップポット ほか2点."""
    if not value.lines:
        return ""
    first, rest = value.lines[0], sum(line.units for line in value.lines) - value.lines[0].units
    return (first.title or first.item or first.id) + (say("story.and_more", n=rest) if rest else "")


@desk_page()
@require_safe
def one_order(request: DeskRequest, id: int) -> HttpResponse:
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    desk.looked_at(order.pk, "order")
    return render(request, "console/order.html", page_of(order, desk))


def page_of(order: Order, desk: Desk) -> dict[str, Any]:
    value = decoder.decode(order.state)
    notices = list(Notice.objects.filter(shop=desk.shop, order=order).order_by("queued_at", "id"))
    who = people(order, value)
    contact, refund = who["contact"], RefundTask.objects.filter(shop=desk.shop, order=order).first()
    name = contact.name or (contact.family_name + " " + contact.given_name).strip() if contact else ""
    return who | {
        "order": order, "value": value,
        "channel": title_of(order.connection.channel), "erased": not order.salt,
        "heading": heading(value), "placed": moment(order.placed_at),
        "name": name, "called": name, "regions": regions(value, order),
        "facts": facts(order, value, desk), "plans": plans(order, desk, notices), "sum": money_sum(value, order), "parcels": parcels(value, desk),
        "notices": notice_rows(notices, desk, value), "notes": list(Note.objects.filter(shop=desk.shop, order=order).order_by("id")),
        "cases": [{"kind": c.kind, "name": naming.heading("cases", c.kind), "at": c.opened_at, "reasons": [say_again(reason) for reason in c.reasons]} for c in
                  Case.objects.filter(shop=desk.shop, order=order, closed_at=0).order_by("opened_at")],
        "lines": line_rows(value, order.currency),
        "can": can(order, value), "status": status_path(order.pk), "refund_text": as_text(refund.amount, order.currency or "JPY") if refund else "",
        "missing_text": as_text(max(0, figures.price(value) - figures.paid(value)), order.currency or "JPY"),
        "kinds": sorted({(n.kind, n.variant, naming.notice(n.kind, n.variant)) for n in notices if n.sent_at}),
        "returns": [(part.id, events.pieces(part.units, value) or part.id) for part in figures.valid(value, value.returns_agreed)],
        "letter": desk.writes and bool(letter_facts.of(order, value, desk.now).matter),
        "own_kinds": [(one.kind, one.title) for one in complete(desk.shop) if desk.writes and one.kind not in off(desk.shop)],
        "unclear": unclear(order), "policy": value.policy, "way": naming.of("ways", value.manner.way),
        "payments": [(p.id, money(figures.amount_of(p), order.currency), naming.of("ways", p.way)) for p in figures.valid(value, value.payments)],
    }


def line_rows(value: Value, currency: str) -> list[dict[str, Any]]:
    """Each line with the pieces that did not go to another order, and how many are to be sent."""
    away, left = dict(figures.moved_away(value)), dict(figures.unsent(value))
    rows = []
    for line in value.lines:
        here = line.units - away.get(line.id, 0)
        amount = line.amount if here == line.units else figures.value_of(value, ((line.id, here),))
        rows.append({"line": line, "field": f"units-{line.id}", "here": here, "amount": money(amount, currency), "left": left.get(line.id, 0),
                     "price": money(line.price, currency) if line.price is not None else ""})
    return rows


def unclear(order: Order) -> list[int]:
    """Deliveries about it that were not understood whole."""
    return list(Received.objects.filter(shop=order.shop_id, order=order.pk, state="quarantined").order_by("pk").values_list("pk", flat=True)[:20])


def can(order: Order, value: Value) -> dict[str, bool]:
    """Which forms make sense now; the rules have the last word all the same."""
    live = order.progress not in OVER
    return {"pay": live and figures.price(value) > figures.paid(value), "ship": live and bool(figures.unsent(value)),
            "ships_next": order.hold == "none" and order.progress in ("awaiting_shipment", "partly_shipped"),
            "cancel": live and order.progress not in ("delivered", "awaiting_delivery"),
            "refuse": order.hold == "cancel_requested", "freeze": live and order.hold != "frozen", "unfreeze": order.hold == "frozen",
            "move": order.progress in NOT_ALL_SENT and bool(figures.unsent(value)), "reopen": order.progress == "closed",
            "sent_back": figures.some_left(value), "refund": order.funds == "refund_due", "strike": bool(value.payments or value.parcels)}


@desk_page()
@require_safe
def order_news(request: DeskRequest, id: int) -> HttpResponse:
    """Asked every few seconds: have entries come since this page was made?"""
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    written = request.GET.get("seq", "0")
    seen = number(written)
    return render(request, "console/_news.html", {"new": max(0, order.seq - seen) if written.isdecimal() else 0, "seq": seen, "where": f"/orders/{id}",
                                                  "ask": f"/orders/{id}/news?seq={seen}"})


FRAME = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox; frame-ancestors 'self'"


def framed(html: str) -> HttpResponse:
    """A mail's page in its own cage: no script, no forms, nothing from elsewhere."""
    return HttpResponse(html, headers={"Content-Security-Policy": FRAME, "X-Content-Type-Options": "nosniff"})


@desk_page()
@require_safe
def notice(request: DeskRequest, id: int, notice: int) -> HttpResponse:
    """A notice exactly as it was sent."""
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    found: Notice = find.owned(Notice, desk.shop, notice)
    if found.order_id != order.pk:
        raise Http404
    desk.looked_at(order.pk, "order")
    return render(request, "console/notice.html", {"order": order, "notice": found, "state": naming.of("notice_states", found.state),
                                                   "tongue": naming.of("tongues", found.locale),
                                                   "name": titles(desk.shop).get(found.kind) or naming.notice(found.kind, found.variant)})


@desk_page()
@require_safe
def notice_html(request: DeskRequest, id: int, notice: int) -> HttpResponse:
    desk = desk_of(request)
    found: Notice = find.owned(Notice, desk.shop, notice)
    if found.order_id != id:
        raise Http404
    return framed(found.html)
