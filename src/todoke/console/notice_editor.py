"""The editor of one text: its source, beside it how a buyer would see it, and what the lint says. It works without script; with it, as one types.

Nothing typed is lost: what was not saved is kept for whoever wrote it."""

import difflib
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.console import naming
from todoke.console.doors import OWNER, READONLY, STAFF, DeskRequest, by, desk_page, looked_at, may_act
from todoke.console.mails import FRAME
from todoke.console.moments import moment, short
from todoke.console.notice_beside import choices, gate, judged, seen
from todoke.console.notice_open import Choice, Open, key_of, on_of, opened, path_of, source_of
from todoke.console.notice_rows import off, told_when
from todoke.console.saying import say
from todoke.console.shop_settings import NAMES
from todoke.desk.kind_choices import WAYS, choice_of
from todoke.desk.looking import look
from todoke.desk.texts import texts_of, titles
from todoke.due.clock import now
from todoke.notices.catalogue import catalogue
from todoke.shops import texts as rows
from todoke.shops.choices import show
from todoke.shops.models import NoticeText, Shop
from todoke.shops.texts import LONGEST, Key

MOST_LINES = 2_000
TEXT_SHOWN = 40_000  # characters of the plain text beside the source


# ── the page ────────────────────────────────────────────────────────────────────────────────────────
@desk_page(OWNER, STAFF, READONLY)
@require_safe
def shown(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    key = key_of(request, kind, locale)
    return page_of(request, opened(request, key, request.GET.get("version", "")))


def page_of(request: DeskRequest, at: Open, *, status: int = 200, **more: Any) -> HttpResponse:
    """The whole page around an open text. Without script the lint is asked for by a link, as it reads for up to a second."""
    kind, shop = at.key.kind, request.shop
    form = request.POST if request.method == "POST" else request.GET
    on = on_of(form, shop, kind)
    if on.order:
        looked_at(request.member, on.order.pk, "notice preview")
    known = next((one for one in at.versions if one.version == at.version and at.unsaved is None), None)
    read = judged(request, at) if "lint" in request.GET or more.get("read") else gate(request, at, known.errors if known else 0)
    return render(request, "console/notice_editor.html", {
        **seen(request, at, on, form.get("scheme") == "dark"), **choices(shop, kind, on), **read, "text_shown": TEXT_SHOWN, "key": at.key,
        "name": kind_name(shop, kind), "about": texts_of(shop).about(kind), "category": say(f"categories.{texts_of(shop).about(kind).category}"),
        "tongues": tongues(at.key), "versions": [version_row(one, at) for one in at.versions], "standing": standing(at), "open": what_is_open(at),
        "may_write": may_act(request.member), "may_own": request.member.role == OWNER, "to": getattr(request.user, "email", ""),
        "told_when": told_when(shop, kind), "off": kind in off(shop), **route(shop, kind), "longest": LONGEST, **more}, status=status)


def route(shop: Shop, kind: str) -> dict[str, Any]:
    """Who it comes from, and the ways behind mail: as the shop chose, else as they are shipped."""
    choice = choice_of(shop, kind)
    second, third = [*(choice.ways if choice.ways is not None else ("usual",)), "", ""][:2]
    usual = " → ".join(say(f"notices.{way}") for way in ("mail", *(way for way in shipped_ways(shop, kind) if way in WAYS)))
    return {"sender": choice.sender, "usual_sender": show(shop)["sender"], "usual_ways": usual,
            "second": [Choice(way, word(way), way == second) for way in ("usual", "", *WAYS)],
            "third": [Choice(way, word(way), way == third) for way in ("", *WAYS)]}


def word(way: str) -> str:
    return say("editor.as_shipped") if way == "usual" else say(f"notices.{way}") if way else say("editor.nothing")


def shipped_ways(shop: Shop, kind: str) -> tuple[str, ...]:
    try:
        return catalogue().about(kind).where
    except KeyError:
        return texts_of(shop).about(kind).where  # a kind of its own


def kind_name(shop: Shop, kind: str) -> str:
    return titles(shop).get(kind) or naming.notice(kind)


class Tongue(NamedTuple):
    """A language of the shop: the newest version of its own there, and whether the lint had something to say of it."""

    locale: str
    title: str
    path: str
    here: bool
    newest: NoticeText | None


def tongues(key: Key) -> list[Tongue]:
    """Those of the shop, and the one that is open."""
    spoken = show(key.shop)["languages"].split(",")
    every = [*spoken, *([key.locale] if key.locale not in spoken else [])]
    return [Tongue(one, NAMES[one], path_of(key._replace(locale=one)), one == key.locale, rows.newest(key._replace(locale=one))) for one in every]


def standing(at: Open) -> str:
    """What buyers are sent now."""
    if at.live:
        return say("editor.live", n=at.live.version, at=moment(at.live.live_at), by=person(at.live.live_by))
    return say("editor.live_shipped" if at.shipped else "editor.live_none")


def what_is_open(at: Open) -> str:
    if at.unsaved:
        return say("editor.open_unsaved", at=short(at.unsaved.at))
    if at.version:
        return say("editor.open_version", n=at.version)
    return say("editor.open_shipped" if at.shipped else "editor.open_new")


def person(name: str) -> str:
    return name.removeprefix("staff:")


def version_row(one: NoticeText, at: Open) -> dict[str, Any]:
    state = "is_live" if one.live else "was_live" if one.live_at else "is_draft"
    return {"version": one.version, "at": short(one.created_at), "by": person(one.made_by), "state": say(f"editor.{state}"), "live": one.live,
            "errors": one.errors, "here": one.version == at.version and not at.unsaved,
            "against": at.live.version if at.live and not one.live else max(0, one.version - 1)}


# ── beside the source ───────────────────────────────────────────────────────────────────────────────
@desk_page(OWNER, STAFF)
@require_POST
def looked(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """While somebody writes: kept, shown, read."""
    key = key_of(request, kind, locale)
    at, on = written(request, key), on_of(request.POST, request.shop, kind)
    if on.order:
        looked_at(request.member, on.order.pk, "notice preview")
    return render(request, "console/_notice_look.html", {**seen(request, at, on, request.POST.get("scheme") == "dark"), **judged(request, at), "live": True,
                                                         "text_shown": TEXT_SHOWN, "key": key, "open": what_is_open(at), "may_write": True})


def source_in(request: DeskRequest) -> str:
    """As typed, with the line ends of Unix."""
    return request.POST.get("source", "").replace("\r\n", "\n").replace("\r", "\n")


def written(request: DeskRequest, key: Key) -> Open:
    """What stands in the form, kept for whoever typed it; words that are saved already are not kept twice."""
    source, seen_at, who = source_in(request), request.POST.get("seen", ""), by(request.member)
    at = opened(request, key, seen_at if seen_at.isdecimal() else "0")
    if source == at.source:
        rows.forget_unsaved(key, who)
        return at
    rows.write_on(key, source, at.version, by=who, now=now())
    return opened(request, key, "unsaved")


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def linted(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """What the lint says of an open text, for a page that has come without it."""
    key = key_of(request, kind, locale)
    at = opened(request, key, request.GET.get("of", ""))
    return render(request, "console/_notice_lint.html", {**judged(request, at), "key": key, "live": True, "may_write": may_act(request.member)})


@desk_page(OWNER, STAFF, READONLY)
@require_safe
def page(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """The page that a buyer would get, alone, for a frame: no script, no form, nothing of this site's cookies."""
    key = key_of(request, kind, locale)
    of, on = request.GET.get("of", ""), on_of(request.GET, request.shop, kind)
    source = texts_of_live(key) if of == "live" else opened(request, key, of).source
    found = look(key, source, on, now())
    html = in_scheme(MADE_UP.sub(PICTURE, found.rendered.html), request.GET.get("scheme", "")) if found.rendered else ""
    return HttpResponse(html, headers={"Content-Security-Policy": FRAME, "Referrer-Policy": "no-referrer"})


def texts_of_live(key: Key) -> str:
    live = rows.live(key)
    return live.source if live else source_of(key, 0)


MADE_UP = re.compile(r"https://minato\.example/pictures/\d+\.jpg")  # the sample's goods (notices/samples.py), which nobody has photographed
PICTURE = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E%3Cpath fill='%23cbc7be' d='M0 0h9v9H0z'/%3E%3C/svg%3E"
DARK = re.compile(r"\(\s*prefers-color-scheme\s*:\s*dark\s*\)")


def in_scheme(html: str, scheme: str) -> str:
    """The page as it looks where people like it dark, or light, whatever this browser likes."""
    if scheme not in ("dark", "light"):
        return html
    return DARK.sub("(min-width:0)" if scheme == "dark" else "(max-width:0)", html)


# ── differences ─────────────────────────────────────────────────────────────────────────────────────
@desk_page(OWNER, STAFF, READONLY)
@require_safe
def compared(request: DeskRequest, kind: str, locale: str) -> HttpResponse:
    """Between any two versions, the shipped text (0), and what this person is writing."""
    key = key_of(request, kind, locale)
    at = opened(request, key)
    sides = [*([("unsaved", say("compare.unsaved"))] if at.unsaved else []), *((str(one.version), f"v{one.version}") for one in at.versions),
             *([("0", say("compare.shipped"))] if at.shipped else [])]
    a, b = (side if side in dict(sides) else sides[0][0] if sides else "" for side in (request.GET.get("a", "0"), request.GET.get("b", "")))
    old, new = (opened(request, key, side).source if side else "" for side in (a, b))
    title = say("compare.title", a=dict(sides).get(a, ""), b=dict(sides).get(b, ""))
    return render(request, "console/notice_compare.html", {"key": key, "path": path_of(key), "name": kind_name(request.shop, kind), "tongue": NAMES[locale],
                                                           "title": title, "sides": sides, "a": a, "b": b, "hunks": list(hunks(old, new))})


def hunks(old: str, new: str) -> Iterator[tuple[int, list[tuple[str, str]]]]:
    """(line in the new text, rows of sign and text) of each place where they differ, with two lines around it."""
    before, after = old.split("\n"), new.split("\n")
    junk = len(before) + len(after) > MOST_LINES  # of so many, what stands everywhere is not looked for
    for group in difflib.SequenceMatcher(None, before, after, autojunk=junk).get_grouped_opcodes(2):
        rows: list[tuple[str, str]] = []
        for tag, a1, a2, b1, b2 in group:
            if tag == "equal":
                rows += [(" ", line) for line in before[a1:a2]]
            else:
                rows += [("-", line) for line in before[a1:a2]] + [("+", line) for line in after[b1:b2]]
        yield group[0][3] + 1, rows
