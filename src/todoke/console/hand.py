"""What staff do by hand about one order: each form becomes events, and goes through the desk's own door."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from todoke.console import find, naming
from todoke.console.carried import Doubt, carrier_in, numbers_in
from todoke.console.doors import OWNER, STAFF, WAREHOUSE, Desk, DeskRequest, desk_of, desk_page
from todoke.console.saying import known, say
from todoke.console.story import page_of
from todoke.console.told import tell
from todoke.desk.acts import act, change_people, note, settle_alerts, undo
from todoke.desk.parcels import went_out
from todoke.desk.shipping import usual_carriers
from todoke.desk.texts import complete
from todoke.notices.models import Notice
from todoke.orders.models import Order
from todoke.rules import events as ev
from todoke.rules import figures
from todoke.rules.money import from_text
from todoke.rules.order import Order as Value
from todoke.rules.order import decoder
from todoke.rules.people import Address, Contact
from todoke.tracking.carriers import carrier_of

Form = dict[str, str]
P = TypeVar("P", Contact, Address)


MOST_MONEY = 10**15  # in the smallest unit: more is a slip of the hand
MOST_AHEAD = 5 * 366 * 86_400  # seconds
LONGEST_LINK = 400


class Mend(Exception):
    """The form cannot be used; says how to mend it."""


def amount(form: Form, value: Value) -> int:
    try:
        found = from_text(form.get("amount", "").replace(",", "").replace("，", ""), value.manner.currency)
    except ValueError:
        raise Mend(say("answers.the_amount_cannot_be_read", a=form.get("amount", "")[:40])) from None
    if found <= 0:
        raise Mend(say("answers.the_amount_is_not_above"))
    if found > MOST_MONEY:
        raise Mend(say("answers.the_amount_cannot_be_read", a=form["amount"][:40]))
    return found


def paid(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.PaymentReceived(payment=f"desk-{form['key'][:12]}", amount=amount(form, value), way=form.get("way", "")[:30], at=desk.now)]


def shipped(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    """All that has not left, or the pieces that were written; without a number it is sent without one."""
    rest = figures.unsent(value)
    units = tuple((line, n) for line, left in rest if (n := whole(form.get(f"units-{line}", str(left)), left)))
    if not units:
        raise Mend(say("answers.nothing_is_in_the_parcel"))
    carrier, numbers = carried(form, desk)
    booked = next((p.id for p in value.parcels if p.marks == {"booked"}), "")
    return [ev.ParcelSent(parcel=booked or f"desk-{form['key'][:12]}", units=units, carrier=carrier, numbers=numbers, url=link(form), at=desk.now)]


def link(form: Form) -> str:
    """To the page of a carrier that nobody knows."""
    written = form.get("url", "").strip()
    if written and (not written.startswith("https://") or len(written) > LONGEST_LINK or any(c.isspace() for c in written)):
        raise Mend(say("answers.write_the_link"))
    return written


def carried(form: Form, desk: Desk) -> tuple[str, tuple[str, ...]]:
    """Carrier and numbers; a carrier that was left empty is the one whose numbers they are."""
    written = form.get("carrier", "").strip()[:60]
    written = carrier_of(written) or written
    numbers = numbers_in(form.get("numbers", ""), written)
    try:
        return carrier_in(written, numbers, {} if written or not numbers else usual_carriers(desk.shop.pk)), numbers
    except Doubt as error:
        raise Mend(str(error)) from None


def whole(text: str, most: int) -> int:
    if not text.strip().isdecimal() or len(text) > 40 or int(text) > most:
        raise Mend(say("answers.write_the_pieces_as_0", t=text[:40], m=most))
    return int(text)


def parcel_of(form: Form, value: Value) -> str:
    if not any(p.id == form.get("parcel") for p in value.parcels + value.sent_back):
        raise Mend(say("answers.there_is_no_such_parcel"))
    return form["parcel"]


def delivered(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.ParcelDelivered(parcel=parcel_of(form, value), place=form.get("place", "")[:60], at=desk.now)]


def tracking(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    """As they stand now; neither number nor link: they are taken away."""
    carrier, numbers = carried(form, desk)
    return [ev.TrackingChanged(parcel=parcel_of(form, value), carrier=carrier, numbers=numbers, url=link(form), at=desk.now)]


def sent_back(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    """The number of the parcel in which the buyer gives something back; one that the shop sent bears another."""
    carrier, numbers = carried(form, desk)
    if not numbers and not link(form):
        raise Mend(say("answers.write_the_number_of_the_return"))
    if went_out(value, numbers):
        raise Mend(say("answers.that_number_went_out", n=" ".join(numbers)))
    agreed = next((part.id for part in value.returns_agreed if part.id == form.get("return")), "")
    return [ev.ReturnSent(parcel=f"desk-{form['key'][:12]}", id=agreed, carrier=carrier, numbers=numbers, url=link(form), at=desk.now)]


def cancel(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.CancelDecided(reason=form.get("reason", "")[:60], by="shop", at=desk.now)]


def refuse(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.CancelRefused(reason=form.get("reason", "")[:200], at=desk.now)]


def refund(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.RefundPaid(refund=f"desk-{form['key'][:12]}", amount=amount(form, value), way=form.get("way", "")[:30], at=desk.now)]


def extend(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    try:
        until = int(datetime.fromisoformat(form.get("until", "")).replace(tzinfo=ZoneInfo(desk.zone)).timestamp())
    except (ValueError, OverflowError):
        raise Mend(say("answers.the_new_deadline_cannot_be")) from None
    if until <= desk.now:
        raise Mend(say("answers.the_new_deadline_is_past"))
    if until > desk.now + MOST_AHEAD:
        raise Mend(say("answers.the_new_deadline_is_too_far"))
    return [ev.DeadlineExtended(kind=form.get("kind", ""), until=until, reason=form.get("reason", "")[:200], at=desk.now)]


def freeze(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.OrderFrozen(at=desk.now)]


def unfreeze(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.OrderUnfrozen(at=desk.now)]


def reopen(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.OrderReopened(at=desk.now)]


def strike(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    return [ev.FactStruck(fact=form.get("fact", ""), at=desk.now)]


def close_case(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    if not form.get("outcome", "").strip():
        raise Mend(say("answers.write_how_it_was_settled"))
    return [ev.CaseClosed(case=form.get("case", ""), outcome=form["outcome"].strip()[:200], at=desk.now)]


def again(form: Form, value: Value, desk: Desk) -> list[ev.Event]:
    kind, _, variant = form.get("notice", "").partition("/")
    if not known(f"kinds.{kind}") and kind not in {one.kind for one in complete(desk.shop)}:
        raise Mend(say("answers.pick_the_notice_to_send"))
    return [ev.TellAgain(id=form["key"], kind=kind, variant=variant, at=desk.now)]


Make = Callable[[Form, Value, Desk], list[ev.Event]]
ACTS: dict[str, Make] = {
    "paid": paid, "shipped": shipped, "delivered": delivered, "tracking": tracking, "sent_back": sent_back, "cancel": cancel, "refuse": refuse,
    "refund": refund, "extend": extend, "freeze": freeze, "unfreeze": unfreeze, "reopen": reopen, "strike": strike, "close_case": close_case, "again": again,
    "tell": again,
}
SHIPPING = ("shipped", "delivered", "tracking", "sent_back")


@desk_page(OWNER, STAFF, WAREHOUSE)
@require_POST
def by_hand(request: DeskRequest, id: int) -> HttpResponse:
    """One form, its events, and the desk's answer in words on the order's page."""
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    form = {name: str(text) for name, text in request.POST.items()}
    what = form.get("what", "")
    if what not in ACTS or len(form.get("key", "")) < 16 or (not desk.writes and what not in SHIPPING):
        tell(request, say("answers.this_cannot_be_done_open"), trouble=True)
        return back(id)
    make = ACTS[what]
    try:
        refused = act(order, make(form, decoder.decode(order.state), desk), by=desk.by, now=desk.now, key=form["key"])
    except Mend as error:
        refused = [str(error)]
    trouble = [naming.of("refusals", reason) for reason in refused if reason]
    tell(request, say("answers.refused") + " ".join(trouble) if trouble else say(f"answers.{what}"), trouble=bool(trouble))
    return again_with(request, order, form) if trouble else back(id)


def again_with(request: DeskRequest, order: Order, form: Form) -> HttpResponse:
    """The order's page once more, with what was typed still in its form."""
    desk = desk_of(request)
    desk.looked_at(order.pk, "order")
    order.refresh_from_db()
    return render(request, "console/order.html", page_of(order, desk) | {"typed": form}, status=422)


