"""The gateway: one method, one answer, and every no sorted: worth another try and when, or for a person.

The app's key stands in the address (`https://api-sg.aliexpress.com/sync?app_key=…`), its secret and the seller's session are kept sealed."""

import re
import time
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import msgspec

from todoke.channels.aliexpress.envelope import complaint, failed, levels
from todoke.channels.aliexpress.fields import Row, snake
from todoke.channels.aliexpress.signing import signature
from todoke.channels.asking import SOON, checked, patiently, post
from todoke.channels.channel import Refusal, Setup, Unclear, parse
from todoke.channels.fields import table, text

OLD_GATEWAY = "/router/rest"  # of the Taobao open platform: another way to sign, and Beijing's clock
BEIJING = timezone(timedelta(hours=8))
BAN = re.compile(r"(?:ban|banned)\D{0,60}?(\d{1,5}) ?(?:more )?s")  # "This ban will last for 1 more seconds"
A_DAYS_CALLS = "limited-by-app-access-count"  # counted by Beijing's day

# Codes and the beginnings of sub codes. Source: TOP documents, "Troubleshooting and error codes" and "API access count limitation"; codes of the new
# gateway as sellers' software knows them. What stands in neither list is a mistake of ours, or a rule of theirs: for a person.
THROTTLED = ("7", "apicalllimit", "appcalllimit", "apicalllimits", "accesscontrol.")
FOR_NOW = ("10", "isp.", "serviceunavailable", "servicetimeout", "internalerror", "systemerror", "system_error", "unknown_error", "isv.remote", "isp")
GONE = ("26", "27", "illegalaccesstoken", "invalidsession", "missingsession", "session-expired", "invalid-sessionkey", "session-not-exist",
        "sessionexpired", "53")  # fmt: skip
KEYS = ("25", "28", "29", "incompletesignature", "invalidsignature", "invalidappkey", "invalid-appkey", "isv.appkey")


class Shut(Refusal):
    """No question at all is answered: session or keys are not good any more. A person must act."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, again=False)


def call(setup: Setup, method: str, **said: Any) -> Row:
    """The answer's inside, without its envelope. Raises Refusal."""
    if not setup.api_url:
        raise Shut("this connection has no address to ask: todoke connect aliexpress NAME --api-url URL")
    address, params = signed(setup, method, {name: value for name, value in said.items() if value is not None})
    return inside(method, parsed(checked("AliExpress", post("AliExpress", address, data=params)).content))


def call_patiently(setup: Setup, method: str, **said: Any) -> Row:
    """As call, for lists of many questions."""
    return patiently(lambda: call(setup, method, **said))


def signed(setup: Setup, method: str, said: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Where to send it, and all parameters with their signature. Objects are sent as JSON within their parameter."""
    parts = urlsplit(setup.api_url)
    key = (parse_qs(parts.query).get("app_key") or [""])[0]
    old = parts.path.endswith(OLD_GATEWAY)
    params = {
        "method": f"aliexpress.{method}", "app_key": key, "session": setup.token, "format": "json", "v": "2.0",
        "sign_method": "hmac-sha256" if old else "sha256", "timestamp": stamp(old=old),
        **{name: value if isinstance(value, str) else as_json(value) for name, value in said.items()},
    }  # fmt: skip
    params = {name: value for name, value in params.items() if value != ""}
    return urlunsplit(parts._replace(query="", fragment="")), params | {"sign": signature(params, setup.secret)}


def stamp(*, old: bool) -> str:
    """The real clock: a call that is minutes off is refused."""
    return datetime.now(BEIJING).strftime("%Y-%m-%d %H:%M:%S") if old else str(int(time.time() * 1000))


def parsed(raw: bytes) -> Row:
    try:
        return table(parse(raw))
    except Unclear as error:
        raise Refusal(f"AliExpress's answer {error.reason}", again=True) from None


def inside(method: str, answer: Row) -> Row:
    """What stands in the envelopes. Raises Refusal for an error at any level: they come with status 200."""
    found = snake(answer)
    for level in levels(found):
        if failed(level) and not table(level.get("data")):
            raise refusal(method, table(level.get("error_response")) or table(level.get("error")) or level)
        found = next((inner for name, inner in level.items() if name == "result" or name.endswith("_response")), found)
    return table(found)


def refusal(method: str, error: Row) -> Refusal:
    """Sorted by code and sub code; a ban says how long it lasts."""
    said = complaint(error)
    words = [text(error, name).lower() for name in ("sub_code", "code", "error_code", "result_error_code", "type")]
    if matches(words, THROTTLED):
        return Refusal(f"AliExpress: {said}", again=True, after=ban(said, words))
    if matches(words, FOR_NOW):
        return Refusal(f"AliExpress: {said}", again=True, after=1.0)
    if matches(words, GONE):
        return Shut(f"AliExpress does not know this session any more ({said}). Authorise the app anew and give its token to the connection.")
    if matches(words, KEYS):
        return Shut(f"AliExpress does not take the app's key or secret ({said}). Look at the address and the secret of the connection.")
    return Refusal(f"AliExpress, {method}: {said}", again=False)


def matches(words: list[str], known: tuple[str, ...]) -> bool:
    """A number is the whole code; a name may have more behind it."""
    return any(word == one if one.isdecimal() else word.startswith(one) for word in words if word for one in known)


def ban(said: str, words: list[str]) -> float:
    """Seconds: as told and half a one more; the day's number of calls is back at midnight in Beijing."""
    if any(A_DAYS_CALLS in word for word in words):
        now = datetime.now(BEIJING)
        return ((now + timedelta(days=1)).replace(hour=0, minute=0, second=5, microsecond=0) - now).total_seconds()
    found = BAN.search(said.lower())
    return int(found.group(1)) + 0.5 if found else SOON


def as_json(value: Any) -> str:
    """Without blanks. Ids stay numbers, and exact."""
    return msgspec.json.encode(value).decode()
