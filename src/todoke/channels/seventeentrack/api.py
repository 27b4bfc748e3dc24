"""Asking 17TRACK about up to forty numbers at once: those that it does not know yet are registered first.

Source: api.17track.net/doc (register, gettrackinfo; 40 numbers a call, three calls a second), help.17track.net ("Error Codes"), read 2026-11; carriers:
the keys of 17TRACK's own list (res.17track.net, apicarrier.all.json), each beside the carrier's own page there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from todoke.channels.asking import post, without_haste
from todoke.channels.channel import News, Parcel, Refusal, Setup, Unclear, parse
from todoke.channels.fields import rows, table, text
from todoke.channels.seventeentrack.words import UPDATED
from todoke.tracking.carriers import carrier_of
from todoke.tracking.numbers import number_key

TITLE, MOST = "17TRACK", 40
REGISTERED = "registered"  # it knows numbers by themselves, and gives no other name
# our carrier → 17TRACK's key of it; one that has several there (Amazon, DPD, DHL eCommerce: one a country), or none, is left to 17TRACK to detect, and a
# wrong guess is found by desk/whose.py
CARRIERS = {
    "yamato": 100062, "sagawa": 100040, "japan_post": 10021, "seino": 100171,
    "ups": 100002, "fedex": 100003, "usps": 21051, "ontrac": 100049, "lasership": 100052, "canada_post": 3041, "purolator": 100042, "canpar": 100146,
    "landmark": 100021, "speedee": 100447, "dhl_express": 100001, "dhl": 100001, "yodel": 100017,
    "sf": 100012, "yunexpress": 190008, "4px": 190094, "yanwen": 190012, "cainiao": 190271, "cdek": 100030, "russian_post": 18031,
    "royal_mail": 11031, "china_post": 3011, "hongkong_post": 8011, "chunghwa_post": 20011, "korea_post": 11051, "singapore_post": 19131,
    "thailand_post": 20041, "pos_malaysia": 13051, "india_post": 9021, "australia_post": 1151, "new_zealand_post": 14061, "deutsche_post": 7044,
    "la_poste": 6051, "poste_italiane": 9071, "correos": 19181, "postnl": 14041, "bpost": 2061, "swiss_post": 19251, "austrian_post": 1161,
    "posti": 6041, "posten": 14081, "ukrposhta": 21021, "poczta_polska": 16081, "brazil_post": 2151,
}  # fmt: skip
ALREADY, NOT_REGISTERED, NOTHING_YET = -18019901, -18019902, -18019909
NOT_OF_THAT_CARRIER = (-18019910, -18019911)  # the carrier that was named is none for this number: it is asked to find it itself
TOMORROW, NOTHING_LEFT = -18019907, -18019908  # the day's limit, and what was paid for: nothing is wrong with the number
PASSING = (-18010003, TOMORROW)  # worth another try


def ask(parcels: Sequence[Parcel], setup: Setup) -> Iterator[News]:
    """One answer for each. Raises Refusal; where the account's quota is used up, after the parcels that it knows already."""
    no = registered([parcel for parcel in parcels if not parcel.theirs], setup)
    later = {key for key, row in no.items() if code_of(row) in (TOMORROW, NOTHING_LEFT)}
    refused = {key: why(row) for key, row in no.items() if key not in later}
    known = [parcel for parcel in parcels if number_key(parcel.number) not in no]
    told = call("gettrackinfo", [{"number": parcel.number} for parcel in known], setup) if known else {"accepted": [], "rejected": []}
    answers = {key_of(row): row for row in told["accepted"]}
    gone = {key_of(row): row for row in told["rejected"] if code_of(row) != NOTHING_YET}
    for parcel in parcels:
        key = number_key(parcel.number)
        yield News(parcel.number) if key in later else news_of(parcel, key, refused, answers, gone)
    if out := next((row for row in no.values() if code_of(row) == NOTHING_LEFT), None):
        raise Refusal(why(out), again=False)


def registered(fresh: Sequence[Parcel], setup: Setup) -> dict[str, Mapping[str, Any]]:
    """What was not taken, by number: once more without a carrier where it was the carrier that did not fit. Raises Refusal."""
    no = rejected([asked(parcel) for parcel in fresh], setup)
    again = [parcel for parcel in fresh if code_of(no.get(number_key(parcel.number), {})) in NOT_OF_THAT_CARRIER]
    return {key: row for key, row in no.items() if code_of(row) not in NOT_OF_THAT_CARRIER} | rejected([unnamed(parcel) for parcel in again], setup)


def rejected(rows: Sequence[Mapping[str, Any]], setup: Setup) -> dict[str, Mapping[str, Any]]:
    answer = call("register", rows, setup)["rejected"] if rows else ()
    return {key_of(row): row for row in answer if code_of(row) != ALREADY}


def news_of(parcel: Parcel, key: str, refused: Mapping[str, str], answers: Mapping[str, Mapping[str, Any]], gone: Mapping[str, Mapping[str, Any]]) -> News:
    """A number that 17TRACK has forgotten is registered again the next time."""
    if key in refused:
        return News(parcel.number, refused=refused[key])
    if key in answers and answers[key].get("track_info"):
        return News(parcel.number, ((UPDATED, msgspec.json.encode(answers[key])),), REGISTERED)
    if key in gone and code_of(gone[key]) != NOT_REGISTERED:
        return News(parcel.number, refused=why(gone[key]))
    return News(parcel.number, theirs="" if key in gone else REGISTERED)


def asked(parcel: Parcel) -> dict[str, Any]:
    code = CARRIERS.get(carrier_of(parcel.carrier))
    return {"number": parcel.number, "carrier": code} if code else unnamed(parcel)


def unnamed(parcel: Parcel) -> dict[str, Any]:
    return {"number": parcel.number, "auto_detection": True}


def call(method: str, numbers: Iterable[Mapping[str, Any]], setup: Setup) -> dict[str, list[Mapping[str, Any]]]:
    """Its two lists. Raises Refusal."""
    url, listed = f"{setup.api_url.rstrip('/')}/{method}", list(numbers)
    headers = {"17token": setup.token or setup.secret}
    answer = without_haste(TITLE, post(TITLE, url, json=listed, headers=headers))
    try:
        said = table(parse(answer.content))
    except Unclear as error:
        raise Refusal(f"{TITLE} answered what cannot be read: {error}", again=True) from error
    data, code = table(said.get("data")), said.get("code")
    if code != 0:
        words = "; ".join(text(row, "message") for row in rows(data.get("errors"))) or text(said, "message")
        raise Refusal(f"{TITLE} answered {code}: {words}"[:300], again=code in PASSING)
    return {name: rows(data.get(name)) for name in ("accepted", "rejected")}


def key_of(row: Mapping[str, Any]) -> str:
    return number_key(text(row, "number"))


def code_of(row: Mapping[str, Any]) -> Any:
    return table(row.get("error")).get("code")


def why(row: Mapping[str, Any]) -> str:
    return f"{TITLE}: {text(table(row.get('error')), 'message') or code_of(row)}"[:200]
