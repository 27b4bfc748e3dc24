"""What stand-ins of those who watch parcels share: numbers that are registered, ways that go on by themselves, webhooks that come twice, late or not.

A parcel's way follows from its number and the seed: most arrive, some after an absence, some turn round. Each step is told in the watcher's own
words by the subclass; the door throttles and fails now and then, and `down` shuts it altogether."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any, NamedTuple

import httpx

from todoke.channels.stand_in import Agenda, Answer, Door, StandIn

WAYS = (  # how parcels go, and how many of a hundred
    (("label", "left", "hub", "van", "handed"), 70),
    (("label", "left", "hub", "van", "absent", "van", "handed"), 12),
    (("label", "left", "hub", "held", "handed"), 8),
    (("label", "left", "hub", "trouble", "hub", "van", "handed"), 6),
    (("label", "left", "hub", "van", "absent", "returning"), 4),
)
RETRIES = (2, 5, 15, 60, 300)  # seconds, shortened
SHORTEST = 6  # characters of a number that any carrier has
REPEATED, LATE = 0.15, 0.12  # shares of the webhooks


class Step(NamedTuple):
    """`kind`: a word of WAYS; `at`: seconds UTC."""

    kind: str
    at: int


@dataclass(slots=True)
class Package:
    """A number that somebody registered. `steps`: what happened so far; `ahead`: what will."""

    id: str
    number: str
    carrier: str
    made_at: int
    ahead: list[str]
    steps: list[Step] = field(default_factory=list)


class Settings(NamedTuple):
    deliver_to: str = ""
    secret: str = ""
    seed: int = 1
    pace: float = 1.0
    api_token: str = ""  # empty: any is taken
    faults: float = 0.08  # share of questions that are throttled or fail, for no reason of ours


class Watcher(StandIn):
    """The service behind its door."""

    name = title = ""

    def __init__(self, settings: Settings, host: str, port: int) -> None:
        super().__init__(Door, host, port)
        self.settings, self.pace = settings, settings.pace
        self.packages: dict[str, Package] = {}
        self.mischief, self.mail = Random(settings.seed), Agenda()
        self.posted: list[tuple[str, int]] = []  # (number, answer) of every webhook, repeats included
        self.questions, self.down, self.told_events = 0, False, 0

    def hands(self) -> tuple[Callable[[], None], ...]:
        return (*super().hands(), self.mail.work)

    def stop(self) -> None:
        self.mail.close()
        super().stop()

    def about(self) -> dict[str, Any]:
        return {"stand-in for": self.title, "parcels": len(self.packages), "webhooks": len(self.posted)}

    # ── parcels ──
    def register(self, number: str, carrier: str, now: int = 0) -> Package:
        """The same number again is the same parcel."""
        if number not in self.packages:
            chance = Random(f"{self.settings.seed} {number}")
            way = chance.choices([way for way, _ in WAYS], [many for _, many in WAYS])[0]
            self.packages[number] = Package(f"trk_{chance.getrandbits(64):016x}", number, carrier, now or int(time.time()), list(way))
            if self.pace > 0:
                self.go_on(number)
        return self.packages[number]

    def go_on(self, number: str) -> None:
        def step() -> None:
            self.scan(number)
            if self.packages[number].ahead:
                self.go_on(number)

        self.soon(self.mischief, (3, 12), step)

    def scan(self, number: str, at: int = 0, kind: str = "") -> None:
        """The next step of its way, or this one; whoever listens is told."""
        package = self.packages[number]
        found = kind or package.ahead.pop(0)
        package.steps.append(Step(found, at or int(time.time())))
        self.tell(package)

    # ── webhooks ──
    def tell(self, package: Package) -> None:
        if not self.settings.deliver_to:
            return
        self.told_events += 1
        body, headers = self.webhook(package, f"evt_{self.settings.seed}_{self.told_events}")
        late = self.mischief.random() < LATE
        self.carry(package.number, body, headers, self.mischief.uniform(3, 12) if late else 0.0)
        if self.mischief.random() < REPEATED:
            self.carry(package.number, body, headers, self.mischief.uniform(0.5, 15))

    def carry(self, number: str, body: bytes, headers: Mapping[str, str], after: float, tried: int = 0) -> None:
        self.mail.add(after / max(self.pace, 1.0), lambda: self.deliver(number, body, headers, tried))

    def deliver(self, number: str, body: bytes, headers: Mapping[str, str], tried: int) -> None:
        """Anything but a 2xx is tried again, with the old body."""
        try:
            answer = httpx.post(self.settings.deliver_to, content=body, headers=dict(headers), timeout=5, trust_env=False).status_code
        except httpx.HTTPError:
            answer = 0
        self.posted.append((number, answer))
        if not 200 <= answer < 300 and tried < len(RETRIES):
            self.carry(number, body, headers, RETRIES[tried], tried + 1)

    def webhook(self, package: Package, name: str) -> tuple[bytes, dict[str, str]]:
        """Body and headers. Every try has the same."""
        raise NotImplementedError

    # ── the door ──
    def refused(self, token: str) -> Answer | None:
        """None: it may be answered."""
        self.questions += 1
        if self.down:
            return 503, {"error": {"code": "SERVICE.UNAVAILABLE", "message": "down for maintenance"}}
        if self.settings.api_token and token != self.settings.api_token:
            return 401, {"error": {"code": "APIKEY.INACTIVE", "message": "This api key is no longer active."}}
        if self.mischief.random() < self.settings.faults:
            return self.mischief.choice((429, 500, 503)), {"error": {"code": "TROUBLE", "message": "try again later"}}
        return None


def moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
