"""DKIM by our own few lines, read back by dkimpy: whole mails verify, an altered byte does not, and the same notice has the same bytes (NTC-14)."""

from base64 import b64decode
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from todoke.notices.dkim import Signer, signed, signer
from todoke.notices.message import Envelope, build
from todoke.notices.render import Rendered

ENVELOPE = Envelope("うつわのみなと <shop@minato.example>", "help@minato.example", "hana@example.com", "1/1/c/-", "1/1", 1_790_000_000)
WORDS = Rendered("【うつわのみなと】ご注文番号1001のお届け予定日が決まりました。ご確認ください", "", "佐藤様\r\n\r\nお届けします。\r\n", "<p>佐藤様</p>", "ja")
MAIL = build(ENVELOPE, WORDS)
KEY = rsa.generate_private_key(65537, 2048)


def verifies(data: bytes, of: Signer) -> bool:
    record = b"v=DKIM1; k=rsa; p=" + of.public.encode()
    return bool(dkim.verify(data, dnsfunc=lambda name, timeout=5: record if name == b"s1._domainkey.minato.example." else b""))


def test_a_mail_verifies_and_one_altered_byte_does_not() -> None:
    """NTC-14, RFC 6376."""
    of = Signer(KEY, "s1")
    mail = of.sign(MAIL, "minato.example", 1_790_000_000)
    assert verifies(mail, of) and mail.endswith(MAIL) and max(map(len, mail.split(b"\r\n"))) < 400
    for old, new in ((b"hana@", b"hanb@"), (b"From: ", b"From: x@y.example\r\nFrom: "), (MAIL[-60:-50], b"AAAAAAAAAA")):
        assert not verifies(mail.replace(old, new), of)


def test_the_way_out_of_what_advertises_is_signed_too() -> None:
    """NTC-14, RFC 8058 3.1: nobody puts another one in."""
    of = Signer(KEY, "s1")
    mail = of.sign(build(ENVELOPE._replace(unsubscribe="https://desk.example/u/1"), WORDS), "minato.example", 7)
    assert verifies(mail, of) and not verifies(mail.replace(b"desk.example/u/1", b"evil.example/u/1"), of)


def test_what_relays_may_do_to_a_mail_does_not_break_it() -> None:
    """RFC 6376 3.4: blanks at the ends of lines, empty lines at the end, headers folded anew and written large."""
    of = Signer(KEY, "s1")
    mail = of.sign(MAIL, "minato.example", 1_790_000_000)
    assert verifies(mail.replace(b"MIME-Version: 1.0", b"mime-version:   1.0  ") + b"\r\n\r\n", of)


def test_the_same_notice_has_the_same_bytes() -> None:
    """NTC-12: a repeat is the same mail."""
    of = Signer(KEY, "s1")
    assert of.sign(MAIL, "minato.example", 7) == of.sign(MAIL, "minato.example", 7)


@examples(deadline=None)
@given(st.text(max_size=80), st.text(max_size=60), st.text(alphabet="a \t\r\n.", max_size=40))
def test_any_words_verify(subject: str, text: str, page: str) -> None:
    """NTC-14: whatever a template says."""
    of = Signer(KEY, "s1")
    words = Rendered(" ".join(subject.split()).encode("utf-8", "ignore").decode(), "", text.encode("utf-8", "ignore").decode(), page, "ja")
    assert verifies(of.sign(build(ENVELOPE, words), "minato.example", 7), of)


def test_mails_are_signed_where_a_key_is_set_and_no_provider_signs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: by SMTP; an API's provider signs by itself."""
    place = tmp_path / "dkim.pem"
    place.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    monkeypatch.setattr(settings, "DKIM_KEY", str(place))
    monkeypatch.setattr(settings, "DKIM_SELECTOR", "s1")
    for url, expected in (("smtp://mail.example", True), ("resend://KEY@", False), ("", False)):
        monkeypatch.setattr(settings, "MAIL_URL", url)
        assert signed(MAIL, "minato.example", 7).startswith(b"DKIM-Signature") == expected
    assert b64decode(signer(str(place), "s1").public)


@pytest.mark.parametrize("content", [b"", b"no key", ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    """NTC-14: with the mend."""
    (tmp_path / "x.pem").write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match="openssl genrsa"):
        signer(str(tmp_path / "x.pem"), "s1")
    with pytest.raises(ImproperlyConfigured, match="SELECTOR"):
        signer(str(tmp_path / "x.pem"), "")
