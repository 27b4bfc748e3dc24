"""Mails handed over by a provider's API: what it is given of ours, what its answers mean, and that the same mail again is the same mail."""

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ImproperlyConfigured
from tests.notices.a_provider import StandIn, a_provider

from todoke.notices.message import Envelope, build, message_id
from todoke.notices.render import Rendered
from todoke.notices.transports import chosen, providers
from todoke.notices.transports.chosen import transport_for
from todoke.notices.transports.ses import Key, signed
from todoke.notices.transports.transport import Mail, NotTaken, Transport

WORDS = Rendered("【うつわのみなと】ご注文ありがとうございます", "", "佐藤様\r\n\r\nお届けします。\r\n", "<p>佐藤様</p>", "ja")
ENVELOPE = Envelope("うつわのみなと <shop@minato.example>", "help@minato.example", "hana@example.com", "1/1/order_confirmation/-", "1/1", 1_790_000_000)
ID = message_id(ENVELOPE.key, "minato.example")
MAIL = Mail("shop@minato.example", "hana@example.com", build(ENVELOPE, WORDS), ID, WORDS.subject, 1, 1_790_000_000)


class House(NamedTuple):
    """`url`: with the key; what it answers a mail that it takes, and what it then calls it."""

    url: str
    says: Any
    name: str
    headers: dict[str, str] = {}


HOUSES = {
    "brevo": House("brevo://KEY@", {"messageId": "<b@relay>"}, "<b@relay>"),
    "mailersend": House("mailersend://KEY@", None, "ms-1", {"X-Message-Id": "ms-1", "Content-Type": "text/html"}),
    "mailgun": House("mailgun://KEY@mg.minato.example", {"id": "<m@mg>", "message": "Queued. Thank you."}, "<m@mg>"),
    "mailjet": House("mailjet://KEY:SECRET@", {"Messages": [{"Status": "success", "To": [{"Email": "hana@example.com", "MessageID": 77}]}]}, "77"),
    "mailtrap": House("mailtrap://KEY@", {"success": True, "message_ids": ["t-1"]}, "t-1"),
    "mandrill": House("mandrill://KEY@", [{"email": "hana@example.com", "status": "queued", "_id": "md-1"}], "md-1"),
    "postal": House("postal://KEY@postal.example", {"status": "success", "data": {"messages": {"hana@example.com": {"id": 5, "token": "x"}}}}, "5"),
    "postmark": House("postmark://KEY@outbound", {"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1", "To": "hana@example.com"}, "pm-1"),
    "resend": House("resend://KEY@", {"id": "re-1"}, "re-1"),
    "scaleway": House("scaleway://KEY@project-1", {"emails": [{"id": "sw-1", "mail_rcpt": "hana@example.com", "status": "new"}]}, "sw-1"),
    "sendgrid": House("sendgrid://KEY@", None, ""),
    "ses": House("ses://ACCESS:a%2Fsecret@ap-northeast-1", {"MessageId": "ses-1"}, "ses-1"),
    "sparkpost": House("sparkpost://KEY@", {"results": {"total_accepted_recipients": 1, "total_rejected_recipients": 0, "id": "sp-1"}}, "sp-1"),
    "unisender": House("unisender://KEY@go1.unisender.ru", {"status": "success", "job_id": "j", "emails": ["hana@example.com"]}, ""),
}
WHOLE = ("mailgun", "postal", "ses", "sparkpost")  # these are given our very bytes


@contextmanager
def a_house(name: str, *answers: tuple[int, Any]) -> Iterator[tuple[StandIn, Transport]]:
    house = HOUSES[name]
    with a_provider(*(answers or ((202 if house.says is None else 200, house.says),)), headers=house.headers) as stand_in:
        found = transport_for(f"{house.url}?api_url={stand_in.url}/v3")
        try:
            yield stand_in, found
        finally:
            found.close()
            transport_for.cache_clear()


def test_every_provider_that_is_named_has_its_row() -> None:
    """NTC-13."""
    assert set(chosen.PROVIDERS) == set(providers.PROVIDERS) == set(HOUSES) - {"ses"}


@pytest.mark.parametrize("name", HOUSES)
def test_a_mail_is_taken_and_what_the_provider_calls_it_is_known(name: str) -> None:
    """NTC-13: one request, with the buyer's address and the words, by the shop's key."""
    with a_house(name) as (stand_in, found):
        called = found.hand_over(MAIL)
    [asked] = stand_in.asked
    assert called == HOUSES[name].name if HOUSES[name].name else called
    assert b"hana@example.com" in asked.body or name in ("postal", "ses")
    assert "KEY" in f"{asked.headers} {asked.body!r}" or name in ("mailgun", "mailjet", "ses")


@pytest.mark.parametrize("name", WHOLE)
def test_a_provider_that_takes_whole_mails_gets_our_very_bytes(name: str) -> None:
    """NTC-12: the digest that is kept is of what was sent."""
    with a_house(name) as (stand_in, found):
        found.hand_over(MAIL)
    [asked] = stand_in.asked
    given = {
        "mailgun": lambda: re.search(rb"message/rfc822\r\n\r\n(.*)\r\n--", asked.body, re.S)[1],  # type: ignore[index]
        "postal": lambda: b64decode(asked.json["data"]),
        "ses": lambda: b64decode(asked.json["Content"]["Raw"]["Data"]),
        "sparkpost": lambda: asked.json["content"]["email_rfc822"].encode(),
    }[name]()
    assert given == MAIL.data


