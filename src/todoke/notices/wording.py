"""How a locale writes money, days, names and places: pure functions over `kinds/words-<locale>.toml` (voice 1.4 to 1.6).

Money is an integer in the currency's smallest unit, a moment is UTC epoch seconds; both become words only here."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_timezone_location
from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol

KINDS = Path(__file__).parent / "kinds"
LOCALES = ("ja", "en", "zh-Hans", "ru")
NO_BREAK = "\u00a0"

# How a shop of the country names a currency after the figure, where the dictionary's name is too stiff
_AFTER = {
    "ja": {"JPY": "円", "CNY": "元", "USD": "米ドル", "EUR": "ユーロ", "GBP": "ポンド", "KRW": "ウォン"},
    "zh-Hans": {"JPY": "日元", "CNY": "元", "USD": "美元", "EUR": "欧元"},
}


class Voice(NamedTuple):
    """Who is speaking where: what every filter needs to know of the notice being rendered."""

    locale: str
    zone: str
    currency: str
    year: int  # the year in which the notice is written; another year is named
    country: str = "JP"  # the shop's: an address there needs no country
    business: bool = False


@lru_cache(maxsize=8)
def words(locale: str) -> dict[str, Any]:
    """The locale's formats, salutations and refund sentences."""
    return tomllib.loads((KINDS / f"words-{locale}.toml").read_text(encoding="utf-8"))


def voice_of(facts: Mapping[str, Any], locale: str) -> Voice:
    """The voice of a notice about these facts; the year comes from `notice.at`, else from the order's own date."""
    shop, order, notice = facts.get("shop") or {}, facts.get("order") or {}, facts.get("notice") or {}
    zone = shop.get("zone") or "Asia/Tokyo"
    at = notice.get("at") or order.get("placed_at") or 0
    currency = order.get("currency") or shop.get("currency") or "JPY"
    return Voice(locale, zone, currency, local(at, zone).year, shop.get("country") or "JP", bool(order.get("business")))


# ---- money


@lru_cache(maxsize=256)
def _coin(locale: str, currency: str) -> tuple[int, str, str]:
    """(decimal places, what stands before the figure, what stands after it)."""
    places = get_currency_precision(currency)
    if locale in _AFTER:
        name = _AFTER[locale].get(currency) or get_currency_name(currency, locale=locale.replace("-", "_"))
        return places, "", name
    symbol = get_currency_symbol(currency, locale=locale)
    if locale == "ru":
        return places, "", NO_BREAK + ("¥" if currency == "JPY" else symbol)
    return places, f"{symbol} " if symbol == currency else symbol, ""


@lru_cache(maxsize=4096)
def figure(amount: int, locale: str, currency: str, *, trim: bool = False) -> str:
    """The bare number: 12,800 · 12.50 · 12,500 in Russian style with no-break spaces; trim drops empty decimals."""
    places = _coin(locale, currency)[0]
    whole, rest = divmod(abs(amount), 10**places)
    text = f"{whole:,}" if not places or (trim and not rest) else f"{whole:,}.{rest:0{places}d}"
    if locale == "ru":
        text = text.replace(",", NO_BREAK).replace(".", ",")
    return f"-{text}" if amount < 0 else text


@lru_cache(maxsize=4096)
def money(amount: int, locale: str, currency: str, *, trim: bool = False) -> str:
    """12,800円 · ¥12,800 · 12,800日元 · 12 800 ¥; amount in the smallest unit."""
    _, before, after = _coin(locale, currency)
    text = f"{before}{figure(abs(amount), locale, currency, trim=trim)}{after}"
    return f"-{text}" if amount < 0 else text


def money_with_currency(amount: int, locale: str, currency: str) -> str:
    """As `money`, and the ISO code unless it stands there already."""
    text = money(amount, locale, currency)
    return text if currency in text else f"{text} {currency}"


# ---- days


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


_EPOCH = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC"))


