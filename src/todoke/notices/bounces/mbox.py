"""The mails of a file: one, or as many as an mbox holds, one at a time and of any size."""

import re
from collections.abc import Iterator
from typing import IO

LONGEST = 4 * 1024 * 1024  # bytes of one mail that are kept: what is wrong stands at the beginning, behind it somebody's attachments
CHUNK = 64 * 1024
BEGINS = re.compile(rb"From \S+ .{0,40}\d\d:\d\d")  # RFC 4155's line before each mail


def mails(file: IO[bytes]) -> Iterator[bytes]:
    """A file that begins as an mbox does is one; anything else is a mail. Raises OSError."""
    first = file.readline(CHUNK)
    if not BEGINS.match(first):
        yield (first + file.read(LONGEST))[:LONGEST]
        return
    kept, size, blank = [first], len(first), False
    for line in iter(lambda: file.readline(CHUNK), b""):
        if blank and BEGINS.match(line):
            yield b"".join(kept)
            kept, size = [], 0
        blank = not line.strip()
        if size < LONGEST:
            kept.append(line)
            size += len(line)
    yield b"".join(kept)
