"""Asking AliExpress: calls are signed as its documents say, and every no is sorted by who can mend it, and when."""

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from tests.channels.aliexpress.said import FIXTURES

from todoke.channels.aliexpress import api
from todoke.channels.aliexpress.api import Shut, call, signed
from todoke.channels.aliexpress.signing import METHODS, base, by_md5, is_signed, signature
from todoke.channels.asking import SOON
from todoke.channels.channel import Refusal, Setup

VECTORS = FIXTURES / "signatures" / "vectors.json"
NEW = Setup(api_url="https://api.example/sync?app_key=12345678", secret="helloworld", token="a-session")
OLD = NEW._replace(api_url="https://api.example/router/rest?app_key=12345678")
DAY = 86_400
Answers = Callable[..., None]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Every question is answered with this."""

    def with_(body: Any, status: int = 200) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        monkeypatch.setattr(api, "post", lambda title, url, **said: httpx.Response(status, content=raw))

    return with_


def vector(name: str) -> dict[str, Any]:
    if not VECTORS.exists():
        pytest.skip("no published vectors here")
    return next(one for one in json.loads(VECTORS.read_text("utf-8")) if one["name"].startswith(name))


def error(code: int | str, sub_code: str = "", said: str = "no") -> dict[str, Any]:
    return {"error_response": {"code": code, "msg": said, "sub_code": sub_code, "request_id": "r"}}


def no(body: Any = None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call(NEW, "solution.order.get")
    return caught.value


# ── signing ─────────────────────────────────────────────────────────────────────────────────────────
def test_the_published_md5_is_made() -> None:
    """CHN-3: the secret before and behind, in capital hexadecimal."""
    one = vector("AliExpress TOP md5")
    assert by_md5(one["secret"], one["base"]) == one["expected"]


def test_parameters_are_sorted_and_glued_as_published() -> None:
    """CHN-3: names and values one behind the other; the signature itself is not signed."""
    one = vector("AliExpress TOP base string")
    assert base(one["params"]) == one["expected_base"] == base(one["params"] | {"sign": "X", "simplify": ""})


@pytest.mark.parametrize("kind", METHODS)
def test_a_changed_parameter_breaks_the_signature(kind: str) -> None:
    """CHN-3: whichever way of signing is named."""
    params = {"app_key": "1", "method": "aliexpress.solution.order.get", "sign_method": kind, "v": "2.0", "param0": "ü届"}
    params["sign"] = signature(params, "s")

    assert is_signed(params, "s") and not is_signed(params | {"v": "2.1"}, "s") and not is_signed(params, "t")
    assert not is_signed(params | {"sign_method": "rot13"}, "s") and not is_signed(params | {"sign": "ü"}, "s")


def test_a_call_of_the_new_gateway_bears_milliseconds_and_sha256() -> None:
    """CHN-3: the app's key leaves the address, the session stands in it only as a signed parameter."""
    address, params = signed(NEW, "solution.order.info.get", {"param1": {"order_id": 8170042600013371}})

    assert address == "https://api.example/sync"
    assert params["method"] == "aliexpress.solution.order.info.get" and params["app_key"] == "12345678" and params["session"] == "a-session"
    assert params["sign_method"] == "sha256" and abs(int(params["timestamp"]) / 1000 - time.time()) < 5
    assert params["param1"] == '{"order_id":8170042600013371}' and is_signed(params, "helloworld")


def test_a_call_of_the_old_gateway_bears_the_clock_of_beijing() -> None:
    """CHN-3: eight hours ahead of UTC, as that gateway wants it."""
    _, params = signed(OLD, "solution.order.get", {})
    ahead = time.mktime(time.strptime(params["timestamp"], "%Y-%m-%d %H:%M:%S")) - time.mktime(time.gmtime())

    assert params["sign_method"] == "hmac-sha256" and abs(ahead - 8 * 3600) < 5 and is_signed(params, "helloworld")


def test_what_is_sent_can_be_checked_by_whoever_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """CHN-3: as a form, with nothing secret in the address."""
    heard: list[httpx.Request] = []

    def gateway(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(200, json={"result": {}})

    monkeypatch.setattr(api, "post", lambda title, url, **said: httpx.Client(transport=httpx.MockTransport(gateway)).post(url, **said))
    call(NEW, "solution.order.get", param0={"page_size": 50}, memo=None)

    params = {name: values[0] for name, values in parse_qs(heard[0].content.decode()).items()}
    assert not heard[0].url.query and is_signed(params, "helloworld") and "memo" not in params


# ── what comes back ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("answer", [
    {"aliexpress_solution_order_get_response": {"result": {"success": True, "error_code": "0", "total_count": 3}, "request_id": "r"}},
    {"result": {"success": True, "total_count": 3}},
    {"aliexpress_trade_seller_orderlist_get_response": {"result": {"total_count": 3}}},
    {"aliexpress_trade_redefining_findorderlistquery_response": {"total_count": 3}},
])  # fmt: skip
def test_the_inside_is_found_in_every_envelope(answers: Answers, answer: dict[str, Any]) -> None:
    """CHN-4: of present and of old methods."""
    answers(answer)
    assert call(NEW, "solution.order.get")["total_count"] == 3