def local(at: float, zone: str) -> datetime:
    """That moment on the wall clock of the zone. Raises ValueError for moments outside the years 1 to 9999."""
    try:
        return (_EPOCH + timedelta(seconds=at)).astimezone(_zone(zone))
    except OverflowError:
        raise ValueError(f"{at} is no moment of a calendar") from None


@lru_cache(maxsize=4096)
def day(at: int, form: str, voice: Voice) -> str:
    """A moment as the locale writes it. form: day, deadline, day_time, letter (voice 1.6)."""
    table, when = words(voice.locale)["format"], local(at, voice.zone)
    date = _date(table, when, "day_other_year" if when.year != voice.year else "day")
    if form == "day":
        return date
    if form == "letter":
        return _date(table, when, "letter" if "letter" in table else "day_other_year")
    whole = f"{form}_whole_hour"
    key = whole if not when.minute and whole in table else form
    until = _date(table, when, "until_other_year" if when.year != voice.year else "until") if "until" in table else date
    return str(table[key]).format(date=date, until=until, **_clock(table, when, voice))


def _date(table: Mapping[str, Any], when: datetime, key: str) -> str:
    month = table["month"][when.month - 1] if "month" in table else when.month
    weekday, of_weekday = (table[name][when.weekday()] if name in table else "" for name in ("weekday", "weekday_genitive"))
    return str(table[key]).format(year=when.year, month=month, day=when.day, weekday=weekday, of_weekday=of_weekday)


def _clock(table: Mapping[str, Any], when: datetime, voice: Voice) -> dict[str, str]:
    """The hour's pieces; the zone is the country's word for Japan, else the zone's city."""
    zone = table["zone"] if voice.zone == "Asia/Tokyo" else table.get("other_zone", "").format(city=_city(voice.zone, voice.locale))
    return {
        "hour": str(when.hour),
        "hour00": f"{when.hour:02d}",
        "hour12": str(when.hour % 12 or 12),
        "ampm": "AM" if when.hour < 12 else "PM",
        "minute": f"{when.minute:02d}",
        "zone": zone,
    }


@lru_cache(maxsize=64)
def _city(zone: str, locale: str) -> str:
    """New York · 纽约 · Нью-Йорк."""
    name = get_timezone_location(zone, locale=locale.replace("-", "_"), return_city=True) if "/" in zone else zone
    return str(name).rsplit("/", 1)[-1]


# ---- people

_HAN = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff·]+")


@lru_cache(maxsize=4096)
def known(name: object, locale: str) -> str:
    """The name without typed honorifics, or nothing if it is no name (digits, @, a marketplace's stand-in)."""
    table, text = words(locale)["salutation"], " ".join(str(name or "").split())
    for suffix in table["strip_suffix"]:
        text = text.removesuffix(suffix).rstrip()
    return "" if re.search(table["not_a_name"], text, re.IGNORECASE) else text


def person(customer: Mapping[str, Any], locale: str) -> str:
    """The buyer's name as a line of its own: 佐藤 花子 様 · Hannah Miller; nothing if it is not known."""
    table = words(locale)["salutation"]
    first, last = known(customer.get("first_name"), locale), known(customer.get("last_name"), locale)
    if first and last:
        return _full(first, last, table)
    name = known(customer.get("name"), locale) or last or first
    return str(table["named"].format(name=name)) if name else ""


def _full(first: str, last: str, table: Mapping[str, Any]) -> str:
    """Where the family's name stands first, a name in another script keeps its own order and gap: 佐藤 花子 様, John Smith 様."""
    foreign = "foreign_name" in table and not _HAN.fullmatch(first + last)
    return str(table["foreign_name" if foreign else "full_name"].format(first=first, last=last))


def salutation(customer: Mapping[str, Any], voice: Voice) -> str:
    """The first line of a letter (voice 1.4, 1.5): it knows missing names, companies and honorifics."""
    table = words(voice.locale)["salutation"]
    company = _spelt_out(str(customer.get("company") or ""), table)
    names = {key: known(customer.get(f"{key}_name"), voice.locale) for key in ("first", "last")}
    names["name"] = known(customer.get("name"), voice.locale)
    if voice.business and company:
        return _to_company(table, customer, company, names)
    if names["first"] and names["last"]:
        return str(table["person"].format(**names, full=_full(names["first"], names["last"], table)))
    names["name"] = names["name"] or names["last"] or names["first"]
    return str(table["one_field" if names["name"] else "missing"].format(**names))


