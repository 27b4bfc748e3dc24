"""Handing over by SMTP: what a server is told, in how many goes, and what its answers mean."""

import contextlib
import itertools
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from todoke.notices.transports import listening
from todoke.notices.transports.smtp import Smtp, stuffed
from todoke.notices.transports.transport import Mail, NotTaken

MAIL = Mail("shop@example.com", "hana@example.com", b"Subject: x\r\n\r\n.a\r\n..b\r\n", "<1@example.com>")


@dataclass
class Server:
    """One connection at a time, in a thread. `refuses`: the word that is answered with this."""

    pipelining: bool
    refuses: dict[bytes, bytes] = field(default_factory=dict)
    goes: list[bytes] = field(default_factory=list)  # what came in one go
    mails: list[bytes] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        while True:
            try:
                talk, _ = listening.accept()
            except OSError:
                return
            with talk:
                self.talk(talk)

    def talk(self, talk: socket.socket) -> None:
        talk.sendall(b"220 hello\r\n")
        in_data, got = False, b""
        while said := talk.recv(65536):
            self.goes.append(said)
            got += said
            while (end := got.find(b"\r\n.\r\n" if in_data else b"\r\n")) >= 0:
                one, got = got[:end], got[end + (5 if in_data else 2):]
                self.mails += [one] if in_data else []
                talk.sendall(self.answer(one, in_data))
                in_data = not in_data and one == b"DATA" and b"DATA" not in self.refuses

    def answer(self, said: bytes, in_data: bool) -> bytes:
        word = b"." if in_data else said[:4]
        if word == b"ehlo":
            return b"250-hello\r\n250-PIPELINING\r\n250 8BITMIME\r\n" if self.pipelining else b"250 hello\r\n"
        return self.refuses.get(word, b"354 go on\r\n" if word == b"DATA" else b"250 ok\r\n")


@contextmanager
def a_server(pipelining: bool = True, **refuses: bytes) -> Iterator[tuple[Server, Smtp]]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = Server(pipelining, {{"end": "."}.get(word, word).encode(): said for word, said in refuses.items()})
    threading.Thread(target=server.serve, args=(listening,), daemon=True).start()
    smtp = Smtp(f"smtp://127.0.0.1:{listening.getsockname()[1]}")
    try:
        yield server, smtp
    finally:
        smtp.close()
        listening.close()


def test_a_server_that_offers_it_is_told_everything_at_once() -> None:
    """NTC-12, RFC 2920: sender, recipient and DATA in one go, then the mail; twice for two mails, over one connection."""
    with a_server() as (server, smtp):
        smtp.hand_over(MAIL)
        smtp.hand_over(MAIL)
    assert [go for go in server.goes if go.startswith(b"MAIL")] == [b"MAIL FROM:<shop@example.com>\r\nRCPT TO:<hana@example.com>\r\nDATA\r\n"] * 2
    assert len(server.mails) == 2 and sum(go.startswith(b"ehlo") for go in server.goes) == 1


def test_a_server_that_does_not_is_told_word_by_word() -> None:
    """NTC-12."""
    with a_server(pipelining=False) as (server, smtp):
        smtp.hand_over(MAIL)
    assert [go[:4] for go in server.goes if go[:4] in (b"MAIL", b"RCPT", b"DATA")] == [b"MAIL", b"RCPT", b"DATA"]


def test_lines_that_begin_with_a_dot_arrive_as_they_were() -> None:
    """NTC-12, RFC 5321 4.5.2: the server takes one dot away from each."""
    with a_server() as (server, smtp):
        smtp.hand_over(MAIL)
    assert server.mails[0].replace(b"\r\n..", b"\r\n.") + b"\r\n" == MAIL.data
    assert stuffed(b".") == b"..\r\n.\r\n"


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(("word", "said", "permanent"), [
    ("MAIL", b"451 later\r\n", False), ("RCPT", b"550 no such user\r\n", True), ("RCPT", b"552 full\r\n", False), ("DATA", b"554 no\r\n", True),
    ("end", b"451 later\r\n", False), ("end", b"550 spam\r\n", True)])
def test_a_refusal_is_the_same_however_it_was_told(word: str, said: bytes, permanent: bool, pipelining: bool) -> None:
    """NTC-12: permanent or temporary; the connection is given up, and the next mail goes over a new one."""
    with a_server(pipelining, **{word: said}) as (server, smtp):
        with pytest.raises(NotTaken) as told:
            smtp.hand_over(MAIL)
        assert (told.value.permanent, told.value.ours) == (permanent, False)
        server.refuses.clear()
        smtp.hand_over(MAIL)
    assert server.mails[-1].startswith(b"Subject: x")


@pytest.mark.parametrize("recipient", ["a@b.example>\r\nDATA", "a@b.example\r\nRCPT TO:<c@d.example", "é@example.com", "a>b@example.com"])
def test_an_address_never_becomes_a_second_command(recipient: str) -> None:
    """NTC-12, TRU-3: it is refused before the server hears of it."""
    with a_server() as (server, smtp):
        with pytest.raises(NotTaken) as told:
            smtp.hand_over(MAIL._replace(recipient=recipient))
        smtp.hand_over(MAIL)
    assert told.value.permanent and len(server.mails) == 1


def a_talker(*pieces: bytes, pause: float = 0.0) -> Smtp:
    """A server that says these, the last one again and again."""
    door = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        link, _ = door.accept()
        with link, door, contextlib.suppress(OSError):
            for piece in itertools.chain(pieces, itertools.repeat(pieces[-1])):
                link.sendall(piece)
                time.sleep(pause)

    threading.Thread(target=talk, daemon=True).start()
    return Smtp(f"smtp://127.0.0.1:{door.getsockname()[1]}")


@pytest.mark.parametrize("talker", [(b"220-welcome\r\n",), (b"220 hi\r\n", b"250-more\r\n"), (b"x" * 4000,)])
def test_a_server_that_never_comes_to_an_end_is_left(talker: tuple[bytes, ...]) -> None:
    """TRU-3, TRU-8: no worker listens for ever."""
    with pytest.raises(NotTaken) as said:
        a_talker(*talker).hand_over(MAIL)
    assert said.value.ours and not said.value.permanent


def test_a_byte_now_and_then_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-3: the patience is for the whole answer, and not for each byte of it."""
    monkeypatch.setattr(listening, "PATIENCE", 0.1)
    with pytest.raises(NotTaken, match="without an end"):
        a_talker(b"2", pause=0.02).hand_over(MAIL)
