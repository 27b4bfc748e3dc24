"""What a shop may set, key by key: read from text, checked, with place, reason and mend. Every change is a new version of its policy."""

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from todoke.rules.deadlines import Calendar, never_opens, parse_length
from todoke.rules.duties import LENGTHS
from todoke.rules.journeys import DEFAULT, Journey
from todoke.rules.policy import Policy
from todoke.shops.models import PolicyVersion, Shop
from todoke.tracking.lanes_places import read_place

SPOKEN = ("ja", "en", "zh-Hans", "ru")
MEASURES = ("none", "clicks", "clicks,opens")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Wrong(Exception):
    """Some settings cannot be: (key, reason, mend) of each. Nothing was changed."""

    def __init__(self, errors: list[tuple[str, str, str]]) -> None:
        self.errors = errors
        super().__init__("; ".join(f"{key}: {reason} {mend}" for key, reason, mend in errors))


class Mend(Exception):
    def __init__(self, reason: str, mend: str) -> None:
        self.reason, self.mend = reason, mend
        super().__init__(reason)


def a_text(limit: int, required: bool = False) -> Callable[[str], str]:
    def read(text: str) -> str:
        text = text.replace("\r\n", "\n").strip()
        if required and not text:
            raise Mend("is empty.", "Give it some words.")
        if len(text) > limit:
            raise Mend(f"has {len(text)} characters.", f"Use {limit} at most.")
        return text

    return read


def languages(text: str) -> str:
    found = [part for part in re.split(r"[,\s]+", text) if part]
    unknown = [part for part in found if part not in SPOKEN]
    if unknown or not found:
        raise Mend(f"{', '.join(unknown) or 'nothing'} is no language of the notices.", f"Write some of {', '.join(SPOKEN)}, the main one first.")
    return ",".join(dict.fromkeys(found))


def zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # zoneinfo says each of them
        raise Mend(f"{text!r} is no time zone.", "Write one like Asia/Tokyo.") from None
    return text


def calendar(text: str) -> str:
    """`mon-fri 09:00-18:00 JP`: days, hours, and whose public holidays are kept (or none)."""
    found = re.fullmatch(r"([a-z,-]+) (\d\d:\d\d)-(\d\d:\d\d)(?: (JP|none))?", text.strip())
    if not found or not days_of(found[1]) or not ("00:00" <= found[2] < found[3] <= "23:59"):
        raise Mend(f"{text!r} cannot be read.", "Write it like: mon-fri 09:00-18:00 JP (or none, for no public holidays).")
    return f"{found[1]} {found[2]}-{found[3]} {found[4] or 'JP'}"


def days_of(text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last and last not in DAYS):
            return ()
        a, b = DAYS.index(first), DAYS.index(last or first)
        found |= {day % 7 for day in range(a, b + 1 if b >= a else b + 8)}
    return tuple(sorted(found))


def closures(text: str) -> str:
    parts = [part for part in re.split(r"[,\s]+", text) if part]
    for part in parts:
        first, _, last = part.partition("..")
        if not is_closure(first, last if ".." in part else first):
            raise Mend(f"{part!r} is no closure.", "Write days like 12-29..01-03 (every year) or 2026-08-10..2026-08-15, separated by commas.")
    return ",".join(parts)


def is_closure(first: str, last: str) -> bool:
    """Days that exist, both with a year or both without; with a year the last one is not before the first."""
    return is_day(first) and is_day(last) and len(first) == len(last) and (len(first) == 5 or first <= last)


