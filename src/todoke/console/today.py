"""The page of today, and the list of orders."""

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.cases.models import Alert
from todoke.console import find, naming
from todoke.console.connections import lines
from todoke.console.doors import Desk, DeskRequest, desk_of, desk_page, number
from todoke.console.moments import hour, left, local
from todoke.console.saying import say
from todoke.orders.models import Order
from todoke.rules.people import Contact

SOON = 2 * 3600
TROUBLES = ("cancel_requested", "frozen", "open")
NAME = msgspec.json.Decoder(Contact)


def end_of_day(desk: Desk) -> int:
    when = local(desk.now)
    return desk.now + 86_400 - (when.hour * 3600 + when.minute * 60 + when.second)


@desk_page()
@require_safe
def today(request: DeskRequest) -> HttpResponse:
    desk = desk_of(request)
    due = find.deadlines(desk.shop, max(end_of_day(desk), desk.now + SOON))
    burning = [d for d in due if d.due_at <= desk.now + SOON]
    alerts = joined(find.alerts(desk.shop))
    coming = find.next_deadlines(desk.shop)
    context = {
        "alerts": alerts,
        "burning": [shown(d) for d in burning], "due": [shown(d) for d in due if d not in burning], "count": len(burning) + len(alerts),
        "cases": [{"order": c.order, "name": naming.heading("cases", c.kind), "at": c.opened_at} for c in find.open_cases(desk.shop)],
        "coming": [shown(d) for d in coming if d.due_at > desk.now],
        "leaving": [{"n": n, "name": naming.notice(n.kind, n.variant), "why": naming.not_sent(n.reason)} for n in find.waiting_notices(desk.shop)],
        "connections": lines(desk.shop),
        "sentence": sentence(desk, len(burning) + len(alerts), [d for d in coming if d.due_at > desk.now]),
        "news": find.newest(desk.shop), "catches": find.catches_mails(), "any_order": Order.objects.filter(shop=desk.shop).exists(),
    }
    return render(request, "console/today.html", context)


def joined(alerts: list[Alert]) -> list[dict[str, Any]]:
    """What reads the same about several orders is one line; the newest first."""
    found: dict[str, list[Alert]] = {}
    for one in alerts:
        found.setdefault(naming.of_any_order(one.what), []).append(one)
    return [{"words": sorted({a.what for a in some}), "what": naming.alert(what), "at": some[0].at,
             "orders": [a.order for a in some[:5] if a.order],
             "more": max(0, len(some) - 5)} for what, some in found.items()]


def shown(deadline: Any) -> dict[str, Any]:
    return {"at": deadline.due_at, "order": deadline.order, "name": naming.heading("deadlines", deadline.kind)}


def sentence(desk: Desk, burning: int, coming: list[Any]) -> tuple[str, str]:
    """What a colleague would say at the door."""
    first = (say("today.burning_2", n=burning) if burning else say("today.nothing_burns_2"))
    if not coming:
        return first, say("today.no_deadline_is_running_2")
    due = coming[0].due_at
    if local(due).date() != local(desk.now).date():
        return first, say("today.the_next_deadline_is_in", l=left(due, desk.now).removesuffix(" left"))
    return first, say("today.next_is", c=hour(due), l=left(due, desk.now))


@desk_page()
@require_safe
def news(request: DeskRequest) -> HttpResponse:
    """Asked every few seconds: how many orders have changed since the page was made?"""
    desk = desk_of(request)
    since = request.GET.get("since", "")
    at = number(since) if since.isdecimal() else desk.now
    return render(request, "console/_news.html", {"new": find.changed_since(desk.shop, at), "where": "/", "ask": f"/news?since={at}"})


@desk_page()
@require_safe
def orders(request: DeskRequest) -> HttpResponse:
    """Found by what a caller says, or cut by state; the next page follows by key."""
    desk = desk_of(request)
    query, view = request.GET.get("q", "").strip()[:100], request.GET.get("view", "")
    page = find.Page(find.search(desk.shop, query), "") if query else find.orders(desk.shop, view, request.GET.get("after", ""))
    names = find.names(desk.shop, page.orders)
    context = {
        "query": query, "view": view, "next": page.next, "rows": [row(order, names.get(order.pk, "")) for order in page.orders],
        "views": [(state, naming.of("progress", state), number if number < find.MANY else say("today.at_least", n=find.MANY))
                  for state, number in find.views(desk.shop)],
    }
    return render(request, "console/orders.html", context)


def row(order: Order, data: str) -> dict[str, Any]:
    who = NAME.decode(data) if data else Contact()
    return {"order": order, "name": who.name or f"{who.family_name} {who.given_name}".strip(), "progress": naming.of("progress", order.progress),
            "funds": naming.of("funds", order.funds), "trouble": order.hold != "none" or order.dispute == "open",
            "trouble_words": "、".join(naming.of(table, state) for table, state in (("hold", order.hold), ("dispute", order.dispute)) if state in TROUBLES)}


@desk_page()
@require_safe
def more(request: DeskRequest) -> HttpResponse:
    """What the tab bar of a phone has no place for."""
    return render(request, "console/more.html")
