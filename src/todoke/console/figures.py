"""What became of the shop's mails: handed over, opened, clicked, paid; and which of two subjects does better (NTC-17, NTC-10).

Never a share without what is sure about it, and none at all of too few mails."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.channels.registry import CHANNELS
from todoke.console import naming
from todoke.console.connections import title_of
from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, desk_of, desk_page
from todoke.console.moments import day, span
from todoke.console.saying import say
from todoke.desk.mail_figures import DAYS, MOST, Arms, Figures, Of, Told, lately_told
from todoke.desk.texts import titles
from todoke.notices.measuring_rates import ENOUGH, ENOUGH_TO_COMPARE, WORTH_KNOWING, Share, can_tell, difference, needed
from todoke.shops.choices import show

USUAL = {"order_confirmation": {"opens": 0.60, "clicks": 0.17}}  # of mails that confirm an order, over many shops (NTC-17)
WIDE = 200  # of a drawn interval: 0 to 100 %


class Drawn(NamedTuple):
    """A share in words, and as a dot on its interval. usual: where others lie, 0: nobody knows. why: instead of the rest, where there are too few."""

    share: str
    between: str
    of: str
    dot: int = 0
    low: int = 0
    high: int = 0
    usual: int = 0
    beside: str = ""
    why: str = ""


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def shown(request: DeskRequest) -> HttpResponse:
    desk = desk_of(request)
    found, own, parts = lately_told(desk.shop, desk.now), titles(desk.shop), request.GET.get("parts") == "1"
    lines = [one for one in found.lines if one.whole or parts]
    return render(request, "console/figures.html", {
        **bounds(found), "head": headline(found.all), "parts": parts, "lines": [line(one, own) for one in lines], "delivers": found.all.delivered > 0,
        "measure": show(desk.shop)["measure"], "arms": [arm for one in found.arms for arm in compared(one, own)],
        "clicks": [with_share(one, one.clicks, own, "clicks") for one in lines if one.clickable],
        "opens": [with_share(one, one.opens, own, "opens") for one in lines if one.openable],
        "came": came_of(lines, own),
        "enough": ENOUGH, "enough_to_compare": ENOUGH_TO_COMPARE})


def bounds(found: Told) -> dict[str, Any]:
    """What is counted, and what would be at the most."""
    many = found.all.queued
    return {"since": say("figures.since_most" if many >= MOST else "figures.since", n=number(many), since=day(found.since)) if many else "",
            "bound": say("figures.bound", n=number(MOST), d=DAYS)}


def headline(all_: Figures) -> str:
    if not all_.sent:
        return say("figures.head_none")
    return say("figures.head_clicks", p=percent(all_.clicks.share)) if all_.clicks.says else say("figures.head_sent", n=number(all_.sent))


# ── a line ──────────────────────────────────────────────────────────────────────────────────────────
def name(one: Figures, own: Mapping[str, str]) -> dict[str, Any]:
    """The kind, and what it is of it."""
    of = one.of
    kind = own.get(of.kind) or naming.heading("kinds", of.kind)
    words = (naming.of("variants", of.variant), naming.of("tongues", of.locale), title_of_channel(of.channel))
    return {"kind": kind, "whole": one.whole, "part": say("figures.and").join(word for word in words if word)}


def title_of_channel(channel: str) -> str:
    return title_of(channel) if channel in CHANNELS else channel


def line(one: Figures, own: Mapping[str, str]) -> dict[str, Any]:
    counts = {key: number(getattr(one, key)) for key in ("queued", "sent", "delivered", "bounced", "complained", "unsent")}
    return name(one, own) | counts | {"waits": [wait(one.waited(part)) for part in (0.5, 0.95, 0.99)]}


def wait(seconds: int | None) -> str:
    if seconds is None:
        return "–"
    return say("figures.at_once") if seconds == 0 else say("figures.seconds", n=seconds) if seconds < 60 else span(seconds)


def with_share(one: Figures, share: Share, own: Mapping[str, str], what: str = "") -> dict[str, Any]:
    return name(one, own) | {"drawn": drawn(share, USUAL.get(one.of.kind, {}).get(what, 0.0))}


CAME: tuple[tuple[str, Callable[[Figures], Share | None]], ...] = (  # what is known of it, and whose share that is
    ("paid", lambda one: one.asked_and_paid),
    ("coupon", lambda one: one.coupon_used),
    ("review", lambda one: one.review_opened),
)


def came_of(lines: Sequence[Figures], own: Mapping[str, str]) -> dict[str, Any]:
    """What mails led to beyond a click, and what has to be said with it; nothing where no mail could lead anywhere."""
    found = [(what, with_share(one, told, own) | {"what": say(f"figures.{what}")}) for what, of in CAME for one in lines if (told := of(one))]
    doubts = [say(f"figures.{what}_about") for what, _ in CAME if any(one == what for one, _ in found)]
    return {"rows": [row for _, row in found], "about": doubts}


# ── a share ─────────────────────────────────────────────────────────────────────────────────────────
def drawn(share: Share, usual: float = 0.0) -> Drawn:
    of = say("figures.of", m=number(share.many), n=number(share.of))
    if not share.says:
        return Drawn("", "", of, why=say("figures.few"))
    dot, low, high, mark = (round(one * WIDE) for one in (share.share, share.low, share.high, usual))
    between = f"{percent(share.low)}–{percent(share.high)}"
    return Drawn(percent(share.share), between, of, dot, low, high, mark, beside(share, usual) if usual else "")


def beside(share: Share, usual: float) -> str:
    """Against what is usual: told only where the interval leaves it out."""
    word = "above" if share.low > usual else "below" if share.high < usual else "alike"
    return say(f"figures.{word}", u=percent(usual, 0))


def percent(share: float, places: int = 1) -> str:
    return f"{share * 100:.{places}f}%"


def number(n: int) -> str:
    return f"{n:,}"


# ── two subjects ────────────────────────────────────────────────────────────────────────────────────
def compared(one: Arms, own: Mapping[str, str]) -> list[dict[str, Any]]:
    """By opens and by clicks, whichever was measured of both."""
    pairs = (("opens", one.a.opens, one.b.opens), ("clicks", one.a.clicks, one.b.clicks))
    text = name(Figures(Of(one.kind, "", one.locale)), own) | {"sent": say("figures.arms_sent", a=number(one.a.sent), b=number(one.b.sent))}
    found = [text | {"by": say(f"figures.by_{by}"), "a": drawn(a), "b": drawn(b), **verdict(a, b)} for by, a, b in pairs if a.of and b.of]
    return found or [text | {"by": "", "verdict": say("figures.arms_unmeasured"), "sure": False}]


def verdict(a: Share, b: Share) -> dict[str, Any]:
    """The difference with its interval; which is better, or that nobody can tell yet and how many mails it would take."""
    apart = difference(a, b)
    if can_tell(a, b):
        said = say("figures.better", w="B" if apart.by > 0 else "A")
    else:
        said = say("figures.cannot_tell", n=number(needed(a, b)), d=round(WORTH_KNOWING * 100))
    return {"apart": say("figures.apart", d=points(apart.by), low=points(apart.low), high=points(apart.high)), "verdict": said, "sure": can_tell(a, b)}


def points(difference: float) -> str:
    return f"{difference * 100:+.1f}".replace("-", "−")
