"""Connections: where each channel sends, what to tick there, who mails the buyer, when it last spoke; a new one, a new secret."""

import re
from collections import Counter
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.channels.registry import CHANNELS
from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, desk_page
from todoke.console.find import MANY
from todoke.console.moments import moment
from todoke.console.reasons import say_again
from todoke.console.saying import known, say
from todoke.desk.models import Received
from todoke.desk.understand import OURS
from todoke.due.clock import now
from todoke.shops.connect import Offer, Taken, connect, rotate
from todoke.shops.find import connections
from todoke.shops.models import Connection, Shop

NAME = re.compile(r"[A-Za-z0-9_-]{1,60}")
NEWEST = 20_000  # deliveries: who spoke lately is found among these; the others are counted one by one
MAILS = ("channel", "todoke")
PARCEL_NEWS = ("17track", "easypost", "shipbob")  # no orders come from these


class Line(NamedTuple):
    """A connection as the pages show it. Moments are seconds UTC, 0: never."""

    row: Connection
    title: str
    url: str
    last: int
    unclear: int
    trouble: str

    @property
    def reads_back(self) -> bool:
        return bool(self.row.api_url)


def title_of(channel: str) -> str:
    """`自社サイト`, `Shopify`."""
    name = f"connections.channel_{channel}"
    return say(name) if known(name) else CHANNELS[channel].title or channel


def last_of(connection: Connection) -> int:
    """When it last spoke. The newest deliveries tell it of all that are alive; only a silent one is looked for among its own."""
    rows = Received.objects.filter(shop=connection.shop_id, connection=connection.pk).exclude(topic=OURS)
    newest = Received.objects.aggregate(at=Max("pk"))["at"] or 0
    at = rows.filter(pk__gt=newest - NEWEST).order_by("-pk").values_list("received_at", flat=True).first()
    return at or rows.aggregate(at=Max("received_at"))["at"] or 0


def lines(shop: Shop) -> list[Line]:
    """All of a shop. What waits in quarantine is counted among its newest: it has an index of its own, a connection among them has none."""
    unclear = Counter(Received.objects.filter(shop=shop, state="quarantined").order_by("-id").values_list("connection", flat=True)[:MANY])
    return [line(row, unclear[row.pk]) for row in connections(shop)]


def line(row: Connection, unclear: int) -> Line:
    url = f"{settings.PUBLIC_URL}/in/{row.channel}/{row.name}"
    return Line(row, title_of(row.channel), url, last_of(row), unclear, say_again(row.trouble) if row.trouble else "")


def one_of(shop: Shop, pk: int) -> Connection:
    found = Connection.objects.filter(shop=shop, pk=pk).select_related("shop").first()
    if found is None:
        raise Http404
    return found


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    return page(request, {})


def page(request: DeskRequest, typed: dict[str, Any], status: int = 200) -> HttpResponse:
    """The list, and under it the form for a new one with whatever was typed."""
    found = lines(request.shop)
    troubled, silent = [one for one in found if one.trouble], [one for one in found if not one.last and not one.trouble]
    return render(request, "console/connections.html", {
        "lines": found, "troubled": troubled, "silent": silent, "typed": typed,
        "may_own": request.member.role == OWNER, "channels": offered()}, status=status)


def offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be connected: where orders come from, then who has news of parcels."""
    named = [(name, title_of(name)) for name in CHANNELS]
    return [(say("connections.of_orders"), [one for one in named if one[0] not in PARCEL_NEWS]),
            (say("connections.of_parcels"), [one for one in named if one[0] in PARCEL_NEWS])]


@desk_page(OWNER)
@require_POST
def connected(request: DeskRequest) -> HttpResponse:
    """A new one. Its secret stands on the answer and nowhere else (CHN-5)."""
    typed = {key: request.POST.get(key, "").strip() for key in ("channel", "name", "secret")}
    if wrong := fault(typed):
        return page(request, {**typed, "wrong": wrong}, 422)
    offer = Offer(typed["channel"], typed["name"], request.shop.name, typed["secret"], who_mails(typed["channel"]))
    try:
        row, secret = connect(offer, now=now())
    except Taken as error:
        return page(request, {**typed, "wrong": {"name": f"{say_again(str(error))}{say('connections.taken_mend')}"}}, 422)
    return one_page(request, row, "" if typed["secret"] else secret, new=True)


def fault(typed: dict[str, str]) -> dict[str, str]:
    """What cannot be, each beside its field."""
    wrong = {}
    if typed["channel"] not in CHANNELS:
        wrong["channel"] = say("connections.channel_missing")
    if not NAME.fullmatch(typed["name"]):
        wrong["name"] = say("connections.name_wrong")
    return wrong


def who_mails(channel: str) -> str:
    """A channel that mails its buyers anyway goes on doing so until somebody switches."""
    return "channel" if CHANNELS[channel].mails_itself else "todoke"


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def one(request: DeskRequest, pk: int) -> HttpResponse:
    return one_page(request, one_of(request.shop, pk))


def one_page(request: DeskRequest, row: Connection, secret: str = "", *, new: bool = False, late: bool = False) -> HttpResponse:
    """`secret`: shown on this answer only. `late`: somebody else replaced it first."""
    channel, mine = CHANNELS[row.channel], next(one for one in lines(row.shop) if one.row.pk == row.pk)
    return render(request, "console/connection.html", {
        "line": mine, "secret": secret, "new": new, "late": late, "topics": channel.topics, "kinds": kinds_told(row.channel),
        "may_own": request.member.role == OWNER, "read_until": moment(row.read_until) if row.read_until else "",
        "old_until": moment(row.old_until) if row.old_until > now() else "",
        "mails": [(way, say(f"connections.mails_{way}"), say(f"connections.mails_{way}_about")) for way in MAILS],
        "switched": request.GET.get("switched")}, status=409 if late else 200)


def kinds_told(channel: str) -> list[str]:
    """Kinds of notices that the channel sends by itself, in words."""
    return [say(f"kinds.{kind}") if known(f"kinds.{kind}") else kind for kind in sorted(CHANNELS[channel].mails_itself)]


@desk_page(OWNER)
@require_POST
def rotated(request: DeskRequest, pk: int) -> HttpResponse:
    """A new secret. `seen` is how it stood on the page: pressed twice, or by two people, it is replaced once."""
    row = one_of(request.shop, pk)
    if request.POST.get("seen") != str(row.old_until):
        return one_page(request, row, late=True)
    return one_page(request, row, rotate(row, now=now()))


@desk_page(OWNER)
@require_POST
def switched(request: DeskRequest, pk: int) -> HttpResponse:
    """Who mails the buyer what both could; orders that stand already keep what was agreed when they were placed."""
    row, way = one_of(request.shop, pk), request.POST.get("mails", "")
    if way not in MAILS:
        return HttpResponseRedirect(f"/connections/{row.pk}")
    Connection.objects.filter(pk=row.pk).update(mails=way)
    return HttpResponseRedirect(f"/connections/{row.pk}?switched=1")
