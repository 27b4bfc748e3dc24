"""A JSON object a line, from a file or standard input, of any number: one line is in memory, and a bad one does not stop the others. And the
frame of the commands that answer such lines."""

import sys
from collections.abc import Iterator
from typing import IO, Any, Generic, NamedTuple, TypeVar

import msgspec
from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base

LONGEST = 8 * 1024 * 1024  # of one line; more is no record, and is passed over
BOM = b"\xef\xbb\xbf"
T = TypeVar("T")


class Taken(NamedTuple, Generic[T]):
    """A line as it was read; `trouble`: why it was not, with place and mend."""

    id: object
    value: T | None
    trouble: str = ""


class Id(msgspec.Struct):
    id: object = None


ids = msgspec.json.Decoder(Id)


def records(path: str, decoder: msgspec.json.Decoder[T]) -> Iterator[Taken[T]]:
    """Raises OSError for a file that cannot be opened. `-` is standard input."""
    if path == "-":
        yield from of(sys.stdin.buffer, decoder)
        return
    with open(path, "rb") as file:
        yield from of(file, decoder)


def of(file: IO[bytes], decoder: msgspec.json.Decoder[T]) -> Iterator[Taken[T]]:
    number = 0
    while line := file.readline(LONGEST):
        number += 1
        if len(line) == LONGEST and not line.endswith(b"\n"):
            while (rest := file.readline(LONGEST)) and not rest.endswith(b"\n"):
                pass
            yield Taken(None, None, f"line {number}: is longer than {LONGEST >> 20} MB. Write one record a line.")
        elif text := line.strip().removeprefix(BOM):
            yield taken(number, text, decoder)


def taken(number: int, text: bytes, decoder: msgspec.json.Decoder[T]) -> Taken[T]:
    try:
        value = decoder.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Taken(id_of(text), None, f"line {number}: {said(error)}")
    return Taken(getattr(value, "id", None), value)


def id_of(text: bytes) -> object:
    """So that an error is found again by whoever sent the line, where its id can be read at all."""
    try:
        return ids.decode(text).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def said(error: Exception) -> str:
    """Place, reason, mend."""
    if isinstance(error, msgspec.ValidationError):
        reason, _, path = str(error).partition(" - at `$.")
        return f"{path.rstrip('`') or 'the line'}: {reason[:1].lower()}{reason[1:]}. Look at the example of --help."
    return f"is not JSON ({error}). Write one object a line, as UTF-8."


class Command(Base):
    """A command that answers lines: `lines` names what stands on one, `decoder` reads it, `answer` is its row, `tell` says a row to people."""

    lines = ""
    decoder: Any

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", default="-", metavar="FILE", help=f"{self.lines} a line; - is standard input")
        parser.add_argument("--jsonl", action="store_true", help="JSON lines out as well; the same as --json")

    def do(self, **options: Any) -> None:
        self.json = self.json or options["jsonl"]
        try:
            for row in self.answers(options["file"]):
                self.line(row) if self.json else self.tell(row)
        except BrokenPipeError:  # whoever reads has seen enough: main.py ends it without a word
            raise
        except OSError as error:
            self.wrong(f"{options['file']}: cannot be read ({error.strerror})")

    def answers(self, path: str) -> Iterator[dict[str, Any]]:
        """A row for each line. One that cannot be read says why, and the rest goes on."""
        for found in records(path, self.decoder):
            if found.value is None:
                self.status = 1
                self.complain(found.trouble)
                yield {"id": self.name_of(found.id), "error": found.trouble}
            else:
                yield self.answer(found.value)

    def name_of(self, id: object) -> object:
        return id

    def answer(self, given: Any) -> dict[str, Any]:
        raise NotImplementedError

    def tell(self, row: dict[str, Any]) -> None:
        raise NotImplementedError
