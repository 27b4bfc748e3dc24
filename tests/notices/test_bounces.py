"""Bounces for machines, and what is none: reports, complaints, notes of absence, ordinary mails (CMD-10, NTC-14)."""

import io
import json

import pytest
from tests.notices.returned import BACK, BUYER, OURS, SENT, failed, letter, multipart, report

from todoke.notices.bounces.mbox import mails
from todoke.notices.bounces.read import Bounce, Recipient, joined, read


def only(found: Bounce) -> Recipient:
    assert found.is_bounce and len(found.recipients) == 1
    return found.recipients[0]


def test_a_report_names_recipient_reason_and_certainty_and_the_mail_that_came_back() -> None:
    """CMD-10"""
    found = read(report(failed("550 5.1.1 <one@buyers.example>... User unknown", "5.1.1")))
    assert only(found) == (BUYER, "userunknown", True, False)
    assert found.message_ids == (SENT,)


def test_each_recipient_of_a_report_has_a_reason_of_its_own() -> None:
    """CMD-10"""
    second = failed("552 5.2.2 mailbox full", "5.2.2").replace(BUYER, "two@buyers.example")
    found = read(report(failed("550 5.1.1 unknown", "5.1.1") + "\n\n" + second))
    assert [(one.address, one.reason, one.hard) for one in found.recipients] == [(BUYER, "userunknown", True), ("two@buyers.example", "mailboxfull", False)]


def test_the_address_that_we_wrote_to_counts_not_the_one_it_was_forwarded_to() -> None:
    """NTC-14: of the other the shop knows nothing."""
    fields = failed("550 5.1.1 unknown", "5.1.1").replace(BUYER, "inner@elsewhere.example") + f"\nOriginal-Recipient: rfc822; {BUYER}"
    assert only(read(report(fields))).address == BUYER


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_that_it_arrived_is_no_bounce(action: str) -> None:
    """CMD-10"""
    found = read(report(failed("250 2.0.0 ok", "2.0.0", action)))
    assert (found.is_bounce, found.recipients) == (False, (Recipient(BUYER, "delivered", False),))


def test_a_warning_that_it_waits_is_known_from_a_failure() -> None:
    """NTC-14: the mail may still arrive."""
    found = only(read(report(failed("", "4.4.7", "delayed"))))
    assert (found.reason, found.hard, found.delayed) == ("expired", False, True)


def test_fields_in_a_damaged_report_are_read_from_its_text() -> None:
    """CMD-10: the boundary was lost on the way."""
    text = f"--lost\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n{failed('550 5.1.1 unknown', '5.1.1')}\n"
    assert only(read(letter(text))) == (BUYER, "userunknown", True, False)


def test_a_diagnosis_that_forgot_to_indent_its_lines_is_read_whole() -> None:
    """CMD-10"""
    fields = failed(more="\nDiagnostic-Code: smtp; 550-Please turn on SMTP Authentication\n550 before you send.")
    assert only(read(report(fields))).reason == "securityerror"


def test_the_letter_beside_a_report_tells_the_command_that_was_refused() -> None:
    """NTC-14: no such user, said to RCPT, is certain; said to the whole mail, it is a filter's word."""
    said = "<one@buyers.example>: host mx.example[192.0.2.1] said: 550 user unknown (in reply to {} command)"
    answers = [only(read(report(failed("550 user unknown"), said.format(command)))) for command in ("RCPT TO", "end of DATA")]
    assert [(one.reason, one.hard) for one in answers] == [("userunknown", True), ("filtered", False)]


def test_a_bounce_within_a_bounce_is_read() -> None:
    """CMD-10: gateways wrap what comes back once more."""
    inner = report(failed("550 5.1.1 unknown", "5.1.1")).decode()
    found = read(multipart('multipart/mixed; boundary="=_b"', [("message/rfc822", inner.replace("=_b", "=_c"))], "Delivery Status Notification (Failure)"))
    assert only(found) == (BUYER, "userunknown", True, False)


# ── complaints and notifications ────────────────────────────────────────────────────────────────────
def test_a_complaint_names_who_complained_and_is_not_for_good() -> None:
    """NTC-14, RFC 5965"""
    fields = f"Feedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\nOriginal-Rcpt-To: <{BUYER}>\n"
    parts = [("text/plain", "An abuse report."), ("message/feedback-report", fields), ("message/rfc822", BACK.format(sent=SENT))]
    found = read(multipart('multipart/report; report-type=feedback-report; boundary="=_b"', parts, "complaint", "fbl@provider.example"))
    assert (only(found), found.message_ids) == ((BUYER, "feedback", False, False), (SENT,))


