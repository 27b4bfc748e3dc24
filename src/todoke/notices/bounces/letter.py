"""What a mail server wrote for people: which addresses it could not reach, and what it says about each. By shapes that many servers share."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from todoke.notices.bounces.addresses import NOBODY, address_in, addresses_in, clean

LONGEST_LINE = 2_000
MOST_LINES = 4_000


class Passage(NamedTuple):
    """An address, and the lines that belong to it."""

    address: str
    text: str


class Line(NamedTuple):
    address: str
    at: int


# From here on addresses are those that were not reached
CUE = re.compile(
    r"""(?ix) following\ (?:e-?mail\ )?(?:address|recipient|user|destination|person|people|group)
      | (?:address|recipient)(?:\(?e?s\)?)?\ (?:failed|had|to\ which|below)
      | did\ not\ (?:reach|receive) | (?:was|were|could|has|have|can)\ ?not\ (?:yet\ )?(?:be(?:en)?\ )?(?:delivered|sent)
      | (?:unable|failed|not\ able)\ to\ (?:deliver|send) | deliver(?:y|ing)\ (?:to|has\ failed|your\ (?:mail|message)) | undeliver(?:able|ed)
      | recipients?\ returned\ permanent | rejected\ your\ message | error\ delivering | returned\ to\ sender
      | 以下のメールアドレス | 次のあて先 | 送信できません | 宛先 | получател | empf[aä]nger | destinatari | destinataire """
)
# An address that opens a line: `<neko@example.jp>: host …`, `  neko@example.jp`, `neko@example.jp on Thu …`, `* neko@example.jp`
OPENS = re.compile(
    r"""(?ix)^[ \t]{0,12} (?:[-*>]{1,3}[ \t]?|"|smtp:[ \t]?|\d[.)][ \t])?
        (?: <(?P<angle>[^<>\n]{1,300}@[^<>\n]{1,255})>
          | (?P<bare>[^\s<>()"\[\]:;,@]{1,256}@[^\s<>()"\[\]:;,@]{1,255}) )
        "? [ \t]*(?:$|[:;(<\[,"-]|\.{3}|on\ |and\ |invalid|\(?expanded|\d{3}[ -:])"""
)
# Or that a phrase leads to; of these the first that leads anywhere is the mail program's own, the others only repeat or quote
TO_WHOM = r"[ \t]*(?:to)?[ \t]*:?[ \t]*(.{3,300})"
LEADS = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"^[ \t>*-]{0,6}(?:failed |original |final |error |intended )?(?:recipient|addressed to|error-for|e-?mail address)[ \t]*[:=][ \t]*(.{3,300})",
        r"^[ \t>*-]{0,6}(?:recipient|original|failed|invalid|undeliverable) ?address(?:es)?[ \t]*[:=][ \t]*(.{3,300})",
        r"(?:could not be delivered|failed to deliver(?: (?:the|your) message)?|unable to deliver(?: (?:the |your )?message)?)" + TO_WHOM,
        r"(?:(?:mail|message) (?:could not be|was not|cannot be) (?:delivered|sent)|delivery (?:to|failed \d+ attempts|failed))" + TO_WHOM,
        r"(?:delivering|deliver|delivery of) your (?:mail|message) to[ \t:]*(.{3,300})",
        r"your (?:mail|message)(?: wasn't delivered)? (?:to|for) (.{3,300}? (?:(?:could|can|was)(?:n't|not| not)|because|has been|was automatically)\b)",
        r"(?:wasn't|was not|weren't) delivered to (.{3,300})",
        r"(?:returned (?:permanent|temporary) errors):[ \t]*(.{3,300})",
        r"address(?:ed)? to(?: (?:e-?mail )?address)?[ \t]*:?[ \t]*$()",
        r"(?:\baddressed|undeliverable) to[: \t]+(.{3,300})",
        r"(?:user mailbox[^:]{0,60}|unknown user|delivery userid[^:]{0,20}):[ \t]*(.{3,300})",
        r"(?:dda:smtp=|expanded from:?[ \t]*)(.{3,300})",
        r"(?:recipient|user|mailbox|address)[ \t]*\[(.{3,300})\]",
        r"(?:to which|that|which) your message was addressed,? ?(.{3,300})",
        r"(?:RCPT TO|RCPT):[ \t]*(.{3,300})",
        r"generated from (.{3,300})",
        r"mailing list[ \t:]*(<.{3,300})",
        r"(?:duplicated message-id in|loop alert).{0,40}?(<.{3,300})",
    )
)
CODE = re.compile(r"(?:^|[\s<:'\"(\[])[45]\d\d[ :-]")
ANSWER = re.compile(CODE.pattern + r"|[ #(][45]\.\d{1,3}\.\d{1,3}\b")
NOT_THERE = re.compile(
    r"(?i)unavailable|not (?:be )?(?:found|known|exist|deliver|reach|receiv)|unknown|undeliver|reject|full|fail|refused|disabled|postponed|no such|invalid"
)


def passages(said: str, ours: frozenset[str]) -> list[Passage]:
    """`ours`: addresses that the bounce itself was sent to; they are named now and then, but are not the one that failed."""
    lines = [line[:LONGEST_LINE].rstrip() for line in said.split("\n")[:MOST_LINES]]
    start = next((at for at, line in enumerate(lines) if CUE.search(line)), 0)
    for look, begin in LOOKS:
        found = [one for one in look(lines, start * begin) if not NOBODY.match(one.address)]
        if kept := [one for one in found if one.address.casefold() not in ours] or found:
            return joined(kept, lines, last=look is answered)
    return []


def opening(lines: list[str], start: int) -> Iterator[Line]:
    for at in range(start, len(lines)):
        if (found := OPENS.match(lines[at])) and (address := address_in(found["angle"] or found["bare"]) or clean(found["angle"] or found["bare"])):
            yield Line(address, at)


def led(lines: list[str], _start: int) -> list[Line]:
    for phrase in LEADS:
        if found := [one for at in range(len(lines)) for one in led_by(phrase, lines, at)]:
            return found
    return []


def led_by(phrase: re.Pattern[str], lines: list[str], at: int) -> list[Line]:
    """In the same line; of a phrase that ends its line, in the next one with words."""
    leads = phrase.search(lines[at])
    if not leads:
        return []
    tail = leads[1] or next((after for after in lines[at + 1 : at + 4] if after.strip()), "")
    return [Line(address, at) for address in addresses_in(tail)[:1]]


def answered(lines: list[str], _start: int) -> Iterator[Line]:
    """`550 <neko@example.jp>... User unknown`"""
    for at, line in enumerate(lines):
        if ANSWER.search(line) and not line.lstrip().startswith((">>>", "From:")):
            yield from (Line(address, at) for address in addresses_in(line)[:1])


def named(lines: list[str], start: int) -> Iterator[Line]:
    """In the midst of a sentence that says that it cannot be reached."""
    for at in range(start, len(lines)):
        if NOT_THERE.search(lines[at]):
            yield from (Line(address, at) for address in addresses_in(lines[at])[:1])


def addressed(lines: list[str], _start: int) -> Iterator[Line]:
    """Nothing but whom the mail was for: `To: neko@example.jp`"""
    for at, line in enumerate(lines):
        if re.match(r"(?i)[ \t]*to:", line):
            yield from (Line(address, at) for address in addresses_in(line)[:1])


Look = Callable[[list[str], int], Iterable[Line]]
LOOKS: tuple[tuple[Look, int], ...] = ((opening, 1), (led, 0), (answered, 0), (opening, 0), (named, 1), (addressed, 0))  # 1: from the cue on


def joined(found: list[Line], lines: list[str], last: bool) -> list[Passage]:
    """Each address with its lines, until the next one begins; in a transcript (`last`) it stands below them. What is said twice is said once."""
    texts: dict[str, tuple[str, str]] = {}
    bounds = [0, *(one.at + 1 for one in found)] if last else [*(one.at for one in found), len(lines)]
    for at, one in enumerate(found):
        name, before = texts.get(one.address.casefold(), (one.address, ""))
        texts[one.address.casefold()] = name, before + "\n" + "\n".join(lines[bounds[at] : max(bounds[at + 1], bounds[at] + 1)])
    return [Passage(address, text.strip("\n")) for address, text in texts.values()]


def answer(text: str) -> str:
    """From the first code on, where there is one: what stands before it are the words of the mail program that tells it."""
    found = CODE.search(text)
    return text[found.start() :] if found else text
