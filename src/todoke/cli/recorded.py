"""Recorded deliveries, read from files of any size: a JSON document, an array of them, or JSON lines; bodies as sent, or in an envelope."""

import sys
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

LARGEST = 64 * 1024 * 1024  # of one document that is not JSON lines


class Envelope(msgspec.Struct):
    topic: str
    body: msgspec.Raw


class Recorded(NamedTuple):
    """`trouble`: it could not even be cut out of its file. `lines`: where the rows of an order file stand."""

    place: str  # file, or file:line
    topic: str
    body: bytes
    trouble: str = ""
    lines: tuple[int, ...] = ()


envelope = msgspec.json.Decoder(Envelope)
array = msgspec.json.Decoder(list[msgspec.Raw])


def read(path: str) -> Iterator[Recorded]:
    """Raises OSError for a file that cannot be opened."""
    if path == "-":
        yield from parts("standard input", iter(sys.stdin.buffer))
        return
    with open(path, "rb") as file:
        yield from parts(path, iter(file))


def parts(place: str, source: Iterator[bytes]) -> Iterator[Recorded]:
    """Line by line as long as every line is a document of its own; else the whole is one."""
    first = next((line for line in source if line.strip()), b"")
    if is_document(first):
        yield from opened(f"{place}:1", first)
        for number, line in enumerate(source, 2):
            if line.strip():
                yield from opened(f"{place}:{number}", line)
        return
    whole = bytearray(first)
    for line in source:
        whole += line
        if len(whole) > LARGEST:
            yield Recorded(place, "", b"", f"is larger than {LARGEST >> 20} MB and is not JSON lines. Write one document a line.")
            return
    yield from opened(place, bytes(whole))


def is_document(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def opened(place: str, document: bytes) -> Iterator[Recorded]:
    """An array is many; an envelope gives its topic and body, other keys of it are ignored."""
    text = document.strip().removeprefix(b"\xef\xbb\xbf")
    if text.startswith(b"["):
        try:
            many = array.decode(text)
        except (msgspec.DecodeError, RecursionError):
            yield Recorded(place, "", bytes(text))
            return
        for number, one in enumerate(many, 1):
            yield unwrapped(f"{place}[{number}]", bytes(one))
    elif text:
        yield unwrapped(place, bytes(text))


def unwrapped(place: str, document: bytes) -> Recorded:
    try:
        found = envelope.decode(document)
    except (msgspec.DecodeError, RecursionError):
        return Recorded(place, "", document)
    return Recorded(place, found.topic, bytes(found.body))