def back(id: int) -> HttpResponse:
    return HttpResponseRedirect(f"/orders/{id}")


@desk_page(OWNER, STAFF)
@require_POST
def mend_people(request: DeskRequest, id: int) -> HttpResponse:
    """The buyer's mail, name or phone, or the address; and, if asked, the last notice once more to the new address."""
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    value, form = decoder.decode(order.state), {name: str(text).strip() for name, text in request.POST.items()}
    key, mail, once_more = form.get("key", ""), form.get("mail", ""), form.get("notice", "")
    if len(key) < 16 or (once_more and not known(f"kinds.{once_more.partition('/')[0]}")):
        tell(request, say("answers.this_cannot_be_done_open"), trouble=True)
        return back(id)
    if "mail" in form and (mail.count("@") != 1 or any(c.isspace() for c in mail)):
        full = "＠" in mail
        tell(request, say("answers.the_is_full_width_use") if full
             else say("answers.is_no_mail_address_write", m=mail), trouble=True)
        return again_with(request, order, form)
    row = find.person(order, value.contact[1] if "mail" in form else value.address[1])
    contact = filled(msgspec.json.decode(row.data, type=Contact) if row else Contact(), form) if "mail" in form else None
    address = None if contact else filled(msgspec.json.decode(row.data, type=Address) if row else Address(), form)
    change_people(order, by=desk.by, now=desk.now, key=key, contact=contact, address=address)
    if once_more:
        act(order, again(form, value, desk), by=desk.by, now=desk.now, key=f"{key}-again")
    tell(request, say("answers.it_is_mended") + (say("answers.the_notice_leaves_again") if once_more else ""))
    return back(id)


