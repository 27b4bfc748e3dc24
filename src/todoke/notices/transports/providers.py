"""Mail providers through their APIs, by django-anymail. One row says how a provider's address is read and what it does with our mail.

Where a provider takes a whole mail (RFC 5322), it gets our very bytes. Else it puts the mail together itself, from our subject, text, page and
headers: the Message-ID stays ours only where `PROVIDERS` says so. What it calls the mail is kept, so that its reports find the notice."""

import uuid
import warnings
from base64 import b64encode
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import requests
from anymail.exceptions import AnymailError, AnymailNotSupportedWarning, AnymailRecipientsRefused
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string

from todoke.notices.transports.transport import STRUCK_OFF, Mail, NotTaken, address_of

TIMEOUT = 15.0  # seconds; well within a lease
HEADERS = ("Message-ID", "In-Reply-To", "References", "Auto-Submitted", "Content-Language", "List-Unsubscribe", "List-Unsubscribe-Post")
NOTICE = "notice"  # what we ask the provider to tell us again with each report: our Message-ID
OURS = (401, 402, 403, 404)  # the key, the account, the domain: no other mail would be taken either
AGAIN = (408, 409, 425, 429)  # 409: the same mail is being taken at this moment

Prepare = Callable[[Any, Mail], None]  # a payload of anymail, before it is sent


# ── what a provider is given besides ────────────────────────────────────────────────────────────────
def plainly(payload: Any, mail: Mail) -> None:
    """As anymail has it."""


def resend(payload: Any, mail: Mail) -> None:
    """resend.com/docs, Idempotency Keys: the same key within 24 hours is the same mail."""
    payload.headers["Idempotency-Key"] = mail.id


def brevo(payload: Any, mail: Mail) -> None:
    """developers.brevo.com, idempotency: a UUID, known for 15 to 30 minutes."""
    payload.data["headers"]["idempotencyKey"] = str(uuid.uuid5(uuid.NAMESPACE_URL, mail.id))


def postmark(payload: Any, mail: Mail) -> None:
    """Postmark puts its own Message-ID into a mail unless it is told not to."""
    payload.data["Headers"].append({"Name": "X-PM-KeepID", "Value": "true"})


def mailgun(payload: Any, mail: Mail) -> None:
    """documentation.mailgun.com, POST /v3/{domain}/messages.mime: the whole mail."""
    endpoint = f"{quote(payload.sender_domain, safe='')}/messages.mime"
    payload.get_api_endpoint = lambda: endpoint
    payload.data, payload.files = {"to": mail.recipient}, [("message", ("message.mime", mail.data, "message/rfc822"))]


def sparkpost(payload: Any, mail: Mail) -> None:
    """developers.sparkpost.com, transmissions, content.email_rfc822: the whole mail."""
    payload.data["content"] = {"email_rfc822": mail.data.decode("ascii")}


def postal(payload: Any, mail: Mail) -> None:
    """docs.postalserver.io, POST /api/v1/send/raw: the whole mail."""
    payload.get_api_endpoint = lambda: "api/v1/send/raw"
    payload.data = {"mail_from": mail.sender, "rcpt_to": [mail.recipient], "data": b64encode(mail.data).decode("ascii")}


class Row(NamedTuple):
    """`user`, `password`, `host`: which of anymail's options stands in that place of `provider://user:password@host`. `headers`: those of ours that
    it takes. A query gives further options, `?api_url=` among them."""

    backend: str
    user: str
    password: str = ""
    host: str = ""
    prepare: Prepare = plainly
    headers: tuple[str, ...] = HEADERS


PROVIDERS: dict[str, Row] = {
    "brevo": Row("brevo", "api_key", prepare=brevo),
    "mailersend": Row("mailersend", "api_token", headers=("In-Reply-To",)),  # further ones for enterprise accounts only
    "mailgun": Row("mailgun", "api_key", host="sender_domain", prepare=mailgun),
    "mailjet": Row("mailjet", "api_key", "secret_key", headers=HEADERS[1:]),  # it refuses a Message-ID
    "mailtrap": Row("mailtrap", "api_token"),
    "mandrill": Row("mandrill", "api_key"),
    "postal": Row("postal", "api_key", host="api_url", prepare=postal),
    "postmark": Row("postmark", "server_token", host="message_stream", prepare=postmark),
    "resend": Row("resend", "api_key", prepare=resend),
    "scaleway": Row("scaleway", "secret_key", host="project_id"),
    "sendgrid": Row("sendgrid", "api_key"),
    "sparkpost": Row("sparkpost", "api_key", prepare=sparkpost),
    "unisender": Row("unisender_go", "api_key", host="api_url"),
}
UNISENDER = "https://{}/en/transactional/api/v1"  # go1.unisender.ru or go2, by the account
OPTIONS = ("api_url", "region", "message_stream", "subaccount", "sandbox_id")


