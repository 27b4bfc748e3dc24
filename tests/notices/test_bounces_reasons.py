"""Why an address was not reached, by the words, the status and the command: answers as mail servers give them (CMD-10, NTC-14)."""

import pytest

from todoke.notices.bounces.judge import HARD, Evidence, judge
from todoke.notices.bounces.providers import ANSWERS, CATEGORIES
from todoke.notices.bounces.statuses import MEANT
from todoke.notices.bounces.wordings_mailbox import FILTERED, FULL, LARGE, MOVED, NOBODY, SUSPENDED
from todoke.notices.bounces.wordings_sender import AUTH_FIRST, AUTHENTICITY, BLOCKED, FAST, FORM, NAMELESS, RELAY, SENDER, SPAM
from todoke.notices.bounces.wordings_way import BROKEN, LATE, MACHINE, NETWORK, NO_HOST, OVERDUE, PROGRAM

OF_THEM = (FULL, LARGE, SUSPENDED, MOVED, NOBODY, FILTERED)
OF_US = (AUTH_FIRST, RELAY, AUTHENTICITY, NAMELESS, SENDER, SPAM, FAST, BLOCKED, FORM)
OF_THE_WAY = (PROGRAM, MACHINE, NO_HOST, OVERDUE, NETWORK, LATE, BROKEN)

