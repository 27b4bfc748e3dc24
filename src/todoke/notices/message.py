"""A mail's bytes, put together by hand: the same notice gives the same bytes. A parser of another make reads back exactly what was meant (a test)."""

import hashlib
import re
import unicodedata
from base64 import b64encode
from email.utils import formatdate
from typing import NamedTuple

from todoke.notices.render import Rendered

LOCAL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}")
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class Envelope(NamedTuple):
    """`sender` and `reply_to`: an address or `name <address>`. `key`: the notice's own, for ever the same. `thread`: one for each order."""

    sender: str
    reply_to: str
    recipient: str
    key: str
    thread: str
    at: int  # seconds UTC
    unsubscribe: str = ""  # address of the way out, on what advertises


def message_id(key: str, domain: str) -> str:
    """A digest of the notice's key: handed over twice, a provider and a mail program still know it for one."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def address_of(sender: str) -> str:
    """The bare address of `name <address>`."""
    return sender.rpartition("<")[2].rstrip("> ").strip() if "<" in sender else sender.strip()


def mailable(given: str) -> str:
    """The address as a mail server takes it, `佐藤@例え.jp` and the like included as far as they can be; nothing for what is none.

    A mail goes to one address, so lists are none, and neither is anything that could end a line of the head. Before the @ printable ASCII,
    quotes aside (RFC 5321 4.1.2; two dots in a row are allowed: some Japanese carriers gave such addresses out); behind it a host name,
    in its ASCII form (RFC 5890)."""
    name, _, host = unicodedata.normalize("NFKC", given).strip().rpartition("@")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    return f"{name}@{host}" if LOCAL.fullmatch(name) and HOST.fullmatch(host) and len(host) <= 253 else ""


def domain_of(sender: str) -> str:
    return address_of(sender).rpartition("@")[2] or "localhost"


def build(envelope: Envelope, notice: Rendered) -> bytes:
    """RFC 5322 and 2045: multipart/alternative, both parts base64. Headers that could be forged by a line break have none (render.one_line)."""
    own, thread = message_id(envelope.key, domain_of(envelope.sender)), message_id(envelope.thread, domain_of(envelope.sender))
    boundary = f"=_{own[1:33]}"
    head = [
        f"From: {mailbox(envelope.sender)}",
        f"To: {envelope.recipient}",
        f"Reply-To: {mailbox(envelope.reply_to)}",
        f"Subject: {worded(notice.subject)}",
        f"Date: {formatdate(envelope.at)}",
        f"Message-ID: {own}",
        f"In-Reply-To: {thread}",
        f"References: {thread}",
        "Auto-Submitted: auto-generated",
        *way_out(envelope.unsubscribe),
        f"Content-Language: {notice.locale}",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/alternative; boundary="{boundary}"',
    ]
    parts = [part(boundary, "plain", notice.text), part(boundary, "html", notice.html)]
    return "\r\n".join([*head, "", *parts, f"--{boundary}--", ""]).encode("ascii")


def way_out(url: str) -> tuple[str, ...]:
    """One click in the mail program ends it (RFC 2369, RFC 8058). Receipts have none."""
    return (f"List-Unsubscribe: <{url}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click") if url else ()


def part(boundary: str, kind: str, text: str) -> str:
    return f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{wrapped(text)}"


def wrapped(text: str) -> str:
    """Base64 in lines of 76."""
    code = b64encode(text.encode()).decode("ascii")
    return "\r\n".join([code[at : at + 76] for at in range(0, len(code), 76)])


def worded(text: str) -> str:
    """RFC 2047: encoded words of at most 75 characters, never cut inside a character."""
    if text.isascii() and len(text) < 60:
        return text
    words, word = [], b""
    for character in text:
        if len(word) + len(coded := character.encode()) > 42:
            words.append(word)
            word = b""
        word += coded
    return "\r\n ".join(f"=?utf-8?b?{b64encode(one).decode('ascii')}?=" for one in [*words, word])


def mailbox(sender: str) -> str:
    """`うつわのみなと <shop@example.com>` as a header says it."""
    name = sender.partition("<")[0].strip().strip('"')
    return f"{worded(name) if not name.isascii() else quoted(name)} <{address_of(sender)}>" if name and "<" in sender else address_of(sender)


def quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
