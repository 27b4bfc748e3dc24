"""Asking EasyPost about one parcel: a number that it does not know yet is registered, and its tracker is the answer; else its tracker is read.

Source: docs.easypost.com, "Create a Tracker" (the same number within three months is the same tracker, and is paid once), "Retrieve a Tracker",
"Errors", read 2026-11."""

from collections.abc import Mapping
from typing import Any

import httpx

from todoke.channels.asking import get, post, without_haste
from todoke.channels.channel import News, Parcel, Refusal, Setup, Unclear, parse
from todoke.channels.easypost.words import TRACKERS
from todoke.channels.fields import table, text
from todoke.tracking.carriers import carrier_of

TITLE = "EasyPost"
# our carrier → EasyPost's name of it; a carrier that is not here is left to EasyPost to guess, and a wrong guess is found by desk/whose.py
CARRIERS = {"ups": "UPS", "usps": "USPS", "fedex": "FedEx", "dhl_express": "DHLExpress", "canada_post": "CanadaPost", "purolator": "Purolator",
            "canpar": "Canpar", "ontrac": "OnTrac", "lasership": "LaserShipV2", "royal_mail": "RoyalMail"}  # fmt: skip
NOT_ITS_NUMBER = (400, 404, 422)


def ask(parcel: Parcel, setup: Setup) -> News:
    """Raises Refusal: of EasyPost as a whole. What it says against this number alone is News as well."""
    answer = answered(parcel, setup)
    said = said_in(answer)
    if answer.status_code in NOT_ITS_NUMBER:
        return News(parcel.number, refused=f"{TITLE}: {text(table(said.get('error')), 'message') or answer.status_code}"[:200])
    return News(parcel.number, ((TRACKERS[1], answer.content),), theirs=text(said, "id")[:120])


def answered(parcel: Parcel, setup: Setup) -> httpx.Response:
    base, key = setup.api_url.rstrip("/"), (setup.token, "")
    if parcel.theirs:
        answer = get(TITLE, f"{base}/trackers/{parcel.theirs}", auth=key)
    else:
        tracker = {"tracking_code": parcel.number} | ({"carrier": name} if (name := CARRIERS.get(carrier_of(parcel.carrier))) else {})
        answer = post(TITLE, f"{base}/trackers", json={"tracker": tracker}, auth=key)
    return answer if answer.status_code in NOT_ITS_NUMBER else without_haste(TITLE, answer)


def said_in(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        return table(parse(answer.content))
    except Unclear as error:
        raise Refusal(f"{TITLE} answered what cannot be read: {error}", again=True) from error