SAID = [  # what the server said, at which command, what it means
    ("550-5.1.1 The email account that you tried to reach does not exist.\n550-5.1.1 Please try double-checking", "rcpt", "userunknown"),
    ("550 No Such User Here", "rcpt", "userunknown"),
    ("550 No Such User Here", "data", "filtered"),
    ("550 Mailbox unavailable or access denied", "rcpt", "userunknown"),
    ("554 5.7.1 <a@b.example>: Recipient address rejected: Access denied", "rcpt", "userunknown"),
    ("550 <a@b.example>: Recipient address rejected: undeliverable address: host mx said: 550 user unknown", "rcpt", "userunknown"),
    ("550 5.4.4 Invalid domain", "", "hostunknown"),
    ("Host or domain name not found. Name service error for name=b.example type=AAAA: Host not found", "", "hostunknown"),
    ("Host or domain name not found. Name service error for name=b.example type=MX: Host not found, try again", "", "networkerror"),
    ("551 5.1.6 Recipient has moved", "rcpt", "hasmoved"),
    ("556 Domain does not accept mail (nullMX)", "rcpt", "notaccept"),
    ("452 4.2.2 The email account that you tried to reach is over quota", "rcpt", "mailboxfull"),
    ("552 5.2.2 This message is larger than the current system limit or the recipient's mailbox is full", "data", "mailboxfull"),
    ("552 5.3.4 Message size exceeds fixed limit", "mail", "mesgtoobig"),
    ("550 5.2.1 The email account that you tried to reach is disabled", "rcpt", "suspend"),
    ("550-5.2.1 The user you are trying to contact is receiving mail at a rate that\n550 5.2.1 prevents additional messages", "rcpt", "speeding"),
    ("450 4.7.1 Error: too much mail from 192.0.2.1", "mail", "speeding"),
    ("421 4.7.0 Too many connections from your IP", "connect", "toomanyconn"),
    ("550 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using a list", "rcpt", "blocked"),
    ("554 Your access to this mail system has been rejected due to the sending MTA's poor reputation.", "connect", "blocked"),
    ("450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]", "rcpt", "requireptr"),
    ("554 5.7.1 <a@b.example>: Relay access denied", "rcpt", "norelaying"),
    ("553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "rcpt", "norelaying"),
    ("550-5.7.26 This mail has been blocked because the sender is unauthenticated.", "data", "authfailure"),
    ("550 5.1.0 <x@shop.example>: Sender address rejected: User unknown in virtual mailbox table", "mail", "rejected"),
    ("550 5.7.1 Access denied", "mail", "rejected"),
    ("550 5.7.1 Access denied", "data", "securityerror"),
    ("550-5.7.1 Our system has detected that this message is likely unsolicited mail.", "data", "spamdetected"),
    ("554 5.7.1 Message infected by virus (Eicar)", "data", "virusdetected"),
    ("554 5.7.9 Message not accepted for policy reasons.", "data", "policyviolation"),
    ("550 5.7.1 Messages with multiple addresses in From: header are not accepted.", "data", "notcompliantrfc"),
    ("connect to mx.b.example[192.0.2.1]:25: Connection timed out", "", "expired"),
    ("connect to mx.b.example[192.0.2.1]:25: No route to host", "", "networkerror"),
    ("554 5.4.6 Too many hops", "", "networkerror"),
    ("can't create user output file. Command output: procmail: Quota exceeded while writing", "", "mailboxfull"),
    ("command died with status 1", "", "mailererror"),
    ("451 4.3.0 Internal server error", "data", "systemerror"),
    ("504 Command parameter not implemented", "data", "syntaxerror"),
    ("530 5.7.0 Authentication required", "mail", "securityerror"),
    ("599 something that nobody ever said", "", "onhold"),
    ("", "", "undefined"),
]


@pytest.mark.parametrize(("said", "stage", "reason"), SAID)
def test_an_answer_has_its_reason(said: str, stage: str, reason: str) -> None:
    """CMD-10"""
    found = judge(Evidence(said, stage=stage))
    assert (found.reason, found.hard) == (reason, reason in HARD or reason == "notaccept")


@pytest.mark.parametrize(
    ("status", "reason"), [("5.1.1", "userunknown"), ("5.1.2", "hostunknown"), ("5.2.2", "mailboxfull"), ("5.7.26", "authfailure"), ("4.1.1", "onhold")]
)
def test_a_status_alone_is_enough(status: str, reason: str) -> None:
    """RFC 3463; what will pass is not for good."""
    assert judge(Evidence("", status=status)) == (reason, status in ("5.1.1", "5.1.2"))


def test_words_are_stronger_than_a_status_that_servers_use_for_anything() -> None:
    """NTC-14: 5.1.1 would strike off a buyer whose mailbox is full."""
    assert judge(Evidence("550 5.7.1 IP address blacklisted by recipient", status="5.1.1", stage="rcpt")) == ("blocked", False)
    assert judge(Evidence("550 mailbox is full", status="5.1.1")) == ("mailboxfull", False)


def test_words_in_addresses_and_names_of_hosts_do_not_count() -> None:
    """CMD-10"""
    assert judge(Evidence("550 5.1.1 <mailbox-full.spam@virus.example>: user unknown", stage="rcpt")) == ("userunknown", True)


def test_a_host_that_takes_no_mail_for_now_is_not_for_good() -> None:
    """RFC 7504"""
    answers = ("521 5.3.2 System not accepting network messages", "421 4.3.2 System not accepting network messages")
    assert [judge(Evidence(said)).hard for said in answers] == [True, False]


def test_a_providers_own_meaning_comes_first() -> None:
    """NTC-14: docomo says `Unknown user` of what its filters refuse, after the whole mail was taken."""
    found = [judge(Evidence("550 Unknown user one@docomo.example", stage=stage, host="mfsmax.docomo.ne.jp")) for stage in ("rcpt", "data")]
    assert [(one.reason, one.hard) for one in found] == [("userunknown", True), ("rejected", False)]


def test_the_category_of_powermta_is_taken_at_its_word() -> None:
    """NTC-14"""
    assert judge(Evidence("554 no", category="bad-mailbox")) == ("userunknown", True)


def test_every_row_names_whose_words_it_knows_and_every_reason_is_a_known_word() -> None:
    """NTC-14: data with their source."""
    known = {*MEANT.values(), *CATEGORIES.values(), "nobody", "denied", "mailererror", "notcompliantrfc", "onhold", "failedstarttls"}
    rows = [row for table in (*OF_THEM, *OF_US, *OF_THE_WAY) for row in table]
    assert len(rows) > 80 and all(row.source and row.shapes for row in rows) and all(row.source for row in ANSWERS)
    assert {row.reason for row in rows} | {row.reason for row in ANSWERS} <= known
