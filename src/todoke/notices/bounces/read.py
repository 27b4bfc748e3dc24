"""A bounce read: who did not get the mail, why, and whether for good. Bytes in, never an error out."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from todoke.notices.bounces import fields, signs
from todoke.notices.bounces.addresses import NOBODY, address_in, addresses_in
from todoke.notices.bounces.fields import Report
from todoke.notices.bounces.judge import Evidence, judge
from todoke.notices.bounces.letter import ANSWER, Passage, answer, passages
from todoke.notices.bounces.mail import Mail, parse
from todoke.notices.bounces.stage import stage

ARRIVED = ("delivered", "relayed", "expanded")  # RFC 3464's actions that are no failure
DEEPEST = 3  # a bounce of a bounce of a bounce
MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


class Recipient(NamedTuple):
    """`reason` is a word of judge.py, or feedback, delivered, vacation. `hard`: the address will not work tomorrow either. `delayed`: only a
    warning, the server goes on trying."""

    address: str
    reason: str
    hard: bool
    delayed: bool = False


class Bounce(NamedTuple):
    """`is_bounce`: false where the mail arrived, or where this is no answer of a mail server. `message_ids`: of the mail that came back."""

    recipients: tuple[Recipient, ...] = ()
    is_bounce: bool = False
    message_ids: tuple[str, ...] = ()


def read(raw: bytes) -> Bounce:
    return of_mail(parse(raw), 0)


def of_mail(mail: Mail, depth: int) -> Bounce:
    for look in (of_notification, of_complaint, of_reports, of_answer):
        if found := look(mail):
            return found._replace(message_ids=message_ids(mail))
    if depth < DEEPEST and signs.SERVER.search(mail.back.get("from")):
        inner = of_mail(parse(mail.returned.encode("utf-8", "replace")), depth + 1)
        if inner.recipients:
            return inner
    return of_letter(mail)._replace(message_ids=message_ids(mail))


def message_ids(mail: Mail) -> tuple[str, ...]:
    """The returned mail's; a server that sends nothing back often names at least what it answers."""
    named = [mail.back.get("message-id")] + [mail.head.get(name) for name in ("in-reply-to", "references", "x-original-message-id")]
    return tuple(dict.fromkeys(one for text in named for one in MESSAGE_ID.findall(text)))


# ── meant for machines ──────────────────────────────────────────────────────────────────────────────
def of_notification(mail: Mail) -> Bounce | None:
    """Amazon SES by SNS."""
    kind, found = fields.notification(mail.said)
    if not kind:
        return None
    if kind == "Bounce":
        return Bounce(unique(of_report(mail, one) for one in found), bool(found))
    reason = "feedback" if kind == "Complaint" else "delivered"
    return Bounce(unique(Recipient(one.address, reason, False) for one in found), kind == "Complaint")


def of_complaint(mail: Mail) -> Bounce | None:
    """RFC 5965; and Hotmail's, which is a mail with the other one in it."""
    hotmail = "staff@hotmail.com" in mail.head.get("from").casefold() and "complaint about message" in mail.head.get("subject").casefold()
    if not mail.complaint and not hotmail:
        return None
    people = fields.complaint(mail.complaint) or fields.complaint(mail.returned) or addresses_in(mail.back.get("to"))[:1]
    return Bounce(unique(Recipient(address, "feedback", False) for address in people), True)


def of_reports(mail: Mail) -> Bounce | None:
    found = fields.reports(mail.reports) or fields.reports(fields.in_text(mail.said))
    failed = [one for one in found if one.action not in ARRIVED]
    if not found:
        return None
    if not failed:
        return Bounce(unique(Recipient(one.address, "delivered", False) for one in found), False)
    return Bounce(unique(of_report(mail, one) for one in failed), True)


def of_report(mail: Mail, report: Report) -> Recipient:
    """The report's own words first; the letter beside it knows the command, and often more words."""
    beside = said_about(mail, report.address)
    told = report.diagnosis or (answer(beside) if ANSWER.search(beside) else "") or re.sub(r"^[\d.\s]+\((.*)\)$", r"\1", report.status)
    hosts = f"{report.reporting} {report.remote}".strip()
    verdict = judge(
        Evidence(told, beside, report.status, stage(told) or stage(beside), report.action, report.kind, hosts, report.category, signs.knows_its_users(mail))
    )
    return Recipient(report.address, verdict.reason, verdict.hard, report.action == "delayed")


