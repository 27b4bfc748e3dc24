"""SMTP with one connection that is kept: STARTTLS and AUTH only if they are offered and given; loopback may be plain."""

import contextlib
import smtplib
import ssl
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from todoke.notices.transports.listening import Listening, ListeningTls
from todoke.notices.transports.transport import Mail, NotTaken

TIMEOUT = 15.0  # seconds; well within a lease
LOOPBACK = ("127.0.0.1", "localhost", "::1")

# What a server's refusal means. RFC 5321 4.2.1: 4yz may be tried again, 5yz not; these few mean something else in practice.
NOT_THE_MAIL = {421: "the server closes", 454: "TLS or AUTH is not ready", 530: "it wants AUTH", 534: "AUTH is too weak", 535: "user or password is wrong",
                538: "AUTH needs TLS"}
TRY_AGAIN_ALTHOUGH_5 = (552,)  # mailbox full: often said with a 5


class Word(NamedTuple):
    """`stage`: as readers of bounces call it."""

    stage: str
    said: bytes
    good: tuple[int, ...] = (250,)  # the answers that mean: go on


class Refused(smtplib.SMTPResponseException):
    def __init__(self, code: int, answer: bytes, stage: str) -> None:
        super().__init__(code, answer)
        self.stage = stage


class Smtp:
    """`smtp://user:password@host:587`, or `smtps://` for TLS from the first byte."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.tls = parts.hostname or "localhost", parts.scheme == "smtps"
        self.port = parts.port or (465 if self.tls else 25 if self.host in LOOPBACK else 587)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.server: smtplib.SMTP | None = None

    def open(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        server = (ListeningTls(self.host, self.port, timeout=TIMEOUT, context=context) if self.tls
                  else Listening(self.host, self.port, timeout=TIMEOUT))
        server.ehlo_or_helo_if_needed()
        if not self.tls and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
        elif not self.tls and self.user and self.host not in LOOPBACK:
            server.close()
            raise NotTaken(f"{self.host} offers no STARTTLS: the password would be read on the way. Use smtps:// or another port.", ours=True)
        if self.user and server.has_extn("auth"):
            server.login(self.user, self.password)
        return server

    def hand_over(self, mail: Mail) -> None:
        """A kept connection that the server has closed meanwhile is opened once more."""
        kept = self.server is not None
        try:
            self.send(mail)
        except (smtplib.SMTPServerDisconnected, ConnectionError) as error:
            self.close()
            if not kept:
                raise NotTaken(f"{self.host}:{self.port} hung up ({error})", ours=True) from None
            self.hand_over(mail)
        except smtplib.SMTPResponseException as error:
            self.close()
            said = str(error.smtp_error, "utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
            raise sorted_out(error.smtp_code, said, getattr(error, "stage", "")) from None
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NotTaken(f"{self.host}:{self.port} cannot be reached ({error})", ours=True) from None

    def send(self, mail: Mail) -> None:
        """One buyer, one RCPT. A server that offers PIPELINING (RFC 2920) is told all at once, and asked twice instead of four times."""
        if self.server is None:
            self.server = self.open()
        envelope = [Word("mail", line(f"MAIL FROM:<{mail.sender}>")), Word("rcpt", line(f"RCPT TO:<{mail.recipient}>"), (250, 251)),
                    Word("data", line("DATA"), (354,))]
        groups = [envelope] if self.server.has_extn("pipelining") else [[word] for word in envelope]
        for words in (*groups, [Word("data", stuffed(mail.data))]):
            self.server.send(b"".join(word.said for word in words))
            answers = [self.server.getreply() for _ in words]
            for word, (code, answer) in zip(words, answers, strict=True):
                if code not in word.good:
                    raise Refused(code, answer, word.stage)

    @property
    def address(self) -> tuple[str, int]:
        return self.host, self.port

    def close(self) -> None:
        if self.server is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self.server.close()
        self.server = None


def line(text: str) -> bytes:
    """A command. Raises NotTaken for what would be two, or what a server does not read."""
    if not text.isascii() or not text.isprintable() or text.count("<") > 1 or text.count(">") > 1:
        raise NotTaken(f"{text!r} is no address that a mail server takes", permanent=True)
    return text.encode("ascii") + b"\r\n"


def stuffed(data: bytes) -> bytes:
    """A line that begins with a dot is given a second one (RFC 5321 4.5.2); then the end."""
    body = data if data.endswith(b"\r\n") else data + b"\r\n"
    return (b"." if body.startswith(b".") else b"") + body.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def sorted_out(code: int, said: str, stage: str = "") -> NotTaken:
    """Permanent or not, the mail's fault or the connection's."""
    ours = code in NOT_THE_MAIL
    permanent = 500 <= code < 600 and not ours and code not in TRY_AGAIN_ALTHOUGH_5
    return NotTaken(f"{code} {said}"[:300], permanent=permanent, ours=ours, stage=stage)
