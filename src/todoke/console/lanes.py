"""How long parcels take, by the shop's own: a table of lanes, and what an order's page says of each parcel (TRK-7)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.console.doors import DeskRequest, desk_of, desk_page
from todoke.console.moments import day, moment, span
from todoke.console.saying import language, say
from todoke.desk.lanes_told import Told, told
from todoke.notices.wording import country_name
from todoke.rules.events import ParcelForecast
from todoke.rules.figures import under_way
from todoke.rules.order import Forecast, Order, Parcel
from todoke.rules.parcel_life import last_word
from todoke.tracking.carriers import name_of
from todoke.tracking.lanes import MEASURED, PUBLISHED
from todoke.tracking.lanes_places import name_of_place


@desk_page()
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    desk = desk_of(request)
    return render(request, "console/lanes.html", {"rows": [row(one) for one in told(desk.shop, desk.now)]})


def row(one: Told) -> dict[str, Any]:
    record = one.record
    return {"carrier": name_of(one.carrier, language()), "whole": not one.destination, "way": way(one.origin, one.destination), "parcels": one.parcels,
            "half": within(one.half), "nine": within(one.nine), "quiet": span(one.quiet * 3600) if one.quiet else "",
            "right": share(record.right, record.told), "kept": share(record.kept, record.promised)}


def way(origin: str, destination: str) -> str:
    """大阪府 → 東京都."""
    if not destination:
        return say("lanes.everywhere")
    return " → ".join(place(one) for one in (origin, destination) if one)


def place(code: str) -> str:
    return name_of_place(code, language()) if "-" in code else country_name(code, language())


def within(days: int) -> str:
    return say("lanes.same_day") if days == 0 else say("lanes.day" if days == 1 else "lanes.days", n=days)


def share(right: int, of: int) -> str:
    return say("lanes.of", r=right, n=of) if of else ""


# ── on an order's page ──────────────────────────────────────────────────────────────────────────────
def expectation(p: Parcel, o: Order) -> str:
    """When it should come, who says so, and on what that rests; since when it is silent. Nothing of one that is not on its way."""
    if not under_way(p) or "returning" in p.marks:
        return ""
    quiet = [say("lanes.silent_since", at=moment(p.silent_since))] if 0 <= p.silent_since == last_word(p) else []
    return say("lanes.gap").join([*([promised(o)] if o.dates.deliver_by[0] >= 0 else reckoned(p.forecast)), *quiet])


def promised(o: Order) -> str:
    return say("lanes.promised", day=day(o.dates.deliver_by[1]))


def reckoned(said: Forecast) -> list[str]:
    return [] if said.at < 0 else [say("lanes.likely", days=days(said)), rests_on(said)]


def days(said: Forecast | ParcelForecast) -> str:
    first, last = day(said.first), day(said.last)
    return first if first == last else say("lanes.between", first=first, last=last)


def rests_on(said: Forecast | ParcelForecast) -> str:
    """On how many parcels of which lane, and how right such forecasts were; a default says that it is one."""
    if said.lane not in MEASURED:
        return say("lanes.published" if said.lane == PUBLISHED else "lanes.guessed")
    record = [say("lanes.record", told=said.told, right=said.right)] if said.told else []
    return say("lanes.gap").join([say(f"lanes.rests_on_{said.lane}", n=said.rests_on), *record])
