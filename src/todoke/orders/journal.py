"""The chain: every entry carries the hash of the one before it, over every column. Whoever alters or removes one is found."""

import hashlib
from typing import Any, NamedTuple

import msgspec

FIELDS = (
    "shop_id", "order_id", "seq", "event", "at", "heard_at", "live", "settled", "source", "received", "version", "policy", "body", "answers", "outbox",
    "effects", "rows", "refused", "prev",
)
COLUMNS = ("shop", "order", *FIELDS[2:], "hash")


class Line(NamedTuple):
    """An entry before it is written, in the order of FIELDS."""

    shop_id: int
    order_id: int
    seq: int
    event: str
    at: int
    heard_at: int
    live: bool
    settled: bool
    source: str
    received: int
    version: int
    policy: int
    body: str
    answers: str
    outbox: str
    effects: str
    rows: str
    refused: str
    prev: str


def digest(line: Line | tuple[Any, ...]) -> str:
    """SHA-256 over all columns as one JSON list: no two different entries give the same bytes."""
    return hashlib.sha256(msgspec.json.encode(tuple(line))).hexdigest()