@pytest.mark.parametrize(("answer", "wait"), [
    ({"type": "ISV", "code": "ApiCallLimit", "message": "The request has been banned due to frequency limit: This ban will last for 7 more seconds"}, 7.5),
    (error(7, "accesscontrol.limited-by-api-access-count", "App Call Limited: This ban will last for 12 more seconds"), 12.5),
    (error("7", "accesscontrol.limited-by-api-access-count", "App Call Limited"), SOON),
    (error(7, "", "App Call Limited"), SOON),
    ({"code": "AppCallLimit", "type": "ISP", "message": "E007"}, SOON),
])  # fmt: skip
def test_a_throttled_call_waits_as_long_as_it_is_told(answers: Answers, answer: dict[str, Any], wait: float) -> None:
    """CHN-9: and half a second more; where nothing is told, a little."""
    answers(answer)
    refusal = no()
    assert refusal.again and refusal.after == wait


def test_a_days_calls_are_back_at_midnight_in_beijing(answers: Answers) -> None:
    """CHN-9: asking all day long would not help."""
    answers(error(7, "accesscontrol.limited-by-app-access-count", "This ban will last for 1 more seconds"))
    wait = no().after
    midnight = (time.time() + wait + 8 * 3600 - 5) % DAY

    assert 0 < wait <= DAY + 5 and min(midnight, DAY - midnight) < 5


@pytest.mark.parametrize("answer", [
    error(15, "isp.top-remote-service-timeout"), error(15, "isp.remote-service-error", "Remote service error"), error(10, "", "Service Currently Unavailable"),
    {"type": "SYSTEM", "code": "ServiceTimeout", "message": "x"}, {"type": "ISP", "code": "isp.null-pointer-exception", "message": "x"},
    {"aliexpress_solution_order_get_response": {"result": {"success": False, "error_code": "SYSTEM_ERROR", "error_message": "busy"}}},
])  # fmt: skip
def test_what_failed_over_there_is_worth_another_try(answers: Answers, answer: dict[str, Any]) -> None:
    """CHN-9: `isp.` errors are theirs, and pass."""
    answers(answer)
    refusal = no()
    assert refusal.again and not isinstance(refusal, Shut)


@pytest.mark.parametrize(("body", "status"), [(b"", 502), (b"busy", 429), (b"<html>", 200), (b"[]", 500), (b"{", 200)])
def test_no_answer_at_all_is_worth_another_try(answers: Answers, body: bytes, status: int) -> None:
    """CHN-9: a gateway out of order, or half an answer."""
    answers(body, status)
    assert no().again


@pytest.mark.parametrize("answer", [
    error(27, "invalid-sessionkey", "Invalid session"), error(26, "", "Missing session"), error(27, "isv.session-expired"),
    {"type": "ISV", "code": "IllegalAccessToken", "message": "The specified access token is invalid or expired"},
])  # fmt: skip
def test_a_session_that_ran_out_needs_a_person(answers: Answers, answer: dict[str, Any]) -> None:
    """CHN-9, CHN-1: no call helps; the reason says what to do."""
    answers(answer)
    refusal = no()
    assert isinstance(refusal, Shut) and not refusal.again and "Authorise the app anew" in refusal.reason


@pytest.mark.parametrize("answer", [
    error(25, "isv.invalid-signature", "Invalid signature"), error(29, "isv.appkey-not-exists"),
    {"type": "ISV", "code": "IncompleteSignature", "message": "The request signature does not conform to platform standards"},
    {"type": "ISV", "code": "InvalidAppKey", "message": "x"},
])  # fmt: skip
def test_a_wrong_key_or_secret_needs_a_person(answers: Answers, answer: dict[str, Any]) -> None:
    """CHN-9: and says where to look."""
    answers(answer)
    refusal = no()
    assert isinstance(refusal, Shut) and "key or secret" in refusal.reason


@pytest.mark.parametrize("answer", [
    error(41, "isv.invalid-parameter", "Invalid arguments:param1"),
    {"aliexpress_solution_order_fulfill_response": {"result": {"result_success": False, "error_code": "-999", "error_message": "该交易订单已填写发货通知"}}},
    {"aliexpress_solution_order_fulfill_response": {"result": {"success": False}}},
])  # fmt: skip
def test_what_is_refused_for_a_reason_is_not_tried_again(answers: Answers, answer: dict[str, Any]) -> None:
    """CHN-1: an error inside an answer of status 200 is an error, and its words are kept."""
    answers(answer)
    refusal = no()
    assert not refusal.again and not isinstance(refusal, Shut) and "solution.order.get" in refusal.reason


@pytest.mark.parametrize("address", ["", "https://"])
def test_a_connection_without_an_address_says_so(address: str) -> None:
    """CHN-3: instead of asking nobody again and again."""
    with pytest.raises(Refusal) as caught:
        call(NEW._replace(api_url=address), "solution.order.get")
    assert not caught.value.again
