"""17TRACK's bodies, of our own making, in its shapes."""

import json
from typing import Any

SUBS = {
    "NotFound": ("Other", "InvalidCode"), "InfoReceived": (),
    "InTransit": ("PickedUp", "Other", "Departure", "Arrival", "CustomsProcessing", "CustomsReleased", "CustomsRequiringInformation"),
    "Expired": ("Other",), "AvailableForPickup": ("Other",), "OutForDelivery": ("Other",),
    "DeliveryFailure": ("Other", "NoBody", "Security", "Rejected", "InvalidAddress"), "Delivered": ("Other",),
    "Exception": ("Other", "Returning", "Returned", "NoBody", "Security", "Damage", "Rejected", "Delayed", "Lost", "Destroyed", "Cancel"),
}  # fmt: skip
WORDS = (*SUBS, *(f"{main}_{sub}" for main, subs in SUBS.items() for sub in subs))


def line(sub_status: str | None, at: str, location: str | None = "大田区", **changes: Any) -> dict[str, Any]:
    return {"time_iso": at, "time_utc": at, "description": "…", "location": location, "stage": None, "sub_status": sub_status, "address": {}} | changes


def tracked(*lines: dict[str, Any], number: str = "444413758703", provider: str = "Yamato Transport", **changes: Any) -> dict[str, Any]:
    """As gettrackinfo accepts it, and as `data` of a push. 17TRACK lists the newest first."""
    newest = lines[-1] if lines else {}
    status = newest.get("sub_status") or ""
    info = {
        "latest_status": {"status": status.partition("_")[0], "sub_status": status, "sub_status_descr": None}, "latest_event": newest or None,
        "time_metrics": {"estimated_delivery_date": {"source": None, "from": None, "to": None}}, "milestone": [],
        "tracking": {"providers": [{"provider": {"key": 1, "name": provider}, "events": list(reversed(lines))}]},
    }  # fmt: skip
    return {"number": number, "carrier": 1, "param": None, "tag": "", "track_info": info | changes}


def push(of: dict[str, Any], event: str = "TRACKING_UPDATED") -> bytes:
    return json.dumps({"event": event, "data": of}, ensure_ascii=False).encode()


LEFT = line("InTransit_PickedUp", "2026-09-21T20:00:00Z")
VAN = line("OutForDelivery_Other", "2026-09-21T23:30:00Z")
HANDED = line("Delivered_Other", "2026-09-22T02:10:00Z", "玄関先")
