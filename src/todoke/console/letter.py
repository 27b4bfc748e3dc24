"""The letter of apology to a business buyer: a form for what only a person knows, a look at the page, the file. It is never sent by itself (NTC-3)."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from todoke.console import find, letter_facts
from todoke.console.doors import OWNER, STAFF, Desk, DeskRequest, desk_of, desk_page
from todoke.console.moments import day
from todoke.console.saying import known, say
from todoke.desk.acts import note
from todoke.notices.letters import compose, paper, typed
from todoke.notices.letters.proven import Proven, cause_text
from todoke.notices.wording import LOCALES
from todoke.orders.models import Note, Order
from todoke.rules.order import decoder

SHOWN_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"  # the browser's own reader


class Made(NamedTuple):
    """A page of paper, or all that stands in its way."""

    page: bytes
    wrong: list[typed.Wrong]
    form: dict[str, str]
    locale: str


@desk_page(OWNER, STAFF)
@require_safe
def asked(request: DeskRequest, id: int) -> HttpResponse:
    desk, order, facts = opened(request, id)
    desk.looked_at(order.pk, "letter")
    return shown(request, order, facts, Made(b"", [], {"shop_name": desk.shop.name}, order.locale if order.locale in LOCALES else LOCALES[0]))


def opened(request: DeskRequest, id: int) -> tuple[Desk, Order, Proven]:
    desk = desk_of(request)
    order: Order = find.owned(Order, desk.shop, id)
    return desk, order, letter_facts.of(order, decoder.decode(order.state), desk.now)


def shown(request: DeskRequest, order: Order, facts: Proven, made: Made) -> HttpResponse:
    if not facts.matter:
        return render(request, "console/letter.html", {"order": order}, status=400 if made.wrong else 200)
    wrong = {one.field: sentence(one) for one in made.wrong}
    fields = [field_row(field, made, wrong, facts) for field in typed.FIELDS if not field.only_then or field.needed(facts, {})]
    return render(request, "console/letter.html", {
        "order": order, "fields": fields, "locales": [(one, say(f"letter.in_{one.partition('-')[0]}")) for one in LOCALES], "locale": made.locale,
        "wrong": [text for field, text in wrong.items() if not field], "proven": told(facts, made.locale),
    }, status=400 if made.wrong else 200)  # fmt: skip


def field_row(field: typed.Field, made: Made, wrong: dict[str, str], facts: Proven) -> dict[str, Any]:
    hint = f"letter.hint_{field.name}"
    return {"name": field.name, "label": say(f"letter.f_{field.name}"), "hint": say(hint) if known(hint) else "", "most": field.most, "day": field.day,
            "needed": field.needed(facts, {}), "value": made.form.get(field.name, ""), "wrong": wrong.get(field.name, "")}


def sentence(wrong: typed.Wrong) -> str:
    return say(f"letter.{wrong.why}", v=wrong.value)


def told(facts: Proven, locale: str) -> list[tuple[str, str]]:
    """What stands in it without being typed; unknown is said so."""
    dates = [("deliver", facts.deliver_at), ("ship", facts.ship_at), ("arrive", facts.arrive_at)]
    goods = "、".join(say("letter.line", t=title[:80], n=pieces) for title, pieces in facts.goods[:5])
    return [(say("letter.matter"), say(f"letter.{facts.matter}")), (say("letter.goods"), goods),
            (say("letter.cause"), cause_text(facts, locale) or say("letter.cause_unknown")),
            (say("letter.day"), "　".join(say(f"letter.day_{name}", d=day(at)) for name, at in dates if at)
             or say("letter.day_cancelled" if facts.cancelled else "letter.day_unknown"))]


def made_of(request: DeskRequest, desk: Desk, facts: Proven) -> Made:
    locale = request.POST.get("locale", "")
    locale = locale if locale in LOCALES else LOCALES[0]
    if not facts.matter:
        return Made(b"", [typed.Wrong("", "nothing")], {}, locale)
    form = typed.read({name: str(text) for name, text in request.POST.items()}, facts)
    today = datetime.fromtimestamp(desk.now, ZoneInfo(desk.zone)).date()
    if wrong := typed.wrong(form, facts, today):
        return Made(b"", wrong, form, locale)
    page = paper.pdf(compose.compose(facts, form, compose.Desk(locale, desk.zone, desk.now)), dated(today))
    return Made(page, [], form, locale) if isinstance(page, bytes) else Made(b"", [where(page, form)], form, locale)


def where(wrong: typed.Wrong, form: dict[str, str]) -> typed.Wrong:
    """The field in which that character was typed; none: it came with the order."""
    return wrong._replace(field=next((name for name, text in form.items() if wrong.value and wrong.value in text), ""))


def dated(day: date) -> int:
    """So the same facts on the same day give the same bytes."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


@desk_page(OWNER, STAFF)
@require_POST
def looked(request: DeskRequest, id: int) -> HttpResponse:
    """In the browser; nothing is written down."""
    desk, order, facts = opened(request, id)
    made = made_of(request, desk, facts)
    return shown(request, order, facts, made) if made.wrong else handed(made.page, order, "inline")


@desk_page(OWNER, STAFF)
@require_POST
def made(request: DeskRequest, id: int) -> HttpResponse:
    """The file, and a line in the order's story with its digest; the same file again is the same line."""
    desk, order, facts = opened(request, id)
    made = made_of(request, desk, facts)
    if made.wrong:
        return shown(request, order, facts, made)
    digest = hashlib.sha256(made.page).hexdigest()
    if not Note.objects.filter(shop=desk.shop, order=order, text__contains=digest).exists():
        note(order, say("letter.note", h=digest, l=say(f"letter.in_{made.locale.partition('-')[0]}")), by=desk.by, now=desk.now)
    return handed(made.page, order, "attachment")


def handed(page: bytes, order: Order, how: str) -> HttpResponse:
    safe = "".join(c for c in order.number if c.isascii() and c.isalnum())[:40] or str(order.pk)
    return HttpResponse(page, content_type="application/pdf", headers={
        "Content-Disposition": f'{how}; filename="letter-{safe}.pdf"', "Content-Security-Policy": SHOWN_PDF, "X-Content-Type-Options": "nosniff"})
