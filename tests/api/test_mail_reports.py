"""What mail providers report: proven, read, written down once; the notice's state, the journal, the address, the page of today (NTC-13, NTC-14)."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from tests.desk.scene import a_shop, comes_in, placed, the_worker_runs

from todoke.api import mail_reports
from todoke.cases.models import Alert
from todoke.notices.models import Handover, Notice, Suppressed
from todoke.orders.models import Entry

SECRET, MAIL = "a-long-and-secret-word", "hana@example.com"
SNS = "https://sns.ap-northeast-1.amazonaws.com/?Action=ConfirmSubscription"


@pytest.fixture
def notice(db: None, monkeypatch: pytest.MonkeyPatch) -> Notice:
    """A confirmation that was sent; whose reports are taken from now on is set by `post`."""
    comes_in(a_shop(), placed())
    the_worker_runs()
    monkeypatch.setattr(settings, "MAIL_SECRET", SECRET)
    monkeypatch.setattr(settings, "NOW", "2026-09-21T22:30:00+09:00")
    return Notice.objects.get()


def basic(user: str = "todoke", password: str = SECRET) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def post(provider: str, body: Any, auth: str | None = None, **headers: str) -> HttpResponse:
    said = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"HTTP_AUTHORIZATION": basic() if auth is None else auth} | {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return Client().post(f"/mail/{provider}", said, content_type="application/json", **given)


def after(notice: Notice) -> tuple[str, str]:
    notice.refresh_from_db()
    return notice.state, notice.reason


def journal() -> list[str]:
    return list(Entry.objects.filter(event__startswith="Notice").order_by("pk").values_list("event", flat=True))


def mailgun(event: dict[str, Any]) -> dict[str, Any]:
    stamp = {"timestamp": str(int(time.time())), "token": "t" * 50}
    sign = hmac.new(SECRET.encode(), (stamp["timestamp"] + stamp["token"]).encode(), hashlib.sha256).hexdigest()
    return {"signature": {**stamp, "signature": sign}, "event-data": event}


def ses(message: dict[str, Any], kind: str = "Notification", **more: str) -> tuple[dict[str, Any], dict[str, str]]:
    body = {"Type": kind, "MessageId": "sns-1", "TopicArn": "arn:aws:sns:ap-northeast-1:1:mails", "Message": json.dumps(message), **more}
    return body, {"x-amz-sns-message-type": kind, "x-amz-sns-message-id": "sns-1"}


def bounces(message_id: str) -> dict[str, tuple[Any, dict[str, str]]]:
    """Each provider's way to say that nobody is there, in the shape of its own documentation."""
    named, bare = {"notice": message_id}, message_id.strip("<>")
    gone = "550 5.1.1 <hana@example.com>... User unknown"
    return {
        "resend": ({"type": "email.bounced", "created_at": "2026-09-21T13:20:00Z", "data": {
            "email_id": "re-1", "to": [MAIL], "headers": [{"name": "X-Metadata", "value": json.dumps(named)}],
            "bounce": {"message": "The recipient's email provider sent a hard bounce message."}}}, {}),
        "postmark": ({"RecordType": "Bounce", "Type": "HardBounce", "MessageID": "pm-1", "Email": MAIL, "Description": "The server was unable to deliver",
                      "Details": gone, "BouncedAt": "2026-09-21T13:20:00Z", "Metadata": named, "ID": 1}, {}),
        "sendgrid": ([{"event": "bounce", "email": MAIL, "timestamp": 1790000500, "type": "bounce", "reason": gone, "status": "5.1.1",
                       "sg_event_id": "e1", "sg_message_id": "m1", "smtp-id": message_id}], {}),
        "brevo": ({"event": "hard_bounce", "email": MAIL, "message-id": message_id, "ts_epoch": 1790000500000, "reason": gone}, {}),
        "mailgun": (mailgun({"event": "failed", "severity": "permanent", "reason": "bounce", "recipient": MAIL, "timestamp": 1790000500.1, "id": "mg-1",
                             "message": {"headers": {"message-id": bare}}, "delivery-status": {"code": 550, "message": gone, "description": ""},
                             "user-variables": named}), {}),
        "ses": ses({"notificationType": "Bounce", "mail": {"messageId": "ses-1", "destination": [MAIL], "headers": [
            {"name": "Message-ID", "value": message_id}]}, "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [
                {"emailAddress": MAIL, "diagnosticCode": f"smtp; {gone}"}]}}),
    }


