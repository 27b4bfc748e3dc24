"""May this very text go to this channel's buyer? Asked when a notice is about to leave (guard 7), of what was rendered, not of its template."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from todoke.notices.lint.rules import book, expressions
from todoke.notices.wording import LOCALES
from todoke.rules.channel_rules import rules_of
from todoke.tracking.carriers import CARRIERS

MOST = 2000  # characters of a message to a buyer at Amazon
HOMES = {"rakuten": ("rakuten.co.jp",), "yahoo": ("shopping.yahoo.co.jp", "yahoo.co.jp"), "amazon": ()}
LINK = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"'）」。、]+", re.IGNORECASE)
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
PHONE = re.compile(r"(?<![\d-])(?:\+\d{1,3}[ -]?\d{1,4}|0\d{1,4})[- ]\d{1,4}[- ]\d{3,4}(?![\d-])")
ORDER_NUMBER = re.compile(r"(?<!\d)\d{3}-\d{7}-\d{7}(?!\d)")
MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>")


class Leaving(NamedTuple):
    channel: str
    text: str
    html: str


def forbidden(channel: str, kind: str, text: str, html: str = "") -> str:
    """The name of the first rule of channel_rules that says no; empty: it may go. html: empty where only text is sent."""
    for rule in rules_of(channel):
        check = CHECKS.get(rule.checks) or _words(rule.checks)
        if kind in rule.kinds or check(Leaving(channel, text, html)):
            return rule.name
    return ""


def _words(name: str) -> Callable[[Leaving], bool]:
    """Any of a list of words, in whatever language the text is."""
    lists = book().words.get(name, {})
    return lambda leaving: any(one.search(leaving.text) for locale in LOCALES if locale in lists for one in expressions(name, "", locale))


def _links(leaving: Leaving) -> bool:
    without = ORDER_NUMBER.sub("", leaving.text)
    return any(found.search(without) for found in (LINK, MAIL, PHONE))


def _outside(leaving: Leaving) -> bool:
    """An address that is neither the marketplace's nor a carrier's; also of mail."""
    addresses = [*LINK.findall(leaving.text), *re.findall(r"(?:href|src)=[\"'](https?://[^\"']+)", leaving.html)]
    homes = (*HOMES.get(leaving.channel, ()), *carriers())
    hosts = [*(_host(one) for one in addresses), *(mail.partition("@")[2] for mail in MAIL.findall(leaving.text))]
    return any(not _belongs(host, homes) for host in hosts)


def _host(address: str) -> str:
    """Empty for what is no address: that belongs nowhere."""
    try:
        return (urlsplit(address if "://" in address else f"https://{address}").hostname or "").lower()
    except ValueError:
        return ""


def _belongs(host: str, homes: tuple[str, ...]) -> bool:
    return any(host == home or host.endswith(f".{home}") for home in homes)


@lru_cache(maxsize=1)
def carriers() -> tuple[str, ...]:
    """Where carriers' tracking pages are; the marketplaces allow them."""
    linked = (_host(link).removeprefix("www.") for one in CARRIERS.values() for link in one.links.values())
    told = (host.strip() for one in CARRIERS.values() for host in one.hosts.split(","))
    return tuple(dict.fromkeys(host for host in (*linked, *told) if host))


CHECKS: Mapping[str, Callable[[Leaving], bool]] = {
    "links": _links,
    "outside_links": _outside,
    "markup": lambda leaving: bool(leaving.html.strip()) or bool(MARKUP.search(leaving.text)),
    "length": lambda leaving: len(leaving.text) > MOST,
    "number": lambda leaving: not ORDER_NUMBER.search(leaving.text),
}
