"""Lines of a file that somebody else wrote: of any size, in any encoding that shops in Japan use, in bounded memory."""

import io
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import IO, AnyStr, NamedTuple, cast

MOST = 100_000  # bytes, or characters, of a line
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
TOO_LONG = f"it is longer than {MOST:,} bytes, only its beginning was read. Write one number a line."
UNREADABLE = "it is neither UTF-8 nor Shift_JIS: what cannot be read became �. Save the file as UTF-8."


class Line(NamedTuple):
    """Without its end. `trouble`: what of it could not be read, and the mend."""

    text: str
    trouble: str = ""


def lines_of(name: str) -> Iterator[Line]:
    """Each line of a file, `-` is standard input: UTF-8, Shift_JIS, or UTF-16 where it says so. Raises OSError."""
    with opened(name) as raw:
        if raw.peek(2)[:2] in UTF_16:
            for text, cut in whole(io.TextIOWrapper(raw, "utf-16", "replace", newline="\n"), "\n"):
                yield Line(text.rstrip("\r\n"), TOO_LONG if cut else "")
            return
        for data, cut in whole(raw, b"\n"):
            yield read(data.rstrip(b"\r\n"), cut)


def opened(name: str) -> AbstractContextManager[io.BufferedReader]:
    return nullcontext(cast(io.BufferedReader, sys.stdin.buffer)) if name == "-" else open(name, "rb")


def whole(file: IO[AnyStr], end: AnyStr) -> Iterator[tuple[AnyStr, bool]]:
    """Lines, and whether one was cut because it is too long."""
    while line := file.readline(MOST + 1):
        cut = len(line) > MOST and not line.endswith(end)
        rest = line
        while cut and rest and not rest.endswith(end):
            rest = file.readline(MOST)
        yield line[:MOST], cut


def read(data: bytes, cut: bool) -> Line:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return Line(data.decode(encoding, "ignore" if cut else "strict"), TOO_LONG if cut else "")
        except UnicodeDecodeError:
            continue
    return Line(data.decode("utf-8", "replace"), UNREADABLE)
