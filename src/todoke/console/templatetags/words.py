"""Tags of the templates: sentences, moments and money."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from todoke.console import moments
from todoke.console.reasons import say_again
from todoke.console.saying import language
from todoke.console.saying import say as sentence
from todoke.due.clock import iso
from todoke.due.clock import now as business_now
from todoke.rules.money import as_text

register = template.Library()


@register.simple_tag
def say(name: str, **values: Any) -> str:
    """`{% say "orders.count" n=3 %}`"""
    return sentence(name, **values)


@register.simple_tag
def page_language() -> str:
    return language()


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """A picture of icons.svg beside a word: `{% icon "truck" "s" %}`; the clock's shapes are `g-late` and so on."""
    shape = "g" if name.startswith("g-") else f"i {size}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="/static/console/icons.svg#{}"/></svg>', shape, name)


@register.filter
def in_words(reason: str) -> str:
    """A reason of another room, in the reader's language."""
    return say_again(reason)


@register.filter
def moment(at: int | None) -> SafeString | str:
    """Day and hour."""
    return timed(at, moments.moment(at)) if at else ""


@register.filter
def day(at: int | None) -> SafeString | str:
    return timed(at, moments.day(at)) if at else ""


@register.filter
def hour(at: int | None) -> SafeString | str:
    return timed(at, moments.hour(at)) if at else ""


@register.filter
def short(at: int | None) -> SafeString | str:
    """As narrow as it can be without being unclear."""
    return timed(at, moments.short(at)) if at else ""


@register.filter
def left(due: int) -> str:
    return moments.left(due, business_now())


@register.filter
def level(due: int) -> str:
    return moments.level(due, business_now())


@register.filter
def money(amount: int | None, currency: str) -> SafeString | str:
    return "" if amount is None else format_html('<span class="nw">{}</span>', moments.money(amount, currency))


def timed(at: int, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', iso(at), text)


@register.simple_tag
def clockline(due: int) -> SafeString:
    """The clock of a deadline: shape, words, weight."""
    at = business_now()
    level = moments.level(due, at)
    return format_html('<span class="clock {}">{}<span><span class="vh">{}</span>{}</span></span>',
                       level, icon(f"g-{level}"), sentence(f"level.{level}"), moments.left(due, at))


@register.filter
def plain_money(amount: int, currency: str) -> str:
    """As one types it: 12800; 200.00."""
    return as_text(amount, currency or "JPY")


@register.simple_tag(takes_context=True)
def typed(context: Mapping[str, Any], what: str, name: str, otherwise: Any = "") -> Any:
    """What stands in a field: as it was typed if this form has just been refused, else what the page offers."""
    form = context.get("typed") or {}
    return form.get(name, otherwise) if form.get("what") == what and form.get("parcel", "") == context.get("of_parcel", "") else otherwise


@register.simple_tag
def fresh_key() -> str:
    """The name of one act: the same form sent twice is one act."""
    return uuid.uuid4().hex
