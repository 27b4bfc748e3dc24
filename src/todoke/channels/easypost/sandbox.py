"""A local stand-in for EasyPost: trackers are made and read, go on by themselves, and are told by signed webhooks.

`serve(...)` for tests, `todoke sandbox easypost` for people. The address that it prints brings the webhook's secret along."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from todoke.channels.easypost.channel import signature
from todoke.channels.fields import table, text
from todoke.channels.stand_in import Answer
from todoke.channels.watchers import SHORTEST, Package, Settings, Step, Watcher, moment

SECRET = "stand-in-webhook-secret"
SAYS = {  # a step → (status, detail, where)
    "label": ("pre_transit", "label_created", ""), "left": ("in_transit", "received_at_origin_facility", "OTA"),
    "hub": ("in_transit", "arrived_at_facility", "KOTO"),
    "van": ("out_for_delivery", "out_for_delivery", "SHIBUYA"), "absent": ("in_transit", "delivery_exception", "SHIBUYA"),
    "held": ("available_for_pickup", "arrived_at_pickup_location", "SHIBUYA"), "trouble": ("failure", "weather_delay", "KOTO"),
    "handed": ("delivered", "arrived_at_destination", "SHIBUYA"), "returning": ("return_to_sender", "return", "SHIBUYA"),
}  # fmt: skip


class Sandbox(Watcher):
    name, title = "easypost", "EasyPost"

    @property
    def url(self) -> str:
        return f"{self.address}/v2?{urlencode({'secret': self.settings.secret})}"

    def webhook(self, package: Package, name: str) -> tuple[bytes, dict[str, str]]:
        event = {"id": name, "object": "Event", "mode": "production", "description": "tracker.updated", "status": "pending", "result": view(package)}
        body = json.dumps(event, ensure_ascii=False).encode()
        return body, {"Content-Type": "application/json", "X-Hmac-Signature": signature(self.settings.secret, body)}

    def asked(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST /v2/trackers {"tracker": {"tracking_code", "carrier"}}"""
        if no := self.refused(key_of(headers)):
            return no
        try:
            said = table(table(json.loads(body)).get("tracker"))
        except ValueError:
            said = {}
        if urlsplit(path).path != "/v2/trackers" or len(text(said, "tracking_code")) < SHORTEST:
            return 422, {"error": {"code": "TRACKER.CREATE.ERROR", "message": "The tracking_code is missing or invalid."}}
        return 201, view(self.register(text(said, "tracking_code"), text(said, "carrier") or "Yamato"))

    def shown(self, path: str, headers: Mapping[str, str]) -> Answer:
        """GET /v2/trackers/ID"""
        before, _, name = urlsplit(path).path.rpartition("/")
        if before != "/v2/trackers":
            return 200, self.about()
        if no := self.refused(key_of(headers)):
            return no
        found = next((one for one in self.packages.values() if one.id == name), None)
        return (200, view(found)) if found else (404, {"error": {"code": "NOT_FOUND", "message": "The requested resource could not be found."}})


def key_of(headers: Mapping[str, str]) -> str:
    """HTTP Basic: the key as the user, no password."""
    try:
        return base64.b64decode(headers.get("authorization", "").removeprefix("Basic ")).decode().partition(":")[0]
    except ValueError:
        return ""


def view(package: Package) -> dict[str, Any]:
    last = package.steps[-1] if package.steps else Step("", package.made_at)
    status, why, _ = SAYS.get(last.kind, ("unknown", "unknown", ""))
    return {
        "id": package.id, "object": "Tracker", "mode": "production", "tracking_code": package.number, "status": status, "status_detail": why,
        "created_at": moment(package.made_at), "updated_at": moment(last.at), "signed_by": "SATO" if status == "delivered" else None,
        "carrier": package.carrier, "est_delivery_date": None, "tracking_details": [detail(step) for step in package.steps],
    }  # fmt: skip


def detail(step: Step) -> dict[str, Any]:
    status, why, city = SAYS[step.kind]
    where = {"object": "TrackingLocation", "city": city or None, "state": None, "country": "JP", "zip": None}
    return {"object": "TrackingDetail", "status": status, "status_detail": why, "datetime": moment(step.at), "tracking_location": where}


def serve(  # noqa: PLR0913  one keyword for each thing that a person can set on the command line
    *, host: str = "127.0.0.1", port: int = 0, deliver_to: str = "", secret: str = "", seed: int = 1, pace: float = 1.0, api_token: str = "",
    faults: float = 0.08,
) -> Sandbox:  # fmt: skip
    """`.start()` opens it. `pace` 0: nothing happens by itself."""
    return Sandbox(Settings(deliver_to, secret or SECRET, seed, pace, api_token, faults), host, port)
