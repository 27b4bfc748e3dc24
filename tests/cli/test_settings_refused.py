"""A setting that cannot be ends the start with its name and the mend, and never with what it holds (TRU-7)."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from todoke import settings

SECRET = "pa55word"


@pytest.mark.parametrize("text", ["abc", "-5", "0", "1.5", "9" * 5000, "²"])
def test_a_number_of_days_is_a_number_above_none(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """TRU-7: with -5 every body would be emptied the next minute."""
    monkeypatch.setenv("TODOKE_KEEP_BODIES_DAYS", text)
    with pytest.raises(ImproperlyConfigured, match=r"TODOKE_KEEP_BODIES_DAYS is .* such as 90"):
        settings.whole_number("TODOKE_KEEP_BODIES_DAYS", 90)


@pytest.mark.parametrize("text", [f"smtp://me:{SECRET}@mail.example.com:abc", f"smtp://me:{SECRET}@[::1", f"smtp://me:{SECRET}@h:99999",
                                  f"{SECRET}@mail.example.com", f"smtp:{SECRET}"])  # fmt: skip
def test_an_address_that_is_none_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """TRU-7, TRU-4."""
    monkeypatch.setenv("TODOKE_MAIL_URL", text)
    with pytest.raises(ImproperlyConfigured, match="TODOKE_MAIL_URL is no address") as said:
        settings.address("TODOKE_MAIL_URL", "smtp://user:password@mail.example.com:587")
    assert SECRET not in str(said.value) and "smtp://user" in str(said.value)


@pytest.mark.parametrize(
    "text", ["", "resend://KEY@", "postgres:///desk", "postgres://me@/desk?host=/run/postgresql", "smtp://[::1]:25", "https://desk.example.com"]
)
def test_an_address_that_can_be_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """TRU-7."""
    monkeypatch.setenv("ANY", text)
    assert settings.address("ANY", "x") == text


def test_a_provider_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-7: at the start, and not when the first message is due."""
    monkeypatch.setenv("TODOKE_SMS_URL", "https://sms.example.com")
    with pytest.raises(ImproperlyConfigured, match=r"TODOKE_SMS_URL .* twilio://"):
        settings.address("TODOKE_SMS_URL", "twilio://SID:TOKEN@+815012345678", ("twilio",))


def test_a_folder_that_cannot_be_made_and_a_level_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-7: in words, and no traceback."""
    with pytest.raises(ImproperlyConfigured, match=r"TODOKE_DATA is '/dev/null/x', which cannot be made"):
        settings.made(settings.Path("/dev/null/x"))
    monkeypatch.setenv("TODOKE_LOG", "loud")
    with pytest.raises(ImproperlyConfigured, match="TODOKE_LOG is 'loud'"):
        settings.log_level()
