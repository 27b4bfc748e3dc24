"""todoke carrier: whose numbers are these? (CMD-6)"""

import difflib
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import CommandParser

from todoke.cli.command import Command as Base
from todoke.cli.command import encode
from todoke.cli.lines import Line, lines_of
from todoke.tracking.carriers import CARRIERS, carrier_of, name_of
from todoke.tracking.pasted import best_number, find_numbers
from todoke.tracking.recognise import Recognised

SHOWN = 20  # lines that could not be read, each with its reason; then their number
LIKELY = 0.01  # from here on people are told of a candidate; machines get all
LOCALES = ("ja", "en", "zh-Hans", "ru")


class Command(Base):
    help = "Whose tracking numbers are these? Reads them as people paste them; a text or a carrier's mail gives every number in it."
    example = "todoke carrier 4444-1375-8703 --hint ヤマト運輸\n  todoke carrier --file numbers.txt --json"

    def arguments(self, parser: CommandParser) -> None:
        parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="in quotes if it has blanks; a link or a whole text will do")
        parser.add_argument("--hint", default="", metavar="NAME", help="the carrier, if somebody said it: a code (yamato) or a name as people write it")
        parser.add_argument("--file", default="", metavar="F", help="a number a line (- is standard input); a line in, a line out: its likeliest number")
        parser.add_argument("--locale", default="ja", choices=LOCALES, help="the language of the carriers' pages")

    def do(self, **options: Any) -> None:
        self.hint, self.locale, self.troubles = options["hint"], options["locale"], 0
        if not options["numbers"] and not options["file"]:
            self.wrong("write a NUMBER, or --file with a file of them (- is standard input)")
        self.look_at_hint()
        for text in options["numbers"]:
            found = find_numbers(clean(text), self.hint)
            for one in found or (best_number(clean(text), self.hint),):
                self.put(clean(text) if len(found) < 2 else one.number, one)
        if options["file"]:
            self.of_file(options["file"])

    def look_at_hint(self) -> None:
        """A carrier that we do not know is no mistake of the shop; a slip of the hand may be one."""
        if self.hint and not carrier_of(self.hint):
            near = next(iter(difflib.get_close_matches(self.hint.casefold(), CARRIERS, 1)), "")
            mend = f"Did you mean {near}?" if near else f"Those that are known: {', '.join(CARRIERS)}."
            self.complain(f"--hint: no carrier {self.hint!r} is known here, the numbers are read without it. {mend}")

    def of_file(self, name: str) -> None:
        try:
            for at, line in enumerate(lines_of(name), 1):
                self.put(line.text, best_number(line.text, self.hint))
                self.doubt(at, line)
                if name == "-":
                    sys.stdout.flush()  # whoever writes line by line reads line by line
        except OSError as error:
            self.wrong(f"{name}: cannot be read ({error.strerror or error})")

        if self.troubles > SHOWN:
            self.complain(f"… and {self.troubles - SHOWN:,} more such lines")

    def doubt(self, at: int, line: Line) -> None:
        if line.trouble:
            self.status = 1
            self.troubles += 1
            if self.troubles <= SHOWN:
                self.complain(f"line {at}: {line.trouble}")

    # ── saying ──
    def put(self, given: str, found: Recognised) -> None:
        """`number` is as it was given; `read_as` as the carrier prints it."""
        if self.json:
            row = {"number": given, "read_as": found.number, "candidates": list(self.candidates(found))}
            sys.stdout.write(encode(row).decode() + "\n")
        else:
            print("\n".join(self.told(given, found)))

    def candidates(self, found: Recognised) -> Iterator[dict[str, Any]]:
        for one in found.candidates:
            yield {
                "carrier": one.carrier,
                "service": one.service,
                "confidence": one.confidence,
                "checked": one.checked,
                "url": one.url(found.number, self.locale),
                "why": one.why,
            }

    def told(self, given: str, found: Recognised) -> Iterator[str]:
        yield given
        for one in (one for one in found.candidates if one.confidence >= LIKELY or one is found.candidates[0]):
            yield f"  {one.confidence:>6.1%}  {name_of(one.carrier, self.locale)} ({one.carrier}), {one.service}: {one.why}"
            yield f"          {one.url(found.number, self.locale)}"
        if not found.candidates:
            yield "  no carrier that is known here has such a number: look for a digit too many, too few or changed"


def clean(text: str) -> str:
    """What a terminal could not decode becomes a question mark."""
    return text.encode("utf-8", "replace").decode()
