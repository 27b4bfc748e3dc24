"""What mail providers report by webhook: prove that it is from there, read it in anymail's words, write it down, answer.

  no secret is set, or no such provider    404
  over 10 MB                               413
  not proven                               401 (TODOKE_MAIL_SECRET: the signing key, or the password of user `todoke` in the webhook's address)
  proven, and cannot be read               400
  proven                                   200 once it is written down; what is about none of our notices is left
  the database is not ready                503: the provider sends it again"""

import base64
import hashlib
import hmac
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import httpx
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent
from anymail.webhooks import amazon_ses
from anymail.webhooks.base import AnymailBasicAuthMixin
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from todoke.channels.channel import Unproven
from todoke.channels.standard_webhooks import proven
from todoke.desk.mail_events import Report, take_in
from todoke.due.clock import now, real_ms
from todoke.notices.transports.providers import made

log = logging.getLogger("todoke.inbound")
MOST = 10 * 1024 * 1024
USER = "todoke"
OURS = re.compile(r"\b[0-9a-f]{40}@[\w.-]+")  # a Message-ID of ours (notices/message.py), wherever the provider puts it
SNS = re.compile(r"https://sns\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/")


class Row(NamedTuple):
    """`secret`: the option of anymail's that takes TODOKE_MAIL_SECRET; basic_auth: the user's password."""

    view: str
    secret: str = "webhook_secret"


class Ses(amazon_ses.AmazonSESTrackingWebhookView):  # type: ignore[misc]
    """By SNS. Anymail confirms a subscription with Amazon's own library, which is larger than this desk; one question is enough."""

    def __init__(self, **kwargs: Any) -> None:
        self.auto_confirm_enabled = True
        AnymailBasicAuthMixin.__init__(self, **kwargs)

    def auto_confirm_sns_subscription(self, sns_message: dict[str, Any]) -> None:
        """Proven by the password already; asked is only Amazon."""
        url = str(sns_message.get("SubscribeURL", ""))
        if SNS.match(url):
            httpx.get(url, timeout=10).raise_for_status()


ANYMAIL = "anymail.webhooks"
ROWS: dict[str, Row] = {
    "brevo": Row(f"{ANYMAIL}.brevo.BrevoTrackingWebhookView"),
    "mailersend": Row(f"{ANYMAIL}.mailersend.MailerSendTrackingWebhookView", "signing_secret"),
    "mailgun": Row(f"{ANYMAIL}.mailgun.MailgunTrackingWebhookView", "webhook_signing_key"),
    "mailjet": Row(f"{ANYMAIL}.mailjet.MailjetTrackingWebhookView"),
    "mailtrap": Row(f"{ANYMAIL}.mailtrap.MailtrapTrackingWebhookView"),
    "mandrill": Row(f"{ANYMAIL}.mandrill.MandrillCombinedWebhookView", "webhook_key"),
    "postal": Row(f"{ANYMAIL}.postal.PostalTrackingWebhookView", "webhook_key"),
    "postmark": Row(f"{ANYMAIL}.postmark.PostmarkTrackingWebhookView"),
    "resend": Row(f"{ANYMAIL}.resend.ResendTrackingWebhookView"),
    "sendgrid": Row(f"{ANYMAIL}.sendgrid.SendGridTrackingWebhookView"),
    "ses": Row("todoke.api.mail_reports.Ses"),
    "sparkpost": Row(f"{ANYMAIL}.sparkpost.SparkPostTrackingWebhookView"),
    "unisender": Row(f"{ANYMAIL}.unisender_go.UnisenderGoTrackingWebhookView", "api_key"),
}


def plain(text: str, status: int, **headers: str) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)


@csrf_exempt
@require_http_methods(["POST", "HEAD", "GET"])
def reports(request: HttpRequest, provider: str) -> HttpResponse:
    """GET and HEAD: some providers look whether somebody is there."""
    if not is_open(provider):
        return plain("no reports are taken here", 404)
    if request.method != "POST":
        return plain("ok", 200)
    if int(request.headers.get("content-length") or 0) > MOST:
        return plain("larger than 10 MB", 413, Connection="close")
    try:
        found = READERS.get(provider, by_anymail)(request, provider)
    except Unproven as error:
        log.info("%s: refused, %s", provider, error)
        return plain(f"not proven: {error}", 401, **{"WWW-Authenticate": 'Basic realm="todoke"'})
    except Exception as error:  # noqa: BLE001  whatever it is, it is no report that anybody could read
        log.warning("%s: a report that cannot be read (%s)", provider, type(error).__name__)
        return plain("it cannot be read", 400)
    return written_down(found, provider)


