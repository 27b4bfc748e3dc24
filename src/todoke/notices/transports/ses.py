"""Amazon SES by its API of version 2: our very bytes, over HTTPS, signed as AWS asks (Signature Version 4).

`ses://ACCESS-KEY:SECRET@ap-northeast-1`. SES puts its own Message-ID into every mail (docs.aws.amazon.com, SES, header fields) and has no key by
which it would know a mail again."""

import hashlib
import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
from django.core.exceptions import ImproperlyConfigured

from todoke.due.clock import real_ms
from todoke.notices.transports.transport import Mail, NotTaken, address_of

TIMEOUT = httpx.Timeout(15, connect=5)  # seconds; well within a lease
PATH = "/v2/email/outbound-emails"
PASSING = ("TooManyRequestsException", "LimitExceededException", "SendingPausedException")  # 400 or 429, and later it goes
NOT_THE_MAIL = ("AccountSuspendedException", "MailFromDomainNotVerifiedException", "NotFoundException", "SendingPausedException")


class Key(NamedTuple):
    access: str
    secret: str
    region: str


class Ses:
    def __init__(self, url: str) -> None:
        parts, query = urlsplit(url), dict(parse_qsl(urlsplit(url).query))
        self.key = Key(unquote(parts.username or ""), unquote(parts.password or ""), parts.hostname or "")
        if not all(self.key):
            raise ImproperlyConfigured("TODOKE_MAIL_URL: write ses://ACCESS-KEY:SECRET@REGION, the secret percent-encoded (/ is %2F, + is %2B).")
        self.url = query.get("api_url", f"https://email.{self.key.region}.amazonaws.com").rstrip("/") + PATH
        self.configuration = query.get("configuration_set", "")
        self.client = httpx.Client(timeout=TIMEOUT, trust_env=urlsplit(self.url).hostname not in ("127.0.0.1", "localhost"))

    def hand_over(self, mail: Mail) -> str:
        """What SES calls it. Raises NotTaken."""
        said: dict[str, Any] = {"FromEmailAddress": mail.sender, "Destination": {"ToAddresses": [mail.recipient]},
                                "Content": {"Raw": {"Data": b64encode(mail.data).decode("ascii")}}}
        body = json.dumps(said | ({"ConfigurationSetName": self.configuration} if self.configuration else {})).encode()
        try:
            answer = self.client.post(self.url, content=body, headers=signed(self.key, self.url, body, datetime.fromtimestamp(real_ms() / 1000, UTC)))
        except httpx.HTTPError as error:
            raise NotTaken(f"ses cannot be reached ({type(error).__name__})", ours=True) from None
        if answer.status_code != 200:
            raise sorted_out(answer)
        return name_of(answer)

    @property
    def address(self) -> tuple[str, int]:
        return address_of(self.url)

    def close(self) -> None:
        self.client.close()


def name_of(answer: httpx.Response) -> str:
    """Taken is taken, whatever the answer looks like."""
    try:
        return str(answer.json()["MessageId"])
    except (ValueError, KeyError, TypeError):
        return ""


def sorted_out(answer: httpx.Response) -> NotTaken:
    kind = answer.headers.get("x-amzn-errortype", "").partition(":")[0]
    passing = kind in PASSING or answer.status_code in (401, 403, 404, 408, 429) or answer.status_code >= 500 or kind in NOT_THE_MAIL
    ours = kind in NOT_THE_MAIL or answer.status_code in (401, 403, 404, 429) or answer.status_code >= 500
    return NotTaken(f"ses answered {answer.status_code} {kind} {answer.text}"[:300], permanent=not passing, ours=ours)


def signed(key: Key, url: str, body: bytes, at: datetime, service: str = "ses", content_type: str = "application/json") -> dict[str, str]:
    """The headers of a signed POST without a query (AWS general reference, Signature Version 4)."""
    parts, moment = urlsplit(url), at.strftime("%Y%m%dT%H%M%SZ")
    headers = {"content-type": content_type, "host": parts.netloc, "x-amz-date": moment}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    asked = "\n".join(("POST", parts.path or "/", "", lines, names, hashlib.sha256(body).hexdigest()))
    scope = f"{moment[:8]}/{key.region}/{service}/aws4_request"
    to_sign = "\n".join(("AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(asked.encode()).hexdigest()))
    step = f"AWS4{key.secret}".encode()
    for part in (moment[:8], key.region, service, "aws4_request"):
        step = hmac.new(step, part.encode(), hashlib.sha256).digest()
    proof = hmac.new(step, to_sign.encode(), hashlib.sha256).hexdigest()
    return {**headers, "authorization": f"AWS4-HMAC-SHA256 Credential={key.access}/{scope}, SignedHeaders={names}, Signature={proof}"}
