"""Asking 17TRACK about up to forty numbers at once: those that it does not know yet are registered first.

Source: api.17track.net/doc (register, gettrackinfo; 40 numbers a call, three calls a second), help.17track.net ("Error Codes"), read 2026-11."""

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
# our carrier → 17TRACK's code of it; one that is not here is left to 17TRACK to detect, and a wrong guess is found by desk/whose.py
CARRIERS = {"ups": 100002, "fedex": 100003, "dhl_express": 100001, "dhl": 100001, "usps": 21051, "china_post": 3011}
ALREADY, NOT_REGISTERED, NOTHING_YET = -18019901, -18019902, -18019909
PASSING = (-18010003,)  # its own fault: worth another try


def ask(parcels: Sequence[Parcel], setup: Setup) -> Iterator[News]:
    """One answer for each. Raises Refusal."""
    fresh, refused = [parcel for parcel in parcels if not parcel.theirs], dict[str, str]()
    for row in call("register", [asked(parcel) for parcel in fresh], setup)["rejected"] if fresh else ():
        if code_of(row) != ALREADY:
            refused[key_of(row)] = why(row)
    known = [parcel for parcel in parcels if number_key(parcel.number) not in refused]
    told = call("gettrackinfo", [{"number": parcel.number} for parcel in known], setup) if known else {"accepted": [], "rejected": []}
    answers = {key_of(row): row for row in told["accepted"]}
    gone = {key_of(row): row for row in told["rejected"] if code_of(row) != NOTHING_YET}
    for parcel in parcels:
        yield news_of(parcel, number_key(parcel.number), refused, answers, gone)


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
    return {"number": parcel.number} | ({"carrier": code} if code else {"auto_detection": True})


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
