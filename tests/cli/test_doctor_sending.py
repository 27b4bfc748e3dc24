"""What `todoke doctor` says of the ways to send: providers, text messages, LINE, limits, today's share (CMD-15, NTC-13, NTC-14)."""

import pytest
from django.conf import settings
from tests.notices.a_provider import a_provider

from todoke.cli.checks import Finding, mail_found, other_ways_found, work_found
from todoke.desk import rates
from todoke.notices.transports import chosen


@pytest.fixture(autouse=True)
def anew() -> None:
    chosen.way_for.cache_clear()


def test_a_provider_that_answers_is_ok_and_one_that_does_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-15: at the address of its API."""
    with a_provider((200, {})) as house:
        monkeypatch.setattr(settings, "MAIL_URL", f"resend://KEY@?api_url={house.url}")
        assert [one.state for one in mail_found()] == ["ok"]
    assert [one.state for one in mail_found()] == ["wrong"]


@pytest.mark.parametrize("url", ["resend://", "smtp://mail.example?per_second=fast", "pigeon://x"])
def test_what_lacks_in_the_address_is_said(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-15."""
    monkeypatch.setattr(settings, "MAIL_URL", url)
    assert [one.state for one in mail_found()] == ["wrong"]


def test_other_ways_are_looked_at_where_they_are_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """CMD-15: nothing is said of what nobody asked for."""
    for name, value in (("SMS_URL", ""), ("LINE_URL", "")):
        monkeypatch.setattr(settings, name, value)
    assert list(other_ways_found()) == []
    with a_provider((200, {})) as house:
        monkeypatch.setattr(settings, "SMS_URL", f"twilio://A:B@+815012345678?api_url={house.url}")
        monkeypatch.setattr(settings, "LINE_URL", "line://")
        assert [(one.check, one.state) for one in other_ways_found()] == [("sms", "ok"), ("line", "wrong")]


@pytest.mark.django_db
def test_a_share_that_is_used_up_is_said_with_what_can_be_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: nobody looks for a worker that runs."""
    monkeypatch.setattr(settings, "MAIL_URL", "smtp://mail.example?per_day=1")
    assert rates.one(settings.MAIL_URL) and not rates.one(settings.MAIL_URL)
    found: list[Finding] = [one for one in work_found() if one.check == "mails"]
    assert [(one.state, one.message) for one in found] == [("look", "1 of 1 mails of today (UTC) have left")] and "per_day" in found[0].mend