def said_about(mail: Mail, address: str) -> str:
    found = passages(mail.said, frozenset())
    if len(found) < 2:
        return mail.said
    return next((one.text for one in found if one.address.casefold() == address.casefold()), "")


# ── meant for people ────────────────────────────────────────────────────────────────────────────────
def of_answer(mail: Mail) -> Bounce | None:
    """Whoever is away is named, and not a bounce: nobody is struck off for a holiday."""
    if not signs.is_answer(mail):
        return None
    sender = next((one for name in ("from", "reply-to", "return-path") if (one := address_in(mail.head.get(name)))), "")
    return Bounce((Recipient(sender, "vacation", False),) if sender and not NOBODY.match(sender) else ())


def of_letter(mail: Mail) -> Bounce:
    if not signs.speaks_of_failure(mail):
        return Bounce()
    found = told(mail)
    people = unique(of_passage(mail, one, alone=len(found) == 1) for one in found)
    return Bounce(people, bool(people) or signs.from_server(mail))


def of_passage(mail: Mail, one: Passage, alone: bool) -> Recipient:
    """Of an address that stands alone the whole letter speaks, also what stands above it."""
    around = mail.said if alone else one.text
    said = around if not ANSWER.search(one.text) and ANSWER.search(around) else one.text
    action = "delayed" if signs.is_delay(mail) else ""
    verdict = judge(Evidence(answer(said), around, "", stage(one.text) or stage(mail.said), action, trusted=signs.knows_its_users(mail)))
    return Recipient(one.address, verdict.reason, verdict.hard, action == "delayed")


def told(mail: Mail) -> list[Passage]:
    """The addresses of the head, where a server puts them there; the text's; else the one that the returned mail was for."""
    ours = {one.casefold() for name in ("to", "delivered-to", "x-original-to") for one in addresses_in(mail.head.get(name))}
    theirs = {address_in(mail.head.get("from")).casefold()}  # who writes that a mail did not arrive has got none himself
    found = [one for one in passages(mail.said, frozenset(ours | theirs)) if one.address.casefold() not in theirs]
    if failed := addresses_in(" ".join(mail.head.all("x-failed-recipients"))):
        texts = {one.address.casefold(): one.text for one in found}
        return [Passage(one, texts.get(one.casefold(), mail.said)) for one in failed]
    return found or [Passage(one, mail.said) for one in to_one(mail) or by_envelope(mail)]


def to_one(mail: Mail) -> list[str]:
    """Only where it went to one: a list's post says nothing of who did not get it."""
    back = mail.back
    everybody = addresses_in(back.get("to")) + addresses_in(back.get("cc"))
    is_list = any(back.get(name) for name in ("list-id", "list-post", "x-beenthere", "sender")) or back.get("precedence").casefold() in ("bulk", "list")
    return everybody if len(everybody) == 1 and not is_list else []


def by_envelope(mail: Mail) -> list[str]:
    """VERP: `bounce+neko=example.jp@shop.example` is where the bounce of neko@example.jp comes back to."""
    for name in ("delivered-to", "x-original-to", "to"):
        if found := re.search(r"[+-]([^\s<>@=]{1,64})=([\w.-]{1,250}\.[a-z]{2,20})@", mail.head.get(name), re.IGNORECASE):
            return [f"{found[1]}@{found[2]}"]
    return []


def unique(found: Iterable[Recipient]) -> tuple[Recipient, ...]:
    """Each address once; where two things are said of it, the graver counts."""
    kept: dict[str, Recipient] = {}
    for one in found:
        before = kept.get(one.address.casefold())
        if before is None or (one.hard and not before.hard):
            kept[one.address.casefold()] = one
    return tuple(kept.values())


def joined(found: Sequence[Bounce]) -> Bounce:
    """Several mails as one: of an mbox the recipients of all its mails."""
    ids = tuple(dict.fromkeys(one for bounce in found for one in bounce.message_ids))
    return Bounce(unique(one for bounce in found for one in bounce.recipients), any(bounce.is_bounce for bounce in found), ids)
