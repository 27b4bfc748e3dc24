"""Events as they were written by older versions: brought up to today's shape, step by step, before they are read."""

from collections.abc import Callable
from typing import Any

import msgspec

from todoke.rules.events import VERSION, Event, decoder

Upgrade = Callable[[dict[str, Any]], dict[str, Any]]
UPGRADES: dict[tuple[str, int], Upgrade] = {}  # (event, version that wrote it) → its shape one version later


def read_event(raw: bytes, version: int) -> Event:
    """Raises msgspec.DecodeError for what no version wrote."""
    if version == VERSION:
        return decoder.decode(raw)
    body = msgspec.json.decode(raw)
    for step in range(version, VERSION):
        if upgrade := UPGRADES.get((body["event"], step)):
            body = upgrade(body)
    return decoder.decode(msgspec.json.encode(body))