def filled(person: P, form: Form) -> P:
    """The person with the fields that the form has."""
    fields = [field for field in person.__struct_fields__ if field in form and field not in ("billing", "engraving")]
    return msgspec.structs.replace(person, **{field: form[field] for field in fields})


@desk_page(OWNER, STAFF)
@require_POST
def write_note(request: DeskRequest, id: int) -> HttpResponse:
    desk = desk_of(request)
    note(find.owned(Order, desk.shop, id), request.POST.get("text", ""), by=desk.by, now=desk.now)
    return back(id)


@desk_page(OWNER, STAFF)
@require_POST
def alert_done(request: DeskRequest) -> HttpResponse:
    """A line of today that somebody has seen to: it goes, for every order that it names."""
    desk = desk_of(request)
    for what in request.POST.getlist("what"):
        settle_alerts(desk.shop, what, now=desk.now)
    return HttpResponseRedirect("/")


@desk_page(OWNER, STAFF)
@require_POST
def undo_notice(request: DeskRequest, id: int, notice: int) -> HttpResponse:
    desk = desk_of(request)
    found: Notice = find.owned(Notice, desk.shop, notice)
    done = found.order_id == id and undo(found, by=desk.by)
    tell(request, say("answers.it_will_not_be_sent") if done else say("answers.it_had_left_already"), trouble=not done)
    return back(id)