class Provider:
    """`resend://KEY@`, `mailgun://KEY@mg.example.com`, `mailjet://KEY:SECRET@` …"""

    def __init__(self, url: str) -> None:
        self.name = urlsplit(url).scheme
        self.row = PROVIDERS[self.name]
        try:
            self.backend: Any = made(f"anymail.backends.{self.row.backend}.EmailBackend", **options(url, self.row))
        except ImproperlyConfigured as error:
            raise ImproperlyConfigured(f"TODOKE_MAIL_URL: {str(error).partition(' in your Django')[0]}") from None
        make = self.backend.build_message_payload

        def prepared(message: Any, defaults: Any) -> Any:
            payload = make(message, defaults)
            self.row.prepare(payload, message.mail)
            return payload

        self.backend.build_message_payload = prepared

    def hand_over(self, mail: Mail) -> str:
        """What the provider calls it. Raises NotTaken."""
        message: Any = message_of(mail, self.row.headers)
        try:
            self.backend.open()
            self.backend.send_messages([message])
        except AnymailRecipientsRefused as error:
            raise NotTaken(f"{self.name} writes to {mail.recipient} no more: {said(error)}"[:300], permanent=True, stage=STRUCK_OFF) from None
        except AnymailError as error:
            if known_already(error):
                return ""
            raise self.sorted_out(error) from None
        status = message.anymail_status
        if status.status and "failed" in status.status:
            raise NotTaken(f"{self.name}: {status.esp_response.text}"[:300])
        return next((str(name) for name in (status.message_id if isinstance(status.message_id, set) else [status.message_id]) if name), "")

    def sorted_out(self, error: AnymailError) -> NotTaken:
        """By its HTTP status: none at all is the way's fault, 5xx and a few others pass, other 4xx never will."""
        code = getattr(error, "status_code", None)
        if code is None and isinstance(error, requests.RequestException):
            self.close()
            return NotTaken(f"{self.name} cannot be reached ({type(error.__cause__ or error).__name__})", ours=True)
        if code is None:
            return NotTaken(f"{self.name} does not take it: {error.args[0] if error.args else error}"[:300], permanent=True)
        ours = code in OURS or code == 429 or code >= 500
        return NotTaken(f"{self.name} answered {code} {said(error)}"[:300], permanent=400 <= code < 500 and code not in OURS + AGAIN, ours=ours)

    @property
    def address(self) -> tuple[str, int]:
        return address_of(self.backend.api_url)

    def close(self) -> None:
        self.backend.close()


def made(place: str, **given: Any) -> Any:
    """A backend or webhook of anymail's. It works with SendGrid and no longer vouches for it, as it has no account there to try it with; the docs
    say so, and nobody else need hear it at each start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", AnymailNotSupportedWarning)
        return import_string(place)(**given)


def options(url: str, row: Row) -> dict[str, Any]:
    """What anymail is given. Raises ImproperlyConfigured where the key is missing."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    places = ((row.user, unquote(parts.username or "")), (row.password, unquote(parts.password or "")), (row.host, parts.hostname or ""))
    if not parts.username or (row.password and not parts.password):
        raise ImproperlyConfigured(f"TODOKE_MAIL_URL has no key. Write {parts.scheme}://KEY{':SECRET' if row.password else ''}@{'HOST' if row.host else ''}")
    found = {name: value for name, value in places if name and value} | {name: query[name] for name in OPTIONS if name in query}
    if row.host == "api_url" and "api_url" not in query:
        found["api_url"] = UNISENDER.format(parts.hostname) if parts.scheme == "unisender" else f"https://{parts.hostname}"
    if parts.scheme == "mailgun" and query.get("region") == "eu":
        found |= {"api_url": "https://api.eu.mailgun.net/v3"}
    if parts.scheme != "scaleway":
        found.pop("region", None)
    return {"timeout": TIMEOUT, "ignore_unsupported_features": True, **found}


def message_of(mail: Mail, headers: tuple[str, ...]) -> EmailMultiAlternatives:
    """The bytes taken apart again, for those who put a mail together themselves."""
    parsed = BytesParser(EmailMessage, policy=policy.default).parsebytes(mail.data)
    text, page = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    kept = {name: str(parsed[name]) for name in headers if parsed[name]}
    message = EmailMultiAlternatives(str(parsed["Subject"]), text.get_content() if text else "", str(parsed["From"]), [mail.recipient], headers=kept,
                                     reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None)
    if page:
        message.attach_alternative(page.get_content(), "text/html")
    given: Any = message
    given.mail, given.metadata, given.track_opens, given.track_clicks = mail, {NOTICE: mail.id}, False, False
    return message


def known_already(error: AnymailError) -> bool:
    """Resend: the same key with other words. The mail was taken under this key before; it is not sent twice."""
    return getattr(error, "status_code", None) == 409 and "invalid_idempotent_request" in said(error)


def said(error: AnymailError) -> str:
    response = getattr(error, "response", None)
    return str(response.text[:200]) if response is not None else ""