GONE = {"emailAddress": BUYER, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 no such user"}
NOTIFIED = [
    ("Bounce", {"bouncedRecipients": [GONE]}, "userunknown", True),
    ("Complaint", {"complainedRecipients": [{"emailAddress": BUYER}]}, "feedback", True),
    ("Delivery", {"recipients": [BUYER]}, "delivered", False),
]


@pytest.mark.parametrize(("kind", "inner", "reason", "is_bounce"), NOTIFIED)
def test_notifications_of_amazon_are_read(kind: str, inner: dict[str, object], reason: str, is_bounce: bool) -> None:
    """NTC-14: by mail from SNS."""
    body = json.dumps({"notificationType": kind, kind.casefold(): inner, "mail": {}}) + "\n\n--\nIf you wish to stop receiving notifications, visit …\n"
    found = read(letter(body, "AWS Notification Message", "no-reply@sns.amazonaws.com"))
    assert ([(one.address, one.reason) for one in found.recipients], found.is_bounce) == ([(BUYER, reason)], is_bounce)


# ── no bounce ───────────────────────────────────────────────────────────────────────────────────────
NOTES = [
    ("Automatic reply: Your order", ""),
    ("Out of Office: back on Monday", ""),
    ("自動応答：休暇中です", ""),
    ("Abwesenheitsnotiz", ""),
    ("Vacation", "Precedence: bulk"),
    ("Re: Your order", "Auto-Submitted: auto-replied"),
    ("I have moved", "Precedence: auto_reply"),
    ("Thank you for writing", "X-Autoreply: yes"),
]


@pytest.mark.parametrize(("subject", "more"), NOTES)
def test_a_note_of_absence_strikes_nobody_off(subject: str, more: str) -> None:
    """CMD-10: its writer is named, and it is no bounce, whatever it says about addresses."""
    text = "I am away until Monday. My colleague two@buyers.example is not available, her mailbox is full; mails to old@buyers.example are rejected."
    found = read(letter(text, subject, f"One <{BUYER}>", more).replace(b"Return-Path: <>\n", b""))
    assert (found.is_bounce, found.recipients) == (False, (Recipient(BUYER, "vacation", False),))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Where is my parcel?", "The parcel could not be delivered, says the carrier. My neighbour is at two@buyers.example."),
        ("Re: Your order", "> Your mail could not be delivered to the following recipients:\n> two@buyers.example\nWhat does this mean?"),
        ("Payment rejected", "My card failed with error 402. Please write to two@buyers.example, mails to me are not delivered."),
        ("Undeliverable parcel 4444", "The parcel could not be delivered. Contact: help@carrier.example"),
        ("Holiday gift", "Can it be there before the holidays? My address was rejected by your form: two@buyers.example"),
        ("メールが届きません", "注文の確認メールが届きません。アドレスは one@buyers.example です。"),
        ("Report domain: shop.example Submitter: provider.example", "This is a DMARC aggregate report."),
        ("", ""),
    ],
)
def test_what_people_write_is_no_bounce(subject: str, text: str) -> None:
    """CMD-10"""
    raw = letter(text, subject, f"One <{BUYER}>", "In-Reply-To: <x@shop.example>" if subject.startswith("Re:") else "").replace(b"Return-Path: <>\n", b"")
    assert read(raw) == Bounce(message_ids=read(raw).message_ids)


def test_a_forwarded_mail_is_no_bounce() -> None:
    """CMD-10"""
    parts = [("text/plain", "See below."), ("message/rfc822", BACK.format(sent=SENT))]
    found = read(multipart('multipart/mixed; boundary="=_b"', parts, "Fwd: your order", f"One <{BUYER}>").replace(b"Return-Path: <>\n", b""))
    assert (found.is_bounce, found.recipients) == (False, ())


# ── files ───────────────────────────────────────────────────────────────────────────────────────────
def all_of(file: io.BytesIO) -> Bounce:
    return joined([read(raw) for raw in mails(file)])


def mbox(*raws: bytes) -> io.BytesIO:
    return io.BytesIO(b"\n".join(b"From MAILER-DAEMON Tue Nov 24 10:00:00 2026\n" + raw for raw in raws))


def test_an_mbox_tells_of_all_its_mails() -> None:
    """CMD-10"""
    second = report(failed("550 5.1.1 unknown", "5.1.1").replace(BUYER, "two@buyers.example"))
    found = all_of(mbox(report(failed("552 5.2.2 full", "5.2.2")), letter("Nothing.", "Hello", "x@y.example"), second))
    assert [(one.address, one.hard) for one in found.recipients] == [(BUYER, False), ("two@buyers.example", True)]


def test_of_an_address_that_stands_twice_the_graver_word_counts() -> None:
    """CMD-10"""
    found = all_of(mbox(report(failed("552 5.2.2 full", "5.2.2")), report(failed("550 5.1.1 unknown", "5.1.1"))))
    assert only(found).reason == "userunknown"


def test_a_mail_with_an_enormous_attachment_is_read_by_its_beginning() -> None:
    """CMD-10: in bounded memory."""
    raw = report(failed("550 5.1.1 unknown", "5.1.1")) + b"x" * 76 + b"\n"
    assert only(all_of(mbox(raw + b"QUJD\n" * 2_000_000, report(failed("550 5.1.1 unknown", "5.1.1"))))).address == BUYER


def test_line_ends_of_any_system_are_read_alike() -> None:
    """CMD-10"""
    raw = report(failed("550 5.1.1 unknown", "5.1.1"))
    assert read(raw) == read(raw.replace(b"\n", b"\r\n")) == read(raw.replace(b"\n", b"\r"))


def test_our_own_address_is_never_the_one_that_failed() -> None:
    """NTC-14"""
    found = read(letter(f"Your mail from <{OURS}> could not be delivered to the following recipient:\n\n<{OURS}>\n<{BUYER}>: user unknown\n"))
    assert only(found).address == BUYER