def written_down(found: Iterable[Report], provider: str) -> HttpResponse:
    try:
        take_in(found, by=f"mail/{provider}", now=now())
    except OperationalError:
        log.exception("%s: a report was not written down", provider)
        return plain("not written down; send it again", 503)
    return plain("ok", 200)


def is_open(provider: str) -> bool:
    """Only whoever carries our mails is listened to. By a relay (SMTP) it may be any of those that prove themselves by a secret: Postal's key is a
    public one."""
    if provider == "twilio":
        return bool(settings.SMS_URL)
    ours = urlsplit(settings.MAIL_URL).scheme
    return bool(settings.MAIL_SECRET) and provider in ROWS and (provider == ours or (ours not in ROWS and provider != "postal"))


# ── reading ─────────────────────────────────────────────────────────────────────────────────────────
def by_anymail(request: HttpRequest, provider: str) -> list[Report]:
    row, secret = ROWS[provider], settings.MAIL_SECRET
    given = {row.secret: f"{USER}:{secret}" if row.secret == "webhook_secret" else secret}
    more = {"webhook_url": f"{settings.PUBLIC_URL}{request.path}"} if provider == "mandrill" else {}
    view = made(row.view, **given, **more)
    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as error:
        raise Unproven(str(error.args[0] if error.args else "")[:200]) from None
    return told_by(view, request)


def told_by(view: Any, request: HttpRequest) -> list[Report]:
    return [report_of(event) for event in view.parse_events(request) if isinstance(event, AnymailTrackingEvent)]


def by_resend(request: HttpRequest, provider: str) -> list[Report]:
    """resend.com/docs, Verify Webhooks Requests: a secret that begins with whsec_ signs, by the names that Svix had for Standard Webhooks. Anymail
    wants a library of Svix's for that; ours are one piece already."""
    secret = settings.MAIL_SECRET
    if not secret.startswith("whsec_"):
        return by_anymail(request, provider)
    named = {f"webhook-{what}": request.headers.get(f"svix-{what}", "") for what in ("id", "timestamp", "signature")}
    proven(named, request.body, (secret,), real_ms() // 1000)
    return told_by(made(ROWS[provider].view, webhook_secret=f"{USER}:{secret}"), request)


def report_of(event: Any) -> Report:
    named = str((event.metadata or {}).get("notice", "")) or next((f"<{one}>" for one in OURS.findall(str(event.esp_event))), "")
    said = (event.recipient, event.mta_response, event.description, event.reject_reason)
    recipient, answer, words, because = (str(one or "")[:2000] for one in said)
    at, remote = int(event.timestamp.timestamp()) if event.timestamp else 0, str(event.message_id or "")[:200]
    return Report(str(event.event_type), named, remote, recipient, answer, f"{words} {kind_of(event.esp_event)}".strip(), because, at)


def kind_of(said: Any) -> str:
    """What the provider itself calls it, where that is more than anymail keeps: Postmark's Type, Brevo's event, SES's bounceType."""
    return str(said.get("Type") or said.get("event") or "")[:60] if isinstance(said, dict) else ""


def by_twilio(request: HttpRequest, provider: str) -> list[Report]:
    """www.twilio.com/docs/usage/security: HMAC-SHA1 with the account's token over the address and the sorted fields."""
    token = unquote(urlsplit(settings.SMS_URL).password or "")
    fields = "".join(f"{name}{request.POST[name]}" for name in sorted(request.POST))
    proof = hmac.new(token.encode(), f"{settings.PUBLIC_URL}{request.path}{fields}".encode(), hashlib.sha1).digest()
    if not constant_time_compare(base64.b64encode(proof).decode(), request.headers.get("x-twilio-signature", "")):
        raise Unproven("the signature is another")
    what = {"delivered": "delivered", "undelivered": "bounced", "failed": "bounced"}.get(request.POST.get("MessageStatus", ""), "")
    return [Report(what, remote=request.POST.get("MessageSid", "")[:200])]


READERS: dict[str, Callable[[HttpRequest, str], list[Report]]] = {"resend": by_resend, "twilio": by_twilio}
