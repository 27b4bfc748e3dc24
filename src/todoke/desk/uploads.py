"""A file that a person brings to the desk waits in the database, in pieces, until they have said what it means: any web process finds it there.

One a person and connection; the next takes its place. It goes when it was taken in, or some hours later by itself."""

import hashlib
import tempfile
from collections.abc import Iterable
from typing import BinaryIO, NamedTuple, cast

from django.db import transaction
from django.db.models import QuerySet

from todoke.desk.intake import Delivery, store
from todoke.desk.models import Received
from todoke.shops.models import Connection

TOPIC, KEPT = "desk/file", "kept"  # what waits here is no delivery yet
PIECE = 1024 * 1024
LARGEST = 10 * 1024 * 1024
LASTS = 4 * 3600  # seconds
IN_MEMORY = 2 * PIECE
NAMES = [str(n) for n in range(LARGEST // PIECE + 2)]


class TooLarge(Exception):
    """More than LARGEST bytes."""


class Upload(NamedTuple):
    """`mark`: by which the same file is known again. `name`: as it was called on the person's machine."""

    mark: str
    name: str
    file: BinaryIO


@transaction.atomic
def keep(connection: Connection, person: int, name: str, pieces: Iterable[bytes], *, now: int) -> str:
    """Returns its mark. Raises TooLarge."""
    discard(connection, person)
    seen = hashlib.sha256()
    for n, piece in enumerate(pieces_of(pieces)):
        seen.update(piece)
        store([Delivery(connection.shop_id, connection.pk, key(person, NAMES[n]), TOPIC, piece, now, name[:150], False)])
    rows_of(connection, person).update(state=KEPT, leased_until=0)
    return seen.hexdigest()


def pieces_of(chunks: Iterable[bytes]) -> Iterable[bytes]:
    """Of equal size, but for the last. Raises TooLarge."""
    held, size = b"", 0
    for chunk in chunks:
        held, size = held + chunk, size + len(chunk)
        if size > LARGEST:
            raise TooLarge
        while len(held) >= PIECE:
            yield held[:PIECE]
            held = held[PIECE:]
    if held or not size:
        yield held


def brought(connection: Connection, person: int, mark: str, *, now: int) -> Upload | None:
    """The file, if it still waits and is the one that was seen. Close it."""
    rows = rows_of(connection, person).filter(state=KEPT, received_at__gt=now - LASTS).order_by("pk")
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  whoever asked closes it
    seen, name = hashlib.sha256(), ""
    for body, name in rows.values_list("body", "source").iterator(chunk_size=1):  # noqa: B007
        spool.write(bytes(body))
        seen.update(bytes(body))
    if seen.hexdigest() != mark:
        spool.close()
        return None
    return Upload(mark, name, cast(BinaryIO, spool))


def discard(connection: Connection, person: int) -> None:
    rows_of(connection, person).delete()


def forget_old(now: int) -> int:
    """Files that nobody took in. Only the last hours are looked through: this is done every hour."""
    return Received.objects.filter(state=KEPT, topic=TOPIC, received_at__gt=now - 12 * LASTS, received_at__lt=now - LASTS).delete()[0]


def rows_of(connection: Connection, person: int) -> QuerySet[Received]:
    return Received.objects.filter(shop=connection.shop_id, connection=connection, delivery__in=[key(person, n) for n in NAMES])


def key(person: int, n: str) -> str:
    return f"desk:file:{person}:{n}"
