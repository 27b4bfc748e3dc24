"""Tracking numbers recognised, beside the PyPI package tracking-numbers on the same numbers, as carriers print them. Best of five runs, in
the processor's seconds of one core: what else runs on the machine does not count."""

import random
import sys
import time
from collections.abc import Callable, Sequence

import msgspec

from bench.figures import Figure, say
from todoke.tracking.pasted import best_number
from todoke.tracking.recognise import recognise

try:
    from tracking_numbers import get_tracking_number
except ImportError:
    get_tracking_number = None

RUNS = 5
# of a hundred, as a shop in Japan that sells abroad might see them: made up, so that most check digits do not hold
MADE = {
    "############": 60, "1Z######01########": 6, "EE#########JP": 6, "94##################99": 6, "TBA############": 6, "##########": 8,
    "YT################": 8,
}  # fmt: skip


def trial(size: int) -> None:
    numbers = made(size)
    floor = rate(get_tracking_number, numbers) if get_tracking_number else None
    if floor is None:
        print("carrier: tracking-numbers is not installed, so there is no floor", file=sys.stderr)
    typed = [pasted(number) for number in numbers]
    say(Figure("carrier", "numbers recognised, all candidates ranked", rate(recognise, numbers), "numbers/s", floor, "none"))
    say(Figure("carrier", "as pasted: hyphens and full width", rate(recognise, typed), "numbers/s", floor, "none"))
    say(Figure("carrier", "a line of a file to its line of JSON, links included", rate(line, typed), "numbers/s", floor, "none"))


def made(size: int) -> list[str]:
    chance = random.Random(size)
    shapes = chance.choices(list(MADE), list(MADE.values()), k=size)
    return ["".join(chance.choice("0123456789") if one == "#" else one for one in shape) for shape in shapes]


def pasted(number: str) -> str:
    """Every other one as printed on a slip, every other one as typed on a Japanese keyboard."""
    if int(number[-3], 36) % 2:
        return "-".join(number[at : at + 4] for at in range(0, len(number), 4))
    return "".join(chr(ord(one) + 0xFEE0) for one in number)


def line(text: str) -> bytes:
    found = best_number(text)
    told = [{"carrier": one.carrier, "service": one.service, "confidence": one.confidence, "checked": one.checked, "url": one.url(found.number, "ja"),
             "why": one.why} for one in found.candidates]
    return msgspec.json.encode({"number": text, "read_as": found.number, "candidates": told})


def rate(what: Callable[[str], object], numbers: Sequence[str]) -> float:
    return len(numbers) / min(seconds(what, numbers) for _ in range(RUNS))


def seconds(what: Callable[[str], object], numbers: Sequence[str]) -> float:
    began = time.process_time()
    for number in numbers:
        what(number)
    return time.process_time() - began


if __name__ == "__main__":
    trial(int(sys.argv[1]))
