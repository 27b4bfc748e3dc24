"""What may leave today, and why the rest may not; lists to pick by, slips to put in, and many orders marked as sent in one act."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.channels.csv.parcels import Wanted
from todoke.console import find
from todoke.console.carried import numbers_in
from todoke.console.doors import OWNER, STAFF, WAREHOUSE, Desk, DeskRequest, desk_of, desk_page
from todoke.console.leaving import why
from todoke.console.moments import MONTHS, local
from todoke.console.saying import say
from todoke.console.told import tell
from todoke.desk.exporting import ADDRESSES, CONTACTS, people
from todoke.desk.shipping import Answer, may_leave, ship
from todoke.notices.wording import country_name
from todoke.orders.models import Deadline, Order
from todoke.rules.events import Line
from todoke.rules.figures import unsent
from todoke.rules.order import AWAITING_PAYMENT, AWAITING_SHIPMENT, NONE, PARTLY_SHIPPED, VERIFYING_PAYMENT, decoder
from todoke.rules.order import Order as Value
from todoke.rules.people import Address, Contact
from todoke.shops.choices import show
from todoke.shops.models import Shop
from todoke.tracking.carriers import carrier_of

PAGE = 50  # orders on a page; as many can be marked at once
HELD = 30  # orders that may not leave, on a page
# word for word as its index has it (orders/models.py): with values in their places no database would know that the index fits
STOPPED = """"progress" IN ('partly_shipped', 'awaiting_shipment') AND ("dispute" = 'open' OR NOT ("hold" = 'none'))"""
TO_SHIP, UNPAID = (PARTLY_SHIPPED, AWAITING_SHIPMENT), (AWAITING_PAYMENT, VERIFYING_PAYMENT)


class Parcel(NamedTuple):
    """An order on the packing table. `goods`: lines with the pieces that have not left. `reason`: why it may not leave."""

    order: Order
    value: Value
    goods: list[tuple[Line, int]]
    reason: str
    name: str = ""
    due: int = 0

    @property
    def pieces(self) -> int:
        return sum(pieces for _, pieces in self.goods)


class Table(NamedTuple):
    """`next`: the key under which more follow; empty at the end."""

    ready: list[Parcel]
    held: list[Parcel]
    next: str


# ── what lies on the table ──────────────────────────────────────────────────────────────────────────
def table(shop: Shop, after: str = "") -> Table:
    """The oldest first. Begun parcels come before new ones; what a hold or a dispute stops is asked for apart."""
    free = [*part(shop, PARTLY_SHIPPED, after), *part(shop, AWAITING_SHIPMENT, after)]
    stopped = Order.objects.filter(RawSQL(STOPPED, (), BooleanField()), shop=shop).select_related("connection")
    parcels = [parcel(order) for order in free[:PAGE]]
    held = [one for one in parcels if one.reason] + [parcel(order) for order in stopped.order_by("placed_at", "id")[:HELD]]
    ready = [one for one in parcels if not one.reason]
    return Table(dressed(shop, ready), dressed(shop, held), key(free[PAGE - 1]) if len(free) > PAGE else "")


def part(shop: Shop, progress: str, after: str) -> list[Order]:
    """One state at a time, so that the database reads along its index."""
    rows = Order.objects.filter(shop=shop, progress=progress, hold=NONE).exclude(dispute="open").select_related("connection")
    state, _, rest = after.partition(".")
    at, _, id = rest.partition(".")
    if state in TO_SHIP and at.isdecimal() and id.isdecimal() and len(rest) < 40:
        if TO_SHIP.index(progress) < TO_SHIP.index(state):
            return []
        rows = rows.filter(Q(placed_at__gt=int(at)) | Q(placed_at=int(at), id__gt=int(id))) if progress == state else rows
    return list(rows.order_by("placed_at", "id")[: PAGE + 1])


def key(order: Order) -> str:
    return f"{order.progress}.{order.placed_at}.{order.pk}"


def parcel(order: Order) -> Parcel:
    value = decoder.decode(order.state)
    left = unsent(value)
    lines = {line.id: line for line in value.lines}
    goods = [(lines[line], pieces) for line, pieces in left if line in lines]
    return Parcel(order, value, sorted(goods, key=lambda pair: value.lines.index(pair[0])), may_leave(value, left))


def dressed(shop: Shop, parcels: Sequence[Parcel]) -> list[Parcel]:
    """With the buyers' names and the moment by which each should leave."""
    names = find.names(shop, [one.order for one in parcels])
    due = dict(Deadline.objects.filter(shop=shop, order__in=[one.order for one in parcels], kind="ship_by", state="waiting").values_list("order_id", "due_at"))
    return [one._replace(name=name_in(names.get(one.order.pk, "")), due=due.get(one.order.pk, 0)) for one in parcels]


