"""EasyPost's events and trackers → facts about a parcel. `status` decides; `status_detail` only says why, and never moves anything.

Source: docs.easypost.com, "Trackers" and "Events", read 2026-11; the statuses are tracking/words_aggregators.py:EASYPOST."""

from collections.abc import Mapping
from typing import Any

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.fields import rows, table, text
from todoke.channels.watched import Line, Watched, day_or_moment, place_of, reading, seconds

TRACKERS = ("tracker.created", "tracker.updated")
SOURCE = "easypost"
# why it does not go on, in our words (rules/events/parcels.py:ParcelTroubled); the details that are not here say nothing of it
CAUSES = {"weather_delay": "weather", "damaged": "damage", "address_correction": "address", "awaiting_information": "address", "missorted": "carrier",
          "delayed": "carrier"}  # fmt: skip


def topic_of(body: Any) -> str:
    """Of a recorded body: an event names itself; a tracker stands for its own news. Raises Unclear."""
    found = table(body)
    if text(found, "object") == "Event" or text(found, "description"):
        return text(found, "description")
    if text(found, "object") == "Tracker" or text(found, "tracking_code"):
        return TRACKERS[1]
    raise Unclear("object", "is neither an Event nor a Tracker.", "Send EasyPost's bodies as they came.")


def read(topic: str, body: Any, setup: Setup) -> tuple[Reading, ...] | Ignored:
    """An event, or a tracker as the API answers it. Raises Unclear."""
    if not isinstance(body, Mapping):
        raise Unclear("body", "is not an object.", "Send EasyPost's bodies as they came.")
    if topic and topic not in TRACKERS:
        return Ignored(f"{topic} says nothing about a parcel on its way")
    tracker = table(body.get("result")) if "result" in body else body
    if "test" in (text(tracker, "mode"), text(body, "mode")) and not setup.test:
        return Ignored("a test tracker of EasyPost; connect with --test to take those in")
    if not text(tracker, "tracking_code"):
        raise Unclear("result.tracking_code", "is missing.", "Look at the raw body; without it nobody can tell whose parcel it is.")
    return reading(SOURCE, watched(tracker), setup)


def watched(tracker: Mapping[str, Any]) -> Watched:
    return Watched(
        text(tracker, "tracking_code"), text(tracker, "carrier"), tuple(map(line, rows(tracker.get("tracking_details")))),
        Line(text(tracker, "status"), cause=cause_of(tracker)), text(tracker, "signed_by")[:100], max(seconds(text(tracker, "updated_at")), 0),
        day_or_moment(tracker.get("est_delivery_date")))  # fmt: skip


def line(detail: Mapping[str, Any]) -> Line:
    where = table(detail.get("tracking_location"))
    return Line(text(detail, "status"), text(detail, "datetime"), place_of(text(where, "city"), text(where, "state"), text(where, "country")), cause_of(detail))


def cause_of(row: Mapping[str, Any]) -> str:
    return CAUSES.get(text(row, "status_detail"), "")
