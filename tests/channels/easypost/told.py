"""EasyPost's bodies, of our own making, in its shapes."""

import json
from typing import Any

STATUSES = ("unknown", "pre_transit", "in_transit", "out_for_delivery", "delivered", "available_for_pickup", "return_to_sender", "failure", "cancelled",
            "error")
KEY = "ｗｅｂｈｏｏｋ-ｓｅｃｒｅｔ"  # full width: the form NFKD of it is plain


def detail(status: str, at: str, city: str = "OTA", why: str = "status_update") -> dict[str, Any]:
    where = {"object": "TrackingLocation", "city": city, "state": None, "country": "JP", "zip": None}
    said = {"message": status, "status": status, "status_detail": why, "datetime": at, "source": "Yamato"}
    return {"object": "TrackingDetail", **said, "tracking_location": where}


def tracker(*details: dict[str, Any], number: str = "444413758703", carrier: str = "Yamato", **changes: Any) -> dict[str, Any]:
    found = {
        "id": "trk_61d", "object": "Tracker", "mode": "production", "tracking_code": number, "status": details[-1]["status"] if details else "unknown",
        "status_detail": "unknown", "created_at": "2026-09-21T13:20:00Z", "updated_at": "2026-09-22T09:00:00Z", "signed_by": None, "carrier": carrier,
        "est_delivery_date": None, "tracking_details": list(details),
    }  # fmt: skip
    return found | changes


def event(of: dict[str, Any], name: str = "evt_1", description: str = "tracker.updated", **changes: Any) -> bytes:
    found = {"id": name, "object": "Event", "mode": "production", "description": description, "previous_attributes": {}, "status": "pending", "result": of}
    return json.dumps(found | changes, ensure_ascii=False).encode()


LEFT = detail("in_transit", "2026-09-21T20:00:00Z", "OTA")
LABEL = detail("pre_transit", "2026-09-21T12:00:00Z", "OTA")
VAN = detail("out_for_delivery", "2026-09-21T23:30:00Z", "KAMATA")
HANDED = detail("delivered", "2026-09-22T02:10:00Z", "KAMATA")
