"""A local stand-in for 17TRACK: numbers are registered and asked about by forty, go on by themselves, and are pushed with their signature.

`serve(...)` for tests, `todoke sandbox 17track` for people. The address that it prints brings the access key along."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from todoke.channels.fields import table, text
from todoke.channels.seventeentrack.api import ALREADY, MOST, NOT_REGISTERED, NOTHING_YET
from todoke.channels.seventeentrack.channel import signature
from todoke.channels.stand_in import Answer
from todoke.channels.watchers import SHORTEST, Package, Settings, Step, Watcher, moment

KEY = "STANDIN17TRACKKEY"
TOO_MANY, INVALID, BAD_FORMAT = -18010014, -18010013, -18010012
SAYS = {  # a step → (sub-status, where)
    "label": ("InfoReceived", ""), "left": ("InTransit_PickedUp", "大田区"), "hub": ("InTransit_Arrival", "江東区"), "van": ("OutForDelivery_Other", "渋谷区"),
    "absent": ("DeliveryFailure_NoBody", "渋谷区"), "held": ("AvailableForPickup_Other", "渋谷区"), "trouble": ("Exception_Delayed", "江東区"),
    "handed": ("Delivered_Other", "渋谷区"), "returning": ("Exception_Returning", "渋谷区"),
}  # fmt: skip


class Sandbox(Watcher):
    name, title = "17track", "17TRACK"

    @property
    def url(self) -> str:
        return f"{self.address}/track/v2.2?{urlencode({'secret': self.settings.secret})}"

    def webhook(self, package: Package, name: str) -> tuple[bytes, dict[str, str]]:
        body = json.dumps({"event": "TRACKING_UPDATED", "data": view(package)}, ensure_ascii=False).encode()
        return body, {"Content-Type": "application/json", "sign": signature(self.settings.secret, body)}

    def asked(self, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST …/register, …/gettrackinfo: a list of {"number", "carrier"}."""
        if no := self.refused(headers.get("17token", "")):
            return no
        try:
            numbers = [table(row) for row in json.loads(body)]
        except (ValueError, TypeError):
            return 200, wrong(INVALID, "Invalid submitted data.")
        if len(numbers) > MOST:
            return 200, wrong(TOO_MANY, "Tracking numbers exceed the 40 limit.")
        answer = {"register": self.registered, "gettrackinfo": self.info}.get(urlsplit(path).path.rpartition("/")[2])
        return (200, answered([answer(row) for row in numbers])) if answer else (404, {})

    def registered(self, row: Mapping[str, Any]) -> dict[str, Any]:
        number = text(row, "number")
        if len(number) < SHORTEST:
            return rejected(number, BAD_FORMAT, "The format of data number is invalid.")
        if number in self.packages:
            return rejected(number, ALREADY, "The tracking number is already registered.")
        self.register(number, "Yamato Transport")
        return {"origin": 1, "number": number, "carrier": 1}

    def info(self, row: Mapping[str, Any]) -> dict[str, Any]:
        number = text(row, "number")
        package = self.packages.get(number)
        if package is None:
            return rejected(number, NOT_REGISTERED, "The tracking number is not registered yet.")
        return view(package) if package.steps else rejected(number, NOTHING_YET, "No tracking information at this time.")


def rejected(number: str, code: int, message: str) -> dict[str, Any]:
    return {"number": number, "error": {"code": code, "message": message}}


def wrong(code: int, message: str) -> dict[str, Any]:
    return {"code": code, "data": {"errors": [{"code": code, "message": message}]}}


def answered(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"code": 0, "data": {"accepted": [row for row in rows if "error" not in row], "rejected": [row for row in rows if "error" in row]}}


def view(package: Package) -> dict[str, Any]:
    events = [line(step) for step in reversed(package.steps)]
    status = events[0]["sub_status"] if events else "NotFound_Other"
    provider = {"key": 1, "name": package.carrier, "alias": package.carrier}
    info = {
        "latest_status": {"status": status.partition("_")[0], "sub_status": status}, "latest_event": events[0] if events else None,
        "time_metrics": {"estimated_delivery_date": {"source": None, "from": None, "to": None}},
        "tracking": {"providers": [{"provider": provider, "events": events}]},
    }  # fmt: skip
    return {"number": package.number, "carrier": 1, "param": None, "tag": "", "track_info": info}


def line(step: Step) -> dict[str, Any]:
    status, place = SAYS[step.kind]
    at = moment(step.at)
    return {"time_iso": at, "time_utc": at, "description": status, "location": place or None, "stage": None, "sub_status": status}


def serve(  # noqa: PLR0913  one keyword for each thing that a person can set on the command line
    *, host: str = "127.0.0.1", port: int = 0, deliver_to: str = "", secret: str = "", seed: int = 1, pace: float = 1.0, api_token: str = "",
    faults: float = 0.08,
) -> Sandbox:  # fmt: skip
    """`.start()` opens it. `pace` 0: nothing happens by itself."""
    return Sandbox(Settings(deliver_to, secret or KEY, seed, pace, api_token, faults), host, port)
