"""17TRACK's pushes and answers → facts about a parcel. The sub-status decides, or the main status where there is none.

Source: api.17track.net/doc, "Tracking details" (v2.2 to v2.4), read 2026-11; the statuses are tracking/words_aggregators.py:SEVENTEENTRACK."""

from collections.abc import Iterator, Mapping
from typing import Any

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.fields import rows, table, text
from todoke.channels.watched import Line, Watched, day_or_moment, place_of, reading, seconds

UPDATED, STOPPED = "TRACKING_UPDATED", "TRACKING_STOPPED"
EVENTS = (UPDATED, STOPPED)
SOURCE = "seventeentrack"
# where a line bears no sub-status, its stage on the way says the same, in the sub-status's words
STAGES = {
    "InfoReceived": "InfoReceived", "PickedUp": "InTransit_PickedUp", "Departure": "InTransit_Departure", "Arrival": "InTransit_Arrival",
    "AvailableForPickup": "AvailableForPickup_Other", "OutForDelivery": "OutForDelivery_Other", "Delivered": "Delivered_Other",
    "Returning": "Exception_Returning", "Returned": "Exception_Returned",
}  # fmt: skip
# why it does not go on, in our words (rules/events/parcels.py:ParcelTroubled)
CAUSES = {"InTransit_CustomsRequiringInformation": "customs", "DeliveryFailure_InvalidAddress": "address", "Exception_Damage": "damage",
          "Exception_Delayed": "carrier"}  # fmt: skip


def topic_of(body: Any) -> str:
    """Of a recorded body: a push names itself; what gettrackinfo accepted stands for its own news. Raises Unclear."""
    found = table(body)
    if text(found, "event"):
        return text(found, "event")
    if "track_info" in found:
        return UPDATED
    raise Unclear("event", "is missing.", "Send 17TRACK's pushes as they came.")


def read(topic: str, body: Any, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """A push, or one number of an answer. Raises Unclear."""
    if not isinstance(body, Mapping):
        raise Unclear("body", "is not an object.", "Send 17TRACK's pushes as they came.")
    if topic == STOPPED:
        return Ignored("17TRACK watches it no longer; what it knew has come before")
    if topic and topic != UPDATED:
        return Ignored(f"{topic} says nothing about a parcel on its way")
    found = table(body.get("data")) if "data" in body else body
    if not text(found, "number"):
        raise Unclear("data.number", "is missing.", "Look at the raw body; without it nobody can tell whose parcel it is.")
    return reading(SOURCE, watched(text(found, "number"), table(found.get("track_info"))), setup)


def watched(number: str, info: Mapping[str, Any]) -> Watched:
    latest, event = table(info.get("latest_status")), table(info.get("latest_event"))
    status = text(latest, "sub_status", "status")
    expected = table(table(info.get("time_metrics")).get("estimated_delivery_date"))
    providers = rows(table(info.get("tracking")).get("providers"))
    stands = line(event)._replace(status=status, cause=CAUSES.get(status, ""))
    return Watched(
        number, carrier_in(providers), tuple(line(row) for provider in providers for row in rows(provider.get("events"))), stands,
        updated_at=max(seconds(time_of(event)), 0), deliver_by=day_or_moment(text(expected, "to", "from")))  # fmt: skip


def carrier_in(providers: list[Mapping[str, Any]]) -> str:
    """Who carries it, where one does: a parcel that is handed on has several, and none of them is wrong."""
    names = dict.fromkeys(text(table(provider.get("provider")), "name", "alias") for provider in providers)
    return next(iter(names)) if len(names) == 1 else ""


def line(row: Mapping[str, Any]) -> Line:
    status = text(row, "sub_status") or STAGES.get(text(row, "stage"), text(row, "stage"))
    return Line(status, time_of(row), text(row, "location")[:100] or place_of(*address(row)), CAUSES.get(status, ""))


def time_of(row: Mapping[str, Any]) -> str:
    """Where 17TRACK could not place a time in any zone, the day as the carrier wrote it: the hour alone would be another one elsewhere."""
    raw = table(row.get("time_raw"))
    day, hour, zone = (text(raw, name) for name in ("date", "time", "timezone"))
    return text(row, "time_utc", "time_iso") or (f"{day}T{hour}{zone}" if day and hour and zone else day)


def address(row: Mapping[str, Any]) -> Iterator[str]:
    where = table(row.get("address"))
    yield from (text(where, name) for name in ("city", "state", "country"))