def _to_company(table: Mapping[str, Any], customer: Mapping[str, Any], company: str, names: Mapping[str, str]) -> str:
    title, department = (str(customer.get(key) or "").strip() for key in ("title", "department"))
    last = names["last"] or names["name"]
    if not last:
        return str(table["company_only"].format(company=company))
    keys = ("business_title",) * bool(title) + ("business", "company_person")
    key = next(key for key in keys if key in table)
    full = names["name"] or (_full(names["first"], last, table) if names["first"] else last)
    known = {"last": last, "first": names["first"] or last, "name": full, "patronymic": ""}
    line = str(table[key].format(company=company, department=department, title=title, **known))
    return "\n".join(" ".join(piece.split()) for piece in line.split("\n")).replace(" !", "!")


def _spelt_out(company: str, table: Mapping[str, Any]) -> str:
    for short, full in table.get("expand", {}).items():
        company = company.replace(short, full)
    return company.strip()


# ---- places


@lru_cache(maxsize=512)
def country_name(code: str, locale: str) -> str:
    """The country's name in the locale; a code nobody knows stays as it is."""
    return str(Locale.parse(locale.replace("-", "_")).territories.get(code.upper(), code))


_PLACE = ("company", "postal_code", "country", "region", "city", "line1", "line2")


def address(place: Mapping[str, Any], voice: Voice) -> str:
    """An address as lines, the way the locale writes it; lines that are empty are left out. Keys: as fact_names.Place."""
    part = {key: " ".join(str(place.get(key) or "").split()) for key in _PLACE}
    name = person(place, voice.locale)
    country = part["country"].upper() if len(part["country"]) == 2 else part["country"]  # a channel's name of a country stays as it is
    abroad = country_name(country, voice.locale) if country and country != voice.country else ""
    eastern = voice.locale in ("ja", "zh-Hans") and country in ("", "JP", "CN", "TW")
    if voice.locale == "ru":
        lines = _russian(part, name, country)
    else:
        lines = _eastern(part, name, abroad, voice.locale) if eastern else _western(part, name, country, voice.locale)
    return "\n".join(line for line in lines if line)


def _eastern(part: Mapping[str, str], name: str, abroad: str, locale: str) -> list[str]:
    mark = "〒" if locale == "ja" and part["postal_code"] else ""
    large = part["region"] + part["city"] + part["line1"]
    return [abroad, f"{mark}{part['postal_code']} {large}".strip(), part["line2"], part["company"], name]


def _western(part: Mapping[str, str], name: str, country: str, locale: str) -> list[str]:
    place = ", ".join(piece for piece in (part["city"], f"{part['region']} {part['postal_code']}".strip()) if piece)
    land = country_name(country, locale) if country else ""
    return [name, part["company"], part["line1"], part["line2"], place, land]


def _russian(part: Mapping[str, str], name: str, country: str) -> list[str]:
    """Small to large, the postcode last (voice 1.6)."""
    place = ", ".join(piece for piece in (part["city"], part["region"]) if piece)
    return [name, part["company"], part["line1"], part["line2"], place, country_name(country, "ru") if country else "", part["postal_code"]]


# ---- counting


def plural(count: int, locale: str, *forms: str) -> str:
    """The form of a word that goes with a number (CLDR): en one, other · ru one, few, many · ja, zh one form."""
    if not forms:
        return ""
    if locale == "en":
        return forms[0] if count == 1 else forms[-1]
    if locale == "ru" and len(forms) > 2:
        tens, ones = count % 100, count % 10
        return forms[0] if ones == 1 and tens != 11 else forms[1] if 2 <= ones <= 4 and not 12 <= tens <= 14 else forms[2]
    return forms[-1]