@pytest.mark.parametrize("change, status", [({}, 200), ({"body": b"{} "}, 401), ({"at": -301}, 401), ({"secret": "whsec_b3RoZXI="}, 401), ({"id": ""}, 401)])
def test_resend_signs_as_svix_does(notice: Notice, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], status: int) -> None:
    """NTC-14: with a secret that is a signing key the password in the address is not asked for."""
    key = base64.b64encode(b"a key of 24 bytes, say.").decode()
    monkeypatch.setattr(settings, "MAIL_SECRET", f"whsec_{key}")
    monkeypatch.setattr(settings, "MAIL_URL", "resend://KEY@")
    body = json.dumps(bounces(notice.message_id)["resend"][0]).encode()
    name, at = change.get("id", "msg_1"), str(int(time.time()) + change.get("at", 0))
    signing = base64.b64decode(change.get("secret", key).removeprefix("whsec_"))
    sign = "v1," + base64.b64encode(hmac.new(signing, f"{name}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
    answer = post("resend", change.get("body", b"") or body, auth="", svix_id=name, svix_timestamp=at, svix_signature=sign)
    assert answer.status_code == status and (after(notice)[0] == "bounced") is (status == 200)


@pytest.mark.parametrize("provider", ["resend", "postmark", "sendgrid", "brevo", "mailgun", "ses"])
def test_a_bounce_is_taken_as_each_provider_tells_it(provider: str, notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: bounced for good, the address is written to no more, staff hear of it, and the journal; told twice it is the same."""
    monkeypatch.setattr(settings, "MAIL_URL", f"{provider}://KEY@")
    body, headers = bounces(notice.message_id)[provider]
    assert [post(provider, body, **headers).status_code for _ in range(2)] == [200, 200]
    assert after(notice)[0] == "bounced" and Suppressed.objects.count() == 1 and journal() == ["NoticeBounced"]
    assert Alert.objects.filter(what__contains="came back").count() == 1


def delivered(message_id: str) -> dict[str, Any]:
    return {"RecordType": "Delivery", "MessageID": "pm-1", "Recipient": MAIL, "DeliveredAt": "2026-09-21T13:20:00Z", "Details": "250 OK",
            "Metadata": {"notice": message_id}}


def test_what_arrived_is_delivered_and_the_journal_says_since_when(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-17: at the provider's time; told twice it is the same; a bounce that comes later counts."""
    monkeypatch.setattr(settings, "MAIL_URL", "postmark://KEY@outbound")
    assert [post("postmark", delivered(notice.message_id)).status_code for _ in range(2)] == [200, 200]
    assert after(notice) == ("delivered", "") and [(one.event, one.at) for one in Entry.objects.filter(event="NoticeDelivered")] == [
        ("NoticeDelivered", 1_789_996_800)]
    post("postmark", bounces(notice.message_id)["postmark"][0])
    post("postmark", delivered(notice.message_id))
    assert after(notice) == ("bounced", "userunknown") and journal() == ["NoticeDelivered", "NoticeBounced"]


@pytest.mark.parametrize(("kind", "state", "closed"), [("SoftBounce", "bounced", False), ("Transient", "sent", False), ("Blocked", "bounced", False)])
def test_what_may_pass_closes_no_address(kind: str, state: str, closed: bool, notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: a full mailbox, a delay, a filter."""
    monkeypatch.setattr(settings, "MAIL_URL", "postmark://KEY@outbound")
    body = bounces(notice.message_id)["postmark"][0] | {"Type": kind, "Details": "452 4.2.2 mailbox full", "Description": ""}
    assert post("postmark", body).status_code == 200
    assert (after(notice)[0], Suppressed.objects.exists()) == (state, closed)


def test_a_complaint_is_told_to_staff_and_stops_nothing(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-14: as where it comes by mail."""
    monkeypatch.setattr(settings, "MAIL_URL", "postmark://KEY@outbound")
    body = bounces(notice.message_id)["postmark"][0] | {"RecordType": "SpamComplaint", "Type": "SpamComplaint"}
    assert post("postmark", body).status_code == 200
    assert after(notice)[0] == "sent" and not Suppressed.objects.exists() and Alert.objects.get().what == "order_confirmation was reported as spam"


def test_a_provider_that_names_only_its_own_number_is_understood(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-13: what it called the mail was kept."""
    monkeypatch.setattr(settings, "MAIL_URL", "postmark://KEY@outbound")
    Handover.objects.create(shop_id=notice.shop_id, notice=notice, way="mail", state="sent", remote="pm-1")
    assert post("postmark", delivered("") | {"Metadata": {}}).status_code == 200
    assert after(notice)[0] == "delivered"


@pytest.mark.parametrize("auth", ["", basic("todoke", "guess"), basic("somebody"), "Bearer x", "Basic ???"])
def test_whoever_is_not_proven_changes_nothing(auth: str, notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-3, CHN-5: 401, no row."""
    monkeypatch.setattr(settings, "MAIL_URL", "postmark://KEY@outbound")
    answer = post("postmark", bounces(notice.message_id)["postmark"][0], auth)
    assert answer.status_code == 401 and after(notice)[0] == "sent" and journal() == []


def test_a_signature_is_asked_for_where_the_provider_signs(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-3: Mailgun's, with a byte changed; the password alone proves nothing there."""
    monkeypatch.setattr(settings, "MAIL_URL", "mailgun://KEY@mg.minato.example")
    body = bounces(notice.message_id)["mailgun"][0]
    body["signature"]["signature"] = "0" + body["signature"]["signature"][1:]
    body["signature"]["token"] = "u" * 50
    assert post("mailgun", body).status_code == 401 and after(notice)[0] == "sent"


@pytest.mark.parametrize(("url", "secret", "provider", "status"), [
    ("", SECRET, "resend", 401), ("smtp://relay.example", SECRET, "sendgrid", 401), ("smtp://relay.example", SECRET, "postal", 404),
    ("resend://KEY@", SECRET, "postmark", 404), ("resend://KEY@", "", "resend", 404), ("resend://KEY@", SECRET, "pigeon", 404), ("", SECRET, "twilio", 404)])
def test_only_whoever_carries_our_mails_is_listened_to(url: str, secret: str, provider: str, status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """TRU-3: a secret for one provider opens no other's door."""
    monkeypatch.setattr(settings, "MAIL_URL", url)
    monkeypatch.setattr(settings, "MAIL_SECRET", secret)
    monkeypatch.setattr(settings, "SMS_URL", "")
    assert post(provider, {}, "").status_code == status


@examples(deadline=None, max_examples=80)
@given(st.one_of(st.binary(max_size=60), st.recursive(st.none() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | (
    st.dictionaries(st.sampled_from(["type", "data", "event", "bounce", "headers", "RecordType", "Message", "Type"]), inner, max_size=4))).map(
        lambda found: json.dumps(found).encode())), st.sampled_from(["resend", "sendgrid", "brevo", "ses", "mailgun", "mailjet", "sparkpost", "mailtrap"]))
def test_no_body_is_an_error_of_ours(body: bytes, provider: str) -> None:
    """TRU-3: whatever comes in, it is answered, and proven before it is read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MAIL_URL", f"{provider}://KEY@")
        patch.setattr(settings, "MAIL_SECRET", SECRET)
        patch.setattr(mail_reports, "take_in", lambda found, **more: list(found))
        assert post(provider, body).status_code in (200, 400, 401)


def test_a_subscription_at_amazon_is_confirmed_only_at_amazon(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-5: by one question, after the password."""
    asked: list[str] = []
    yes = httpx.Response(200, request=httpx.Request("GET", SNS))
    monkeypatch.setattr(settings, "MAIL_URL", "ses://A:B@ap-northeast-1")
    monkeypatch.setattr(mail_reports.httpx, "get", lambda url, **more: asked.append(url) or yes)
    for url in (SNS, "https://sns.ap-northeast-1.amazonaws.com.evil.example/", "http://127.0.0.1/"):
        body, headers = ses({}, "SubscriptionConfirmation", SubscribeURL=url)
        assert post("ses", body, **headers).status_code == 200
    assert asked == [SNS] and post("ses", body, "", **headers).status_code == 401


def test_a_text_message_s_fate_is_believed_with_twilio_s_signature(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    """NTC-13, TRU-3: over the address and the sorted fields; delivered texts stand in the journal."""
    monkeypatch.setattr(settings, "SMS_URL", "twilio://AC1:token@+815012345678")
    row = Handover.objects.create(shop_id=notice.shop_id, notice=notice, way="sms", state="sent", remote="SM1")
    said = {"MessageStatus": "delivered", "MessageSid": "SM1"}
    words = f"{settings.PUBLIC_URL}/mail/twilioMessageSidSM1MessageStatusdelivered"
    sign = base64.b64encode(hmac.new(b"token", words.encode(), hashlib.sha1).digest()).decode()
    assert [Client().post("/mail/twilio", said, headers={"x-twilio-signature": one}).status_code for one in ("no", sign)] == [401, 200]
    row.refresh_from_db()
    assert row.state == "delivered" and journal() == ["NoticeDelivered"]
