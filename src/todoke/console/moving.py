"""Goods to another order, or split off into a new one: pick the lines, see what becomes of both sums, then do it."""

from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.console import find, naming
from todoke.console.doors import OWNER, STAFF, Desk, DeskRequest, desk_of, desk_page
from todoke.console.hand import Mend, back, whole
from todoke.console.moments import money
from todoke.console.saying import say
from todoke.console.story import people
from todoke.console.told import tell
from todoke.desk.moving import Plan, Side, Wanted, by_number, cost, done_before, move, open_orders_of, seen
from todoke.orders.models import Order
from todoke.rules import figures
from todoke.rules.order import CLOSED, decoder
from todoke.rules.order import Order as Value
from todoke.rules.units import units

NEW, BY_NUMBER = "new", "number"


class Asked(NamedTuple):
    """What the form says. `taker` None: a new order."""

    wanted: Wanted
    taker: Order | None


@desk_page(OWNER, STAFF)
@require_safe
def asked(request: DeskRequest, id: int) -> HttpResponse:
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    desk.looked_at(order.pk, "order")
    return render(request, "console/moving.html", page_of(order, {}))


def page_of(order: Order, form: dict[str, str], wrong: str = "") -> dict[str, Any]:
    value, others = decoder.decode(order.state), open_orders_of(order)
    left = dict(figures.unsent(value))
    goods = [(line, left[line.id], form.get(f"units-{line.id}", "0" if form else str(left[line.id]))) for line in value.lines if left.get(line.id)]
    rest = figures.price(value) - cost(value, figures.unsent(value)) if figures.unsent(value) == figures.open_units(value) else 0
    return {"order": order, "goods": goods, "others": [(other, summary(other)) for other in others], "to": form.get("to", str(others[0].pk) if others else NEW),
            "number": form.get("number", ""), "rest": money(rest, order.currency) if rest > 0 else "", "with_rest": form.get("rest", ""), "wrong": wrong}


def summary(order: Order) -> str:
    """What is in it, and how far it is."""
    value = decoder.decode(order.state)
    titles = [line.title or line.item for line in value.lines if dict(figures.open_units(value)).get(line.id)]
    return say("moving.summary", t=titles[0] if titles else "", n=len(titles) - 1) if len(titles) > 1 else "".join(titles)


def read(order: Order, form: QueryDict) -> Asked:
    """Raises Mend."""
    left = figures.unsent(decoder.decode(order.state))
    some = units((line, n) for line, most in left if (n := whole(form.get(f"units-{line}", "") or "0", most)))
    if not some:
        raise Mend(say("moving.pick_some"))
    return Asked(Wanted(some, bool(form.get("rest"))), taker_in(order, form))


def taker_in(order: Order, form: QueryDict) -> Order | None:
    to, number = form.get("to", ""), form.get("number", "").strip()[:100]
    if to == NEW:
        return None
    if to != BY_NUMBER:
        found = Order.objects.filter(shop=order.shop_id, pk=int(to)).first() if to.isascii() and to.isdecimal() and len(to) < 19 else None
    else:
        several = by_number(order, number) if number else []
        if len(several) > 1:
            raise Mend(say("moving.several", n=number))
        found = several[0] if several else None
    if found is None:
        raise Mend(say("moving.no_such_order", n=number) if to == BY_NUMBER and number else say("moving.where_to"))
    return found


@desk_page(OWNER, STAFF)
@require_POST
def checked(request: DeskRequest, id: int) -> HttpResponse:
    """Nothing is done yet."""
    desk = desk_of(request)
    return preview(request, find.owned(Order, desk.shop, id), desk)


