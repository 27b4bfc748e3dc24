"""Why an address was not reached, in one word, and whether for good: from the status, the words and the command that was refused.

The words are those that bounce readers share, as https://libsisimai.org/en/reason/ explains them. `hard` means: this address will not work
tomorrow either."""

import re
from typing import NamedTuple

from todoke.notices.bounces.providers import CATEGORIES, of_provider
from todoke.notices.bounces.statuses import MEANT, VAGUE
from todoke.notices.bounces.wording import Wordings, alike
from todoke.notices.bounces.wordings_mailbox import FILTERED, FULL, LARGE, MOVED, NOBODY, SUSPENDED
from todoke.notices.bounces.wordings_sender import AUTH_FIRST, AUTHENTICITY, BLOCKED, FAST, FORM, NAMELESS, RELAY, SENDER, SPAM
from todoke.notices.bounces.wordings_way import BROKEN, LATE, MACHINE, NETWORK, NO_HOST, OVERDUE, PROGRAM

STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
REPLY = re.compile(r"(?<![\d.\w])([45])\d\d(?=[\s:;-]|$)")
HARD = frozenset(("userunknown", "hostunknown", "hasmoved"))
OF_SENDER = frozenset(("hostunknown", "filtered", "userunknown", "networkerror"))  # said to MAIL, it is said of the sender

QUOTA = Wordings(FULL)
STRONGER = Wordings(RELAY, FAST, BLOCKED, FULL, MOVED, SENDER)  # than a status that says nobody is there: many servers use 5.1.1 for anything
FIRST = Wordings(FULL, PROGRAM, AUTH_FIRST, FORM[:1], AUTHENTICITY, FAST, LARGE, SUSPENDED, MOVED, RELAY, NAMELESS, SENDER, NO_HOST, FILTERED)
WHO = Wordings(NOBODY)
LATER = Wordings(SPAM, OVERDUE, BLOCKED, FORM, MACHINE, NETWORK, LATE, BROKEN)


class Evidence(NamedTuple):
    """`answer`: what the server said about this address; `around`: what stands beside it; `stage`: the command that was refused; `kind`: of the
    diagnosis; `host`: who reports and who refused; `category`: PowerMTA's own word; `trusted`: told by a program that knows its own users."""

    answer: str
    around: str = ""
    status: str = ""
    stage: str = ""
    action: str = ""
    kind: str = ""
    host: str = ""
    category: str = ""
    trusted: bool = False


class Verdict(NamedTuple):
    reason: str
    hard: bool


def judge(e: Evidence) -> Verdict:
    status = best_status(e.answer, e.status)
    reason = reason_of(e, status)
    return Verdict(reason, reason in HARD or (reason == "notaccept" and not will_pass(e, status)))


def will_pass(e: Evidence, status: str) -> bool:
    reply = REPLY.search(e.answer)
    return status.startswith("4.") or (not status and reply is not None and reply[1] == "4")


def best_status(answer: str, field: str) -> str:
    """The more telling one: a report's own field is often no more than 5.0.0."""
    codes = [found[0] for text in (answer[:4_000], field) if (found := STATUS.search(text))]
    return next((code for code in codes if not code.endswith(".0.0")), next(iter(codes), ""))


def reason_of(e: Evidence, status: str) -> str:
    """The answer itself first; a status that says something; what stands around it; the command that was refused."""
    meant = MEANT.get(status[2:], "")
    return (
        CATEGORIES.get(e.category, "")
        or of_provider(e.host, e.answer + " " + e.around[:2_000], e.stage)
        or at_stage(by_words(alike(e.answer), e, status), e.stage)
        or (meant if meant not in VAGUE and not status.startswith("4.") else "")
        or at_stage(by_words(alike(e.around), e, ""), e.stage)
        or by_codes(e, status, meant)
    )


def by_words(said: str, e: Evidence, status: str) -> str:
    if e.kind.startswith("x-unix"):
        return QUOTA.find(said) or "mailererror"
    if status.startswith("5.1.") and MEANT.get(status[2:]) in HARD and not STRONGER.find(said):
        return MEANT[status[2:]]
    return FIRST.find(said) or (nobody(e, status) if WHO.find(said) else LATER.find(said))


def nobody(e: Evidence, status: str) -> str:
    """No such user. Said to RCPT, or with a status about the address, that is certain; said after the whole mail was taken, it is a filter that
    speaks so (au, docomo, many gateways), and the buyer may well be there."""
    return "userunknown" if e.stage == "rcpt" or e.trusted or status[1:4] == ".1." else "filtered"


def at_stage(reason: str, stage: str) -> str:
    """What is refused at MAIL is the sender, whatever the words."""
    if reason == "denied":
        return "rejected" if stage == "mail" else "securityerror"
    return "rejected" if stage == "mail" and reason in OF_SENDER else reason


def by_codes(e: Evidence, status: str, meant: str) -> str:
    """No words that anybody knows."""
    if meant in VAGUE and e.stage in ("connect", "ehlo", "mail"):
        return "rejected" if e.stage == "mail" else "blocked"
    if status.startswith("4.") and (meant in HARD or meant == "filtered"):
        meant = ""
    return meant or ("expired" if e.action in ("delayed", "expired") else "onhold" if status or REPLY.search(e.answer) else "undefined")