def name_in(data: str) -> str:
    who = CONTACTS.decode(data) if data else Contact()
    return who.name or f"{who.family_name} {who.given_name}".strip()


@desk_page()
@require_safe
def shown(request: DeskRequest) -> HttpResponse:
    """The table: tick, write numbers, mark as sent."""
    return page(request, QueryDict())


def page(request: DeskRequest, typed: QueryDict, status: int = 200) -> HttpResponse:
    """With whatever was typed and is not on record yet."""
    desk = desk_of(request)
    found = table(desk.shop, request.GET.get("after", ""))
    return render(
        request,
        "console/packing.html",
        {
            "ready": [row(one, typed) for one in found.ready],
            "held": [row(one, typed) for one in found.held],
            "next": found.next,
            "after": request.GET.get("after", ""),
            "unpaid": find.count(Order.objects.filter(shop=desk.shop, progress__in=UNPAID)),
            "sentence": sentence(found),
            "carrier": typed.get("carrier", ""),
        },
        status=status,
    )


def row(one: Parcel, typed: QueryDict) -> dict[str, Any]:
    usual = one.value.manner.shipping if carrier_of(one.value.manner.shipping) else ""
    return {
        "order": one.order,
        "name": one.name,
        "goods": one.goods,
        "due": one.due,
        "why": why(one.reason),
        "partly": one.order.progress == PARTLY_SHIPPED,
        "way": one.value.manner.shipping,
        "carrier": typed.get(f"carrier-{one.order.pk}", usual),
        "numbers": typed.get(f"numbers-{one.order.pk}", ""),
        "ticked": str(one.order.pk) in typed.getlist("order"),
    }


def sentence(found: Table) -> tuple[str, str]:
    """What a colleague would say at the packing table."""
    first = say("packing.ready_more" if found.next else "packing.ready", n=len(found.ready)) if found.ready else say("packing.none_ready")
    return first, say("packing.held", n=len(found.held)) if found.held else ""


# ── marking as sent ─────────────────────────────────────────────────────────────────────────────────
@desk_page(OWNER, STAFF, WAREHOUSE)
@require_POST
def marked(request: DeskRequest) -> HttpResponse:
    """The ticked orders: sent, or on paper."""
    desk, form = desk_of(request), request.POST
    ticked = keys(form.getlist("order"))
    act = form.get("act", "")
    if not ticked:
        tell(request, say("packing.tick_some"), trouble=True)
    elif act in ("list", "slips"):
        return HttpResponseRedirect(f"/packing/{act}?" + "&".join(f"order={one}" for one in ticked))
    else:
        answers = ship([wanted(form, one) for one in ticked], [desk.shop.pk], by=desk.by, now=desk.now)
        for words, trouble in outcome(answers):
            tell(request, words, trouble)
        if any(one.result != "taken" for one in answers):
            return page(request, form, 422)
    return HttpResponseRedirect("/packing")


def keys(texts: Iterable[str]) -> list[int]:
    """Orders by the desk's own key, at most a page of them."""
    return list(dict.fromkeys(int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19))[:PAGE]