@pytest.mark.parametrize("name", sorted(set(HOUSES) - set(WHOLE)))
def test_the_others_get_subject_text_page_and_the_headers_that_they_take(name: str) -> None:
    """NTC-12, NTC-24: the Message-ID, one thread for an order, replies to the shop; and the notice's name in every report."""
    with a_house(name) as (stand_in, found):
        found.hand_over(MAIL)
    said = repr(stand_in.asked[0].json)
    assert WORDS.subject in said and "お届けします。" in said and "<p>佐藤様</p>" in said and "help@minato.example" in said
    row = providers.PROVIDERS[name]
    assert ("Auto-Submitted" in said or "auto-submitted" in said) == ("Auto-Submitted" in row.headers)
    assert (ID in said) or name == "mailersend"


@pytest.mark.parametrize("name", ["resend", "brevo"])
def test_the_same_mail_again_has_the_same_key(name: str) -> None:
    """NTC-12: where a provider knows a mail again, it is told which it is."""
    with a_house(name) as (stand_in, found):
        found.hand_over(MAIL)
        found.hand_over(MAIL)
        found.hand_over(MAIL._replace(id="<another@minato.example>"))
    keys = [one.headers.get("idempotency-key") or one.json["headers"]["idempotencyKey"] for one in stand_in.asked]
    assert keys[0] == keys[1] != keys[2]


def test_postmark_is_told_to_keep_the_message_id() -> None:
    """NTC-12."""
    with a_house("postmark") as (stand_in, found):
        found.hand_over(MAIL)
    assert {"Name": "X-PM-KeepID", "Value": "true"} in stand_in.asked[0].json["Headers"]


REFUSALS = {400: (True, False), 401: (False, True), 403: (False, True), 413: (True, False), 429: (False, True), 500: (False, True), 503: (False, True)}


@pytest.mark.parametrize("name", HOUSES)
def test_a_refusal_is_for_good_or_for_now_and_the_mails_fault_or_ours(name: str) -> None:
    """NTC-12: a wrong key never makes a dead letter; a mail that will never be taken is not tried again."""
    with a_house(name, *((status, {"message": "no", "ErrorCode": 1, "Message": "no"}) for status in REFUSALS)) as (_, found):
        for status, expected in REFUSALS.items():
            with pytest.raises(NotTaken) as told:
                found.hand_over(MAIL)
            assert (status, told.value.permanent, told.value.ours) == (status, *expected) and str(status) in told.value.reason
            assert len(told.value.reason) <= 300 and "KEY" not in told.value.reason


@pytest.mark.parametrize(("name", "answer"), [
    ("postmark", (422, {"ErrorCode": 406, "Message": "You tried to send to recipient(s) that have been marked as inactive.\n"
                        "Found inactive addresses: hana@example.com.\nInactive recipients are ones that have generated a hard bounce."})),
    ("mandrill", (200, [{"email": "hana@example.com", "status": "rejected", "reject_reason": "hard-bounce"}])),
    ("unisender", (200, {"status": "success", "job_id": "j", "emails": [], "failed_emails": {"hana@example.com": "permanent_unavailable"}}))])
def test_an_address_that_the_provider_has_struck_off_is_refused_for_good(name: str, answer: tuple[int, Any]) -> None:
    """NTC-14."""
    with a_house(name, answer) as (_, found), pytest.raises(NotTaken) as told:
        found.hand_over(MAIL)
    assert told.value.permanent


def test_the_same_key_with_other_words_was_taken_before() -> None:
    """NTC-12: a mail that was handed over, not yet written down, and is written a little differently now, is not sent twice."""
    with a_house("resend", (409, {"name": "invalid_idempotent_request"}), (409, {"name": "concurrent_idempotent_requests"})) as (_, found):
        assert found.hand_over(MAIL) == ""
        with pytest.raises(NotTaken) as told:
            found.hand_over(MAIL)
    assert not told.value.permanent


@pytest.mark.parametrize("name", ["resend", "ses"])
def test_a_provider_that_cannot_be_reached_is_tried_again(name: str) -> None:
    """NTC-12."""
    with a_house(name) as (stand_in, found):
        stand_in.server.socket.close()
        with pytest.raises(NotTaken) as told:
            found.hand_over(MAIL)
    assert told.value.ours and not told.value.permanent


@pytest.mark.parametrize("url", ["resend://", "mailjet://KEY@", "ses://ACCESS:SECRET@", "ses://", "scaleway://KEY@", "pigeon://x@"])
def test_what_lacks_in_an_address_is_said_at_the_start(url: str) -> None:
    """NTC-13."""
    with pytest.raises(ImproperlyConfigured, match="TODOKE_MAIL_URL"):
        transport_for(url)


def test_ses_is_asked_with_a_signature_that_aws_would_take() -> None:
    """NTC-13: the example "post-x-www-form-urlencoded" of AWS's own test suite for Signature Version 4."""
    key = Key("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1")
    headers = signed(key, "https://example.amazonaws.com/", b"Param1=value1", datetime(2015, 8, 30, 12, 36, tzinfo=UTC), "service",
                     "application/x-www-form-urlencoded")
    assert headers["authorization"].endswith("Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a")
