"""Whatever lies in a mailbox: nothing that comes in raises, and nothing keeps the desk busy (CMD-10, TRU-4)."""

import io
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.notices.returned import BUYER, failed, letter, report

from todoke.notices.bounces.judge import Evidence, judge
from todoke.notices.bounces.mbox import mails
from todoke.notices.bounces.read import Bounce, joined, read

MIME = Path(__file__).parents[3] / "shared" / "fixtures" / "mime"
WHOLE = report(failed("550 5.1.1 unknown", "5.1.1"))
PIECES = [
    b'Content-Type: multipart/mixed; boundary="=_b"\n',
    b"Content-Type: multipart/report; boundary=\n",
    b"Content-Type: message/delivery-status\n",
    b"Content-Type: message/rfc822\n",
    b"Content-Type: text/plain; charset=nonsense\n",
    b"Content-Type: text/plain; charset=utf-7\n",
    b"Content-Transfer-Encoding: base64\n",
    b"--=_b\n",
    b"--=_b--\n",
    b"\n",
    b"\r",
    b"\x00",
    b"\x1b$B",
    b"+2AA-",
    b"=?utf-8?b?!!!?=",
    b"From: MAILER-DAEMON@x\n",
    b'X-Failed-Recipients: @@@, <>, ""@b\n',
    b"From x Tue Nov 24 10:00:00 2026\n",
    b"Final-Recipient: rfc822;",
    b"Diagnostic-Code: smtp; 550 ",
    b"<a@b.example>: 550 5.1.1 user unknown\n",
    b'{"notificationType":"Bounce"',
]
pieces = st.sampled_from(PIECES)


def all_of(file: io.BytesIO) -> Bounce:
    return joined([read(raw) for raw in mails(file)])


def sound(found: Bounce) -> bool:
    return all("@" in one.address and one.reason for one in found.recipients) and str(found.recipients).encode() != b""


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(pieces, st.binary(max_size=40)), max_size=30).map(b"".join))
def test_no_bytes_raise(raw: bytes) -> None:
    """CMD-10"""
    assert sound(read(raw)) and sound(all_of(io.BytesIO(raw)))


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(WHOLE)), st.integers(0, 400), st.binary(max_size=20))
def test_a_damaged_report_is_read_or_not_but_never_raises(at: int, lost: int, noise: bytes) -> None:
    """CMD-10"""
    assert sound(read(WHOLE[:at] + noise + WHOLE[at + lost :]))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["", "5.1.1", "x", "9.9.9"]), st.sampled_from(["", "rcpt", "data", "mail"]))
def test_any_answer_has_a_reason(said: str, status: str, stage: str) -> None:
    """CMD-10"""
    assert judge(Evidence(said, said, status, stage)).reason


@pytest.mark.parametrize("piece", ["<", "(", "a", "user ", "@", "a@", "=?utf-7?q?", "--", "<!--", "[", "is not ", "> ", "550 ", "mailbox for "])
def test_what_is_made_to_be_slow_is_not(piece: str) -> None:
    """TRU-4: a mail of a megabyte from anybody at all."""
    began = time.monotonic()
    read(letter(piece * (1_000_000 // len(piece)), subject=piece * 1_000))
    assert time.monotonic() - began < 5


def test_a_great_many_parts_and_deep_ones_are_read_as_far_as_anybody_needs() -> None:
    """TRU-4"""
    deep = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 500 + WHOLE
    many = letter("--b\n\nx\n" * 20_000, more='Content-Type: multipart/mixed; boundary="b"')
    assert sound(read(deep)) and sound(read(many))


@pytest.mark.fixtures
@pytest.mark.skipif(not MIME.is_dir(), reason="the awkward mails do not lie beside the repository")
def test_awkward_mails_are_read_without_a_word() -> None:
    """CMD-10"""
    found = [read(path.read_bytes()) for path in sorted(MIME.rglob("*.txt"))]
    assert len(found) > 20 and all(map(sound, found)) and sum(one.is_bounce for one in found) < 3


def test_a_recipient_that_no_text_can_hold_is_written_with_marks() -> None:
    """CMD-10: a lone surrogate, out of UTF-7 or JSON."""
    found = read(letter('{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"a\\ud800@b.example"}]}}'))
    assert [one.address for one in found.recipients] == ["a?@b.example"]
    assert BUYER not in str(found)
