"""Mails that come back, of our own making, in the shapes of many mail servers. `one@buyers.example` is the buyer's address."""

BUYER = "one@buyers.example"
OURS = "bounces@shop.example"
SENT = f"<{'5' * 40}@shop.example>"  # the Message-ID of the notice that came back

HEAD = """Return-Path: <>
From: {who}
To: <{ours}>
Subject: {subject}
Date: Tue, 24 Nov 2026 10:00:00 +0900
{more}
"""
BACK = """Received: from desk.shop.example by mx.shop.example; Tue, 24 Nov 2026 09:59:00 +0900
Message-ID: {sent}
From: shop@shop.example
To: one@buyers.example
Subject: =?utf-8?b?44GU5rOo5paH?=

Thank you.
"""


SERVER = "MAILER-DAEMON@mx.example"


def letter(text: str, subject: str = "Undelivered Mail Returned to Sender", who: str = SERVER, more: str = "", back: str = "") -> bytes:
    """A bounce for people; `back`: the line above the mail that came back in the same text."""
    body = text + (f"\n{back}\n\n{BACK.format(sent=SENT)}" if back else "")
    return (HEAD.format(who=who, ours=OURS, subject=subject, more=more + "\n" if more else "") + body).encode()


def report(fields: str, text: str = "Your mail could not be delivered.", subject: str = "failure") -> bytes:
    """A bounce for machines (RFC 3464): `fields` for each recipient, an empty line between them."""
    status = f"Reporting-MTA: dns; mx.example\n\n{fields}\n"
    parts = [("text/plain; charset=utf-8", text), ("message/delivery-status", status), ("message/rfc822", BACK.format(sent=SENT))]
    return multipart('multipart/report; report-type=delivery-status; boundary="=_b"', parts, subject)


def multipart(kind: str, parts: list[tuple[str, str]], subject: str = "failure", who: str = SERVER) -> bytes:
    body = "".join(f"--=_b\nContent-Type: {part}\n\n{text}\n" for part, text in parts) + "--=_b--\n"
    return (HEAD.format(who=who, ours=OURS, subject=subject, more=f"MIME-Version: 1.0\nContent-Type: {kind}\n") + body).encode()


def failed(diagnosis: str = "", status: str = "5.0.0", action: str = "failed", more: str = "") -> str:
    said = f"\nDiagnostic-Code: smtp; {diagnosis}" if diagnosis else ""
    return f"Final-Recipient: rfc822; {BUYER}\nAction: {action}\nStatus: {status}{said}{more}"
