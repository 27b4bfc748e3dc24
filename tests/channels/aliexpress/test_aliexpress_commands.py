"""AliExpress from outside, by commands: recordings are imported, a stand-in shop is connected, read with all its faults, and nothing is missing."""

import json
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.channels.aliexpress.said import FIXTURES, NUMBER, RECIPIENT, info, page, row
from tests.cli.desk import Desk, Said

RECORDED = FIXTURES / "aliexpress"
SEED = "11"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def imports(desk: Desk, body: Any, *words: str) -> Said:
    return desk("import", "-", "--channel", "aliexpress", "--json", *words, stdin=body if isinstance(body, str) else json.dumps(body))


def summary(said: Said) -> dict[str, Any]:
    found: dict[str, Any] = said.rows[-1]["summary"]
    return found


def addresses(desk: Desk) -> list[str]:
    """Where its parcels go."""
    with sqlite3.connect(desk.database) as database:
        return [row for (row,) in database.execute("SELECT data FROM orders_personal WHERE role = 'address' ORDER BY id")]


# ── recordings ──────────────────────────────────────────────────────────────────────────────────────
def test_a_page_is_imported_once_however_often(desk: Desk) -> None:
    """CMD-1, CHN-4: its topic is told by its shape; the same file again changes nothing."""
    first, second = imports(desk, page(row())), imports(desk, page(row()))

    assert (first.status, second.status) == (0, 0)
    assert first.row["result"] == "taken" and first.row["order"] == NUMBER and second.row["result"] == "duplicate"


def test_a_recipient_is_named_by_the_order_that_is_told(desk: Desk) -> None:
    """CMD-1: its body names no order. Without --order it waits in quarantine, and says what to do."""
    imports(desk, page(row()))
    without, with_it = imports(desk, RECIPIENT), imports(desk, RECIPIENT, "--order", NUMBER)

    assert without.status == 1 and without.row["result"] == "quarantined" and "--order" in without.row["reason"]
    assert with_it.status == 0 and (with_it.row["result"], with_it.row["order"]) == ("taken", NUMBER)
    assert "Portland" in addresses(desk)[-1]


def test_one_recipient_may_belong_to_two_orders(desk: Desk) -> None:
    """CMD-1, CHN-4: the same body for another order is another delivery."""
    other = "8170042600019999"
    found = [imports(desk, RECIPIENT, "--order", number).row for number in (NUMBER, other, NUMBER)]
    assert [(one["result"], one["order"]) for one in found] == [("taken", NUMBER), ("taken", other), ("duplicate", NUMBER)]


@pytest.mark.parametrize("number", ["no number", "８１７０"])
def test_an_order_that_cannot_be_one_is_wrong_usage(desk: Desk, number: str) -> None:
    """CMD-1: status 2 before anything is stored, with the reason."""
    said = imports(desk, RECIPIENT, f"--order={number}")
    assert said.status == 2 and not said.out and "digits only" in said.err and "Traceback" not in said.err


def test_an_info_is_read_in_its_envelopes_and_out_of_them(desk: Desk) -> None:
    """CMD-1, CHN-4: as somebody wrapped it, as it was answered, without its name, or only its inside."""
    answer = info()
    inside = next(iter(answer.values()))
    wrapped = {"topic": "aliexpress.solution.order.info.get", "api_version": "2.0", "body": answer}
    said = imports(desk, "\n".join(json.dumps(one) for one in (wrapped, answer, inside, inside["result"], inside["result"]["data"])))

    assert said.status == 0 and [(one["result"], one["order"]) for one in said.rows[:-1]] == [("taken", NUMBER)] * 5


def test_what_is_broken_waits_and_the_rest_is_taken(desk: Desk) -> None:
    """CMD-1, CHN-2: line by line; an error of AliExpress is not an order, an empty page is documented."""
    error = {"error_response": {"code": 7, "sub_code": "accesscontrol.limited-by-api-access-count", "msg": "App Call Limited"}}
    said = imports(desk, "\n".join([json.dumps(page(row())), "{", json.dumps(error), json.dumps(page())]))

    assert said.status == 1 and [one["result"] for one in said.rows[:-1]] == ["taken", "quarantined", "quarantined", "ignored"]
    assert summary(said) == summary(said) | {"taken": 1, "quarantined": 2, "ignored": 1}


