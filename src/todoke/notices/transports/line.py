"""LINE by its Messaging API, push messages (developers.line.biz/en/reference/messaging-api/#send-push-message).

`line://CHANNEL-ACCESS-TOKEN@`. The same message again has the same retry key: within 24 hours LINE takes it once."""

import uuid
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from todoke.notices.transports.posting import client_for, post, refused
from todoke.notices.transports.transport import Mail, address_of


class Line:
    def __init__(self, url: str) -> None:
        parts, query = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
        self.token = unquote(parts.username or "")
        if parts.scheme != "line" or not self.token:
            raise ImproperlyConfigured("TODOKE_LINE_URL: write line://CHANNEL-ACCESS-TOKEN@, percent-encoded (/ is %2F, + is %2B, = is %3D).")
        self.url = f"{query.get('api_url', 'https://api.line.me').rstrip('/')}/v2/bot/message/push"
        self.client = client_for(self.url)

    def hand_over(self, mail: Mail) -> str:
        """`recipient`: the user id that LINE gave the shop's channel. `data`: the words."""
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, mail.id))
        said = {"to": mail.recipient, "messages": [{"type": "text", "text": mail.data.decode()}]}
        answer = post(self.client, "line", self.url, json=said, headers={"Authorization": f"Bearer {self.token}", "X-Line-Retry-Key": key})
        if answer.status_code == 409 and "x-line-accepted-request-id" in answer.headers:
            return key  # taken before
        if answer.status_code != 200:
            raise refused("line", answer)
        return key

    @property
    def address(self) -> tuple[str, int]:
        return address_of(self.url)

    def close(self) -> None:
        self.client.close()
