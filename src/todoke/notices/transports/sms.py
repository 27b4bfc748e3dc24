"""Text messages by an API shaped like Twilio's (www.twilio.com/docs/messaging/api/message-resource).

`twilio://SID:TOKEN@+815012345678`, the sender's number or its messaging service (`MG…`). It has no key by which it would know a message again."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from todoke.notices.transports.posting import client_for, post, refused
from todoke.notices.transports.transport import Mail, address_of


class Twilio:
    def __init__(self, url: str) -> None:
        parts, query = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
        self.sid, self.token = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender = unquote(parts.netloc.rpartition("@")[2])  # as it was written: services have capitals
        if parts.scheme != "twilio" or not (self.sid and self.token and self.sender):
            raise ImproperlyConfigured("TODOKE_SMS_URL: write twilio://SID:TOKEN@+815012345678, or the messaging service MG… in the number's place.")
        self.url = f"{query.get('api_url', 'https://api.twilio.com').rstrip('/')}/2010-04-01/Accounts/{self.sid}/Messages.json"
        self.callback = {"StatusCallback": f"{settings.PUBLIC_URL}/mail/twilio"} if settings.PUBLIC_URL.startswith("https://") else {}
        self.client = client_for(self.url)

    def hand_over(self, mail: Mail) -> str:
        """`recipient`: E.164. `data`: the words."""
        sender = {"MessagingServiceSid" if self.sender.startswith("MG") else "From": self.sender}
        said = {"To": mail.recipient, "Body": mail.data.decode(), **sender, **self.callback}
        answer = post(self.client, "sms", self.url, data=said, auth=(self.sid, self.token))
        told = said_by(answer)
        if answer.status_code not in (200, 201):
            raise refused("sms", answer, str(told.get("code", ""))[:20])
        return str(told.get("sid", ""))

    @property
    def address(self) -> tuple[str, int]:
        return address_of(self.url)

    def close(self) -> None:
        self.client.close()


def said_by(answer: httpx.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
