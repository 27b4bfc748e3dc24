"""All kinds of notices in one table: are they sent, when, by which way, in whose words; kinds of the shop's own; and cards of how they look (NTC-9)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, by, desk_page
from todoke.console.notice_editor import kind_name
from todoke.console.notice_rows import Row, off, told_when
from todoke.console.reasons import translated
from todoke.console.saying import known, say
from todoke.console.shop_settings import NAMES, without
from todoke.console.told import tell
from todoke.desk.texts import complete, make_kind, texts_of, titles
from todoke.due.clock import now
from todoke.notices.catalogue import CATEGORIES, catalogue
from todoke.notices.samples import occurs
from todoke.shops.choices import Mend, change, show
from todoke.shops.models import NoticeText, Shop


class Tongue(NamedTuple):
    """What stands in one language: live of the shop's own, a newer draft of it, the shipped text, or nothing."""

    locale: str
    title: str
    live: int  # version; 0: the shipped one
    draft: int
    errors: int  # of that draft
    shipped: bool


class Line(NamedTuple):
    kind: str
    name: str
    on: bool
    own: bool
    rows: list[Row]
    by_case: bool
    ready: bool
    ways: str
    tongues: list[Tongue]


# ── what the table says ─────────────────────────────────────────────────────────────────────────────
def spoken(shop: Shop) -> list[str]:
    return show(shop)["languages"].split(",")


class Version(NamedTuple):
    number: int
    live: bool
    errors: int


Texts = dict[tuple[str, str], list[Version]]


def kept(shop: Shop) -> Texts:
    """Of each text its versions, the newest last; one question for all of them."""
    found: Texts = defaultdict(list)
    rows = NoticeText.objects.filter(shop=shop).order_by("version").values_list("kind", "locale", "version", "live", "errors")
    for kind, locale, number, live, errors in rows:
        found[kind, locale].append(Version(number, live, errors))
    return found


def lines(shop: Shop) -> Iterator[tuple[str, list[Line]]]:
    """Group by group, in the sequence of the categories."""
    of, texts, named, switched, ready = texts_of(shop), kept(shop), titles(shop), off(shop), {one.kind for one in complete(shop)}
    grouped: dict[str, list[Line]] = defaultdict(list)
    for kind in of.kinds():
        about = of.about(kind)
        ways = say("notices.then").join(say(f"notices.{way}") if known(f"notices.{way}") else way for way in about.where)
        grouped[about.category].append(Line(
            kind, named.get(kind) or kind_name(shop, kind), kind not in switched, kind in named, short(told_when(shop, kind)), about.when == "case",
            kind in ready, ways, [tongue(kind, locale, texts) for locale in spoken(shop)]))
    return ((category, grouped[category]) for category in CATEGORIES if grouped[category])


def short(rows: list[Row]) -> list[Row]:
    """What is told alike after the same wait stands once."""
    return list({(row.events, row.wait): row for row in rows}.values())


def tongue(kind: str, locale: str, texts: Texts) -> Tongue:
    versions = texts.get((kind, locale), [])
    live = next((one.number for one in versions if one.live), 0)
    draft = versions[-1] if versions and versions[-1].number > live else None
    return Tongue(locale, NAMES[locale], live, draft.number if draft else 0, draft.errors if draft else 0, locale in catalogue().locales(kind))


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────
@desk_page(OWNER, STAFF, READONLY)
@require_safe
def listed(request: DeskRequest) -> HttpResponse:
    return page(request)


def page(request: DeskRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    shop = request.shop
    groups = [(say(f"categories.{category}"), rows) for category, rows in lines(shop)]
    return render(request, "console/notices.html", {
        "groups": groups, "main": spoken(shop)[0], "may_own": request.member.role == OWNER,
        "categories": [(one, say(f"categories.{one}")) for one in CATEGORIES], "typed": {}, **more}, status=status)


@desk_page(OWNER)
@require_POST
def switched(request: DeskRequest) -> HttpResponse:
    """A kind is sent, or is not: a choice of the shop like any other, so a new version of its policy."""
    kind, on = request.POST.get("kind", ""), request.POST.get("on") == "1"
    if kind not in texts_of(request.shop).kinds():
        raise Http404
    wanted = off(request.shop) - {kind} if on else off(request.shop) | {kind}
    change(request.shop, {"mails": without(wanted)}, by=by(request.member), now=now())
    tell(request, say("notices.turned_on" if on else "notices.turned_off", k=kind_name(request.shop, kind)))
    return HttpResponseRedirect("/notices")


@desk_page(OWNER)
@require_POST
def made(request: DeskRequest) -> HttpResponse:
    """A kind of the shop's own; its first text is written next."""
    typed = {name: request.POST.get(name, "").strip() for name in ("kind", "title", "category")}
    try:
        make_kind(request.shop, typed["kind"], typed["title"], typed["category"], by=by(request.member), now=now())
    except Mend as error:
        wrong = [translated(error.reason, "reasons") or error.reason, translated(error.mend, "mends") or error.mend]
        return page(request, status=422, wrong=wrong, typed=typed)
    return HttpResponseRedirect(f"/notices/{typed['kind']}/{spoken(request.shop)[0]}")


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def cards(request: DeskRequest) -> HttpResponse:
    """Every kind in every language that it has, the shop's own first, as wide as a phone; each is loaded when it comes into sight."""
    of, shop = texts_of(request.shop), request.shop
    rows = [(kind_name(shop, kind), [(kind, locale, NAMES[locale]) for locale in sorted(of.locales(kind), key=lambda one: one not in spoken(shop))])
            for kind in of.kinds() if occurs(kind, "plain")]
    return render(request, "console/notice_cards.html", {"rows": rows})