def is_day(text: str) -> bool:
    """2026-08-10, or 12-29 of every year."""
    if not re.fullmatch(r"([0-9]{4}-)?[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text if len(text) == 10 else f"2024-{text}")  # a leap year has every day
    except ValueError:
        return False
    return True


def mail(text: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", text):
        raise Mend(f"{text!r} is no mail address.", "Write one like support@example.com.")
    return text


def sender(text: str) -> str:
    """An address, or a name with it: `うつわのみなと <shop@example.com>`."""
    found = re.fullmatch(r"(?:[^<>\r\n]{0,60}<)?([^<>]+?)>?", text)
    mail(found[1].strip() if found else text)
    return text


def promo_sender(text: str) -> str:
    """As sender; nothing: the shop sends no advertising."""
    return sender(text) if text else ""


def web_address(text: str) -> str:
    if text and not re.fullmatch(r"https://[^\s<>\"']{3,500}", text):
        raise Mend(f"{text!r} is no web address.", "Write one that begins with https://.")
    return text


def coupon(text: str) -> str:
    """`THANKS500 | 500円引き | 30 days`: the code, what it is worth, how long from the mail on."""
    if not text:
        return ""
    parts = [part.strip() for part in text.split("|")]
    found = re.fullmatch(r"(\d{1,3}) days?", parts[2]) if len(parts) == 3 else None
    if not found or not 1 <= int(found[1]) <= 365 or not re.fullmatch(r"[\w.-]{2,40}", parts[0]) or not 1 <= len(parts[1]) <= 80:
        raise Mend(f"{text!r} is no coupon.", "Write code, worth and how long it can be used: THANKS500 | 500円引き | 30 days.")
    return f"{parts[0]} | {parts[1]} | {int(found[1])} days"


def mails(text: str) -> str:
    """Which kinds the shop does not send: `all` are sent, or all but `-delivered,-payment_reminder`."""
    if not re.fullmatch(r"all|(-[a-z_]+)(,-[a-z_]+)*", text):
        raise Mend(
            f"{text!r} cannot be read.",
            "Write all, or the kinds that are not sent: -delivered,-payment_reminder. To hold every mail back there is a switch.",
        )
    return text


def measure(text: str) -> str:
    """What is measured of mails: `none`, `clicks`, or `clicks,opens`; opens of those buyers only who agreed to it."""
    found = ",".join(part.strip() for part in (text.strip() or "none").split(","))
    if found not in MEASURES:
        raise Mend(f"{text!r} is no way to measure.", "Write none, clicks, or clicks,opens.")
    return found


def deadlines(text: str) -> str:
    """Lengths that differ from the defaults: `payment_reminder 2 business days, payment_due.konbini 3 days, ship_by@shopify 2 business days`."""
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,\n]+", text))):
        name, _, length = part.partition(" ")
        kind = re.split(r"[@.]", name)[0]
        if kind not in LENGTHS or not re.fullmatch(r"[a-z_]+(@[a-z]+)?(\.[a-z_]+)?", name):
            near = difflib.get_close_matches(kind, LENGTHS, 1)
            raise Mend(f"{name!r} is no deadline.", f"Did you mean {near[0]}?" if near else "Write one like payment_reminder, payment_due.konbini "
                       f"(for one way of paying) or payment_due@shopify (for one channel). There are {', '.join(LENGTHS)}.")
        try:
            parse_length(length.strip())
        except ValueError:
            raise Mend(f"{name}: {length!r} is not a wait.", "Write it like: payment_reminder 2 business days.") from None
        found[name] = length.strip()
    return ", ".join(f"{name} {length}" for name, length in found.items())


def place(text: str) -> str:
    """Where parcels leave from, as lanes know places."""
    found = read_place(text)
    if text.strip() and not found:
        raise Mend(f"{text!r} is no prefecture and no country.", "Write a prefecture, like 東京都 or Tokyo, or a country's two letters, like US.")
    return found


class Choice(NamedTuple):
    default: str
    read: Callable[[str], str]
    about: str


CHOICES: dict[str, Choice] = {
    "name": Choice("", a_text(60, required=True), "the shop's name, as buyers know it"),
    "languages": Choice("ja,en", languages, "languages of the notices, the main one first"),
    "zone": Choice("Asia/Tokyo", zone, "time zone"),
    "calendar": Choice("mon-fri 09:00-18:00 JP", calendar, "business days, hours, public holidays"),
    "closures": Choice("12-29..01-03", closures, "own closures"),
    "ships_from": Choice("", place, "where parcels leave from: a prefecture or a country; expected dates are reckoned from there"),
    "sender": Choice("shop@localhost", sender, "address that notices come from"),
    "support": Choice("shop@localhost", mail, "address that reads replies, and gets the desk's own mails"),
    "returns_text": Choice("", a_text(600), "how to return, in the shop's words; empty: the notices' own sentence"),
    "bank_account": Choice("", a_text(400), "account for transfers; empty: buyers are told to wait for it"),
    "mails": Choice("all", mails, "what the shop sends"),
    "measure": Choice("none", measure, "what is measured of mails: none, clicks, or clicks,opens"),
    "promo_sender": Choice("", promo_sender, "address that advertising comes from, another than sender; empty: the shop sends none"),
    "signature": Choice("", a_text(300), "who the shop is, by law under what advertises: name, address, how to reach it"),
    "review_url": Choice("", web_address, "page on which buyers write what they think"),
    "coupon": Choice("", coupon, "thank-you for a week after delivery: code | worth | 30 days"),
    "deadlines": Choice("", deadlines, "how long deadlines run where it differs from the defaults, for one channel or way of paying too"),
}


def show(shop: Shop) -> dict[str, str]:
    """Every setting as text."""
    return {key: shop.name if key == "name" else str(shop.settings.get(key, choice.default)) for key, choice in CHOICES.items()}


def checked(wanted: Mapping[str, str]) -> dict[str, str]:
    """The texts as they are kept. Raises Wrong with every error at once."""
    errors: list[tuple[str, str, str]] = []
    good: dict[str, str] = {}
    for key, text in wanted.items():
        if key not in CHOICES:
            errors.append((key, "is no setting.", f"There are {', '.join(CHOICES)}."))
            continue
        try:
            good[key] = CHOICES[key].read(text)
        except Mend as error:
            errors.append((key, error.reason, error.mend))
    if errors:
        raise Wrong(errors)
    return good


@transaction.atomic
def change(shop: Shop, wanted: Mapping[str, str], *, by: str, now: int) -> Shop:
    """All of it or nothing. Orders that are open keep the version under which they were placed."""
    good = checked(wanted)
    shop = Shop.objects.select_for_update().get(pk=shop.pk)
    if "name" in good and Shop.objects.filter(name=good["name"]).exclude(pk=shop.pk).exists():
        raise Wrong([("name", f"{good['name']!r} is another shop's.", "Choose another name.")])
    shop.name = good.pop("name", shop.name)
    shop.settings = {**shop.settings, **good}
    fit_together(show(shop))
    if never_opens(policy_of(shop).calendar, now):
        raise Wrong([("closures", "leave no business day for most of a year.", "Open on more days, or take a closure out.")])
    publish(shop, by=by, now=now)
    return shop


def fit_together(chosen: Mapping[str, str]) -> None:
    """Advertising comes from an address of its own, so that it cannot spoil the good name of the other (Google's rules for senders). Raises Wrong."""
    if chosen["promo_sender"] and bare(chosen["promo_sender"]) == bare(chosen["sender"]):
        raise Wrong([("promo_sender", "sends the other notices too.", "Use another address, such as news@ your domain.")])


def bare(text: str) -> str:
    return text.rpartition("<")[2].rstrip("> ").strip().casefold()


def publish(shop: Shop, *, by: str, now: int) -> None:
    """The choices as they stand become the next version of the shop's policy."""
    shop.policy_version += 1
    policy = policy_of(shop)
    PolicyVersion.objects.create(shop=shop, version=shop.policy_version, policy=msgspec.json.encode(policy).decode(), made_by=by, created_at=now)
    shop.save()


def policy_of(shop: Shop) -> Policy:
    """The choices as they stand."""
    return policy_from(show(shop), shop)


def policy_from(chosen: dict[str, str], shop: Shop) -> Policy:
    """These choices as a policy; journeys and version are the shop's own."""
    days, hours, holidays = chosen["calendar"].split(" ")
    opens, _, closes = hours.partition("-")
    closed = tuple((first, last or first) for first, _, last in (part.partition("..") for part in chosen["closures"].split(",") if part))
    return Policy(
        version=shop.policy_version,
        calendar=Calendar(chosen["zone"], days_of(days), opens, closes, "" if holidays == "none" else holidays, closed),
        locales=tuple(chosen["languages"].split(",")),
        journeys=tuple(msgspec.convert(row, Journey) for row in shop.settings["journeys"]) if shop.settings.get("journeys") else DEFAULT,
        off=tuple(kind.strip("-") for kind in chosen["mails"].split(",")) if chosen["mails"].startswith("-") else (),
        advertises=bool(chosen["promo_sender"] and chosen["signature"] and (chosen["review_url"] or chosen["coupon"])),
        lengths=dict(part.split(" ", 1) for part in chosen["deadlines"].split(", ") if part),
    )


@transaction.atomic
def change_journeys(shop: Shop, rows: tuple[Journey, ...], *, by: str, now: int) -> Shop:
    """The shop's rows, checked before (rules.journey_file): the next version of its policy. The shipped rows: back to them."""
    shop = Shop.objects.select_for_update().get(pk=shop.pk)
    shop.settings = {**shop.settings, "journeys": [] if rows == DEFAULT else msgspec.to_builtins(rows)}
    publish(shop, by=by, now=now)
    return shop


@transaction.atomic
def open_shop(name: str, *, now: int) -> Shop:
    """A shop that can send at once, with the defaults."""
    shop = Shop(name=name, created_at=now)
    shop.save()
    publish(shop, by="desk", now=now)
    return shop