def wanted(form: QueryDict, order: int) -> Wanted:
    """As it was written in its row; a carrier that is left out is that of all, or told by the number."""
    carrier = (form.get(f"carrier-{order}", "") or form.get("carrier", "")).strip()[:60]
    return Wanted(str(order), numbers=numbers_in(form.get(f"numbers-{order}", "")[:200], carrier), carrier=carrier_of(carrier) or carrier, order=order)


def outcome(answers: Sequence[Answer]) -> Iterable[tuple[str, bool]]:
    """First what was done, then each that was not, with its reason."""
    done = [one for one in answers if one.result == "taken"]
    if done:
        yield say("packing.sent", n=len(done)), False
    for one in answers:
        if one.result != "taken":
            yield say("packing.not_sent", o=one.order or one.row.number or "?", w=why(one.reason)), True


# ── paper ───────────────────────────────────────────────────────────────────────────────────────────
def chosen(desk: Desk, request: DeskRequest) -> list[Parcel]:
    """Those that were ticked, or all on the first page that may leave."""
    ticked = keys(request.GET.getlist("order"))
    if not ticked:
        return table(desk.shop).ready
    rows = Order.objects.filter(shop=desk.shop, pk__in=ticked).select_related("connection").order_by("placed_at", "id")
    return dressed(desk.shop, [parcel(order) for order in rows])


@desk_page()
@require_safe
def pick_list(request: DeskRequest) -> HttpResponse:
    """What to fetch from the shelves, goods by goods, and for which orders."""
    desk = desk_of(request)
    parcels = chosen(desk, request)
    return render(request, "console/pick_list.html", {"goods": gathered(parcels), "orders": len(parcels), "pieces": sum(one.pieces for one in parcels)})


def gathered(parcels: Sequence[Parcel]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for one in parcels:
        for line, pieces in one.goods:
            entry = found.setdefault((line.item, line.title, line.variant), {"line": line, "pieces": 0, "orders": []})
            entry["pieces"] += pieces
            entry["orders"].append((one.order, pieces))
    return [found[name] for name in sorted(found)]


@desk_page()
@require_safe
def slips(request: DeskRequest) -> HttpResponse:
    """A sheet for each parcel, in the buyer's language, with no prices on a gift."""
    desk = desk_of(request)
    parcels = chosen(desk, request)
    words = people([one.order for one in parcels], [one.value for one in parcels]) if parcels else {}
    for one in parcels:
        desk.looked_at(one.order.pk, "packing slip")
    settings = show(desk.shop)
    return render(
        request, "console/slips.html", {"slips": [slip(one, words) for one in parcels], "support": settings["support"], "returns": settings["returns_text"]}
    )


def slip(one: Parcel, words: dict[tuple[int, str], str]) -> dict[str, Any]:
    value, order = one.value, one.order
    language = "ja" if order.locale.startswith("ja") else "en"
    told = words.get((order.pk, value.address[1]), "")
    to, buyer = ADDRESSES.decode(told) if told else Address(), name_in(words.get((order.pk, value.contact[1]), ""))
    return {
        "order": order, "language": language, "date": date(order.placed_at, language), "goods": one.goods, "currency": order.currency,
        "gift": value.manner.gift, "to": to.name or buyer, "lines": address(to, language), "buyer": "" if value.manner.gift or buyer == to.name else buyer,
        "total": value.total, "whole": not value.parcels,
    }  # fmt: skip


def date(at: int, language: str) -> str:
    """As documents write it: with the year."""
    when = local(at)
    return f"{when.year}年{when.month}月{when.day}日" if language == "ja" else f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def address(to: Address, language: str) -> list[str]:
    """From the country inwards in Japanese, from the house outwards in English."""
    if language == "ja":
        lines = [f"〒{to.postal_code}" if to.postal_code else "", to.region + to.city + to.line1, to.line2, to.company]
    else:
        town = ", ".join(part for part in (to.city, f"{to.region} {to.postal_code}".strip()) if part)
        lines = [to.company, to.line1, to.line2, town]
    return [line for line in (*lines, "" if to.country == "JP" and language == "ja" else country_name(to.country, language)) if line]