@pytest.mark.skipif(not RECORDED.exists(), reason="no recorded answers here")
def test_the_recorded_answers_are_taken_whole(desk: Desk) -> None:
    """CMD-1, CHN-3: three orders of 2021, Pacific times as UTC, and one of their recipients; no mail, as it is history."""
    orders = desk("import", str(RECORDED / "solution_order_get_2021.json"), "--channel", "aliexpress", "--json")
    recipient = desk("import", str(RECORDED / "solution_order_receiptinfo_get_2021.json"), "--channel", "aliexpress", "--order", orders.row["order"], "--json")
    later = desk("work", "--until-idle")

    assert (orders.status, recipient.status, later.status) == (0, 0, 0) and recipient.row["order"] == orders.row["order"]
    assert all(one["state"] == "suppressed" for one in desk("mails", "--json").rows)
    assert desk("verify").status == 0


# ── the stand-in ────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def gateway(desk: Desk) -> Iterator[str]:
    """Its address, with key and secret. It throttles, fails, repeats pages and shifts orders; nothing new is sold."""
    process = desk.opened("sandbox", "aliexpress", "--seed", SEED, "--pace", "0.001", "--json")
    assert process.stdout is not None
    yield json.loads(process.stdout.readline())["url"]
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)


def connect(desk: Desk, *words: str) -> Said:
    return desk("connect", "aliexpress", "bowls", "--json", *words)


def test_a_stand_in_with_all_its_faults_is_read_whole(desk: Desk, gateway: str) -> None:
    """CHN-9, CMD-14, CMD-17: connect, work, catch up: nothing missing, each order once, nothing unread."""
    assert connect(desk, "--api-url", gateway).status == 0
    assert desk("work", "--until-idle").status == 0
    (compared,) = desk("catchup", "--json").rows
    numbers = [one["number"] for one in desk("orders", "--limit", "500", "--json").rows]
    there = httpx.get(gateway.partition("/sync")[0], trust_env=False).json()["orders"]

    assert compared["there"] and compared["missing"] == [] and len(numbers) == len(set(numbers)) == there >= 80
    assert not desk("quarantine", "--json").out and desk("verify").status == 0


def test_a_secret_in_an_address_is_sealed_and_not_kept_in_it(desk: Desk, gateway: str) -> None:
    """CMD-17: what is secret stands in no address that anybody is shown."""
    secret = gateway.rpartition("secret=")[2]
    row = connect(desk, "--api-url", gateway).row

    assert row["secret"] == secret and secret.encode() not in desk.bytes_of_all_files()


def test_a_wrong_secret_is_told_and_mended(desk: Desk, gateway: str) -> None:
    """CHN-9, CMD-17: nothing is read, and the reason says who must act; the right one, and all is read."""
    plain = gateway.partition("&secret=")[0]
    connect(desk, "--api-url", plain, "--secret", "wrong")
    refused = desk("catchup")
    connect(desk, "--rotate", "--secret", gateway.rpartition("secret=")[2])
    mended = desk("catchup")

    assert refused.status == 1 and "key or secret" in refused.err and "Traceback" not in refused.err
    assert mended.status == 0 and "0 missing of" in mended.out


def test_a_new_token_leaves_the_secret_as_it_is(desk: Desk, gateway: str) -> None:
    """CMD-17: AliExpress's sessions run out; its app does not change."""
    connect(desk, "--api-url", gateway, "--token", "old")
    said = connect(desk, "--rotate", "--token", "new")

    assert said.status == 0 and not said.row["secret"] and "0 missing of" in desk("catchup").out


@pytest.mark.parametrize("address", ["bowls", "https:///sync"])
def test_what_is_no_address_is_wrong_usage(desk: Desk, address: str) -> None:
    """CMD-17: before anything is made."""
    assert connect(desk, f"--api-url={address}").status == 2


def test_a_stand_in_that_sends_no_webhooks_says_so(desk: Desk) -> None:
    """CMD-14: wrong usage, not a silence."""
    said = desk("sandbox", "aliexpress", "--deliver-to", "http://127.0.0.1:1/in/aliexpress/bowls")
    assert said.status == 2 and "no webhooks" in said.err