def preview(request: DeskRequest, order: Order, desk: Desk) -> HttpResponse:
    form = {name: str(text) for name, text in request.POST.items()}
    try:
        one = read(order, request.POST)
        plan = seen(order, one.taker, one.wanted, now=desk.now)
    except (Mend, ValueError) as error:
        return render(request, "console/moving.html", page_of(order, form, naming.of("refusals", str(error))), status=400)
    if plan.refused:
        return render(request, "console/moving.html", page_of(order, form, refusal(plan.refused)), status=400)
    if one.taker:
        desk.looked_at(one.taker.pk, "order")
    return render(request, "console/moving_check.html", {
        "order": order, "taker": one.taker, "sides": [side(each, order.currency) for each in plan.sides], "form": kept(one, form),
        "seen": stamp(order, one), "moved": moved_words(plan, order.currency), "notes": notes(order, one, plan),
    })  # fmt: skip


def refusal(refused: tuple[str, str]) -> str:
    return say("moving.refused", o=refused[0], w=naming.of("refusals", refused[1]))


def stamp(order: Order, one: Asked) -> str:
    """How far both journals were when they were looked at."""
    return f"{order.seq}.{one.taker.seq if one.taker else 0}"


def kept(one: Asked, form: dict[str, str]) -> list[tuple[str, str]]:
    """The form's own fields, to be sent once more."""
    fields = [(f"units-{line}", str(n)) for line, n in one.wanted.units]
    return [*fields, ("to", form.get("to", "")), ("number", form.get("number", "")), *([("rest", "1")] if one.wanted.rest else [])]


def moved_words(plan: Plan, currency: str) -> dict[str, Any]:
    into = plan.events[1]
    return {"goods": [(line.title or line.item or line.id, line.variant, line.units) for line in into.lines], "amount": money(into.amount, currency),
            "money": money(into.money, currency)}


def side(one: Side, currency: str) -> dict[str, Any]:
    """One order before and after: what it costs, what was paid, what is missing or owed."""
    before, after = one.before, one.after
    rows = [(say(f"moving.{name}"), money(was, currency), money(will, currency)) for name, was, will in (
        ("price", figures.price(before), figures.price(after)), ("paid", figures.paid(before), figures.paid(after)),
        ("missing", missing(before), missing(after)), ("owed", figures.owed(before), figures.owed(after))) if was or will]
    goods = [(line.title or line.item or line.id, line.variant, n) for line in after.lines if (n := dict(figures.open_units(after)).get(line.id, 0))]
    return {"number": one.number, "rows": rows, "goods": goods, "ends": after.progress == CLOSED, "state": naming.heading("progress", after.progress)}


def missing(o: Value) -> int:
    return max(0, figures.price(o) - figures.paid(o)) if o.progress != CLOSED else 0


def notes(order: Order, one: Asked, plan: Plan) -> list[str]:
    """What staff should know before they press."""
    found = []
    if one.taker and mail_of(order) != mail_of(one.taker):
        found.append(say("moving.other_buyer"))
    if any(each.connection.api_url for each in (order, one.taker) if each):
        found.append(say("moving.channel_is_not_told"))
    return found


def mail_of(order: Order) -> str:
    contact = people(order, decoder.decode(order.state))["contact"]
    return contact.mail.casefold() if contact else ""


@desk_page(OWNER, STAFF)
@require_POST
def done(request: DeskRequest, id: int) -> HttpResponse:
    """Once for a form. What has changed since it was looked at is looked at again."""
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    key = request.POST.get("key", "")
    if len(key) < 16:
        tell(request, say("answers.this_cannot_be_done_open"), trouble=True)
        return back(id)
    if before := done_before(order, key):
        return back(before.pk)
    try:
        one = read(order, request.POST)
    except Mend:
        return preview(request, order, desk)
    if request.POST.get("seen", "") != stamp(order, one):
        tell(request, say("moving.changed_meanwhile"), trouble=True)
        return preview(request, order, desk)
    result = move(order, one.taker, one.wanted, by=desk.by, now=desk.now, key=key)
    if result.refused or result.other is None:
        tell(request, refusal(result.refused) if result.refused else say("answers.this_cannot_be_done_open"), trouble=True)
        return back(id)
    tell(request, say("moving.done" if one.taker else "moving.split", a=order, b=result.other))
    return HttpResponseRedirect(f"/orders/{result.other.pk}")
