"""`todoke ship FILE.csv`: the daily act. Numbers of many parcels at once, every buyer told once, whoever may not leave named with the reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.cli.desk import Desk

PLACED, NOW = "2026-11-24T10:05:00+09:00", "2026-11-25T16:00:00+09:00"
HEAD = "注文番号,運送会社,送り状番号"


def order(number: str, *, paid: bool = True, way: str = "card", pieces: int = 1) -> dict[str, Any]:
    cups = {"id": "a", "sku": "CUP", "title": "粉引の湯呑", "quantity": pieces, "price": "1000"}
    said = {"number": number, "currency": "JPY", "total": str(1000 * pieces + 500), "locale": "ja", "payment": {"way": way, "paid": paid}}
    buyer = {"customer": {"name": "佐藤 花", "mail": f"hana{number}@example.com"}, "shipping_address": {"name": "佐藤 花", "country": "JP"}}
    return said | buyer | {"lines": [cups, {"id": "b", "sku": "BOWL", "title": "鉢", "quantity": 1, "price": "500"}]}


def placed(number: str, **changes: Any) -> dict[str, Any]:
    return {"type": "order_placed", "at": "2026-11-24T10:00:00+09:00", "order": order(number, **changes)}


def told(kind: str, number: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "at": "2026-11-24T12:00:00+09:00", "order": {"number": number}, **fields}


def heard(desk: Desk, *bodies: dict[str, Any]) -> None:
    (desk.folder / "orders.jsonl").write_text("\n".join(json.dumps(body, ensure_ascii=False) for body in bodies), "utf-8")
    assert desk("import", "orders.jsonl", "--channel", "plain", "--notify", now=PLACED).status == 0


def parcels(desk: Desk, *rows: str, head: str = HEAD, encoding: str = "cp932", name: str = "p.csv") -> str:
    (desk.folder / name).write_text("\r\n".join([head, *rows]) + "\r\n", encoding)
    return name


def results(said: Any) -> list[tuple[str, str | None, str | None]]:
    return [(one["result"], one["order"], one["reason"]) for one in said.rows[:-1]]


def parcel_of(desk: Desk, number: str) -> list[tuple[dict[str, int], str, list[str]]]:
    return [(one["units"], one["carrier"], one["numbers"]) for one in desk("order", number, "--json").row["parcels"]]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_number_sends_its_order_and_tells_its_buyer_once(desk: Desk) -> None:
    """CMD-23: many at once; the same file again changes nothing."""
    heard(desk, *(placed(f"N{n:03d}") for n in range(120)))
    desk("work", "--until-idle", now=PLACED)
    file = parcels(desk, *(f"N{n:03d},ヤマト運輸,4{n:011d}" for n in range(120)))
    said, again = desk("ship", file, "--json", now=NOW), desk("ship", file, "--json", now=NOW)
    desk("work", "--until-idle", now="2026-11-25T18:00:00+09:00")

    assert said.status == 0 and said.rows[-1] == {"summary": {"deliveries": 120, "taken": 120, "duplicate": 0, "ignored": 0, "quarantined": 0}}
    assert again.status == 0 and again.rows[-1]["summary"]["duplicate"] == 120
    story = desk("order", "N007", "--json").row
    assert story["progress"] == "awaiting_delivery" and [one["numbers"] for one in story["parcels"]] == [["400000000007"]]
    assert [one["state"] for one in story["notices"] if one["kind"] == "shipping_confirmation"] == ["sent"]
    assert [one["source"] for one in story["entries"] if one["event"] == "ParcelSent"] == ["staff:command line"] and desk("verify").status == 0


def test_whoever_may_not_leave_is_named_with_the_reason_and_the_others_leave(desk: Desk) -> None:
    """CMD-23: frozen, unpaid, a request to cancel, an unknown number, no parcel's number; exit 1."""
    heard(desk, placed("good"), placed("frozen"), placed("unpaid", paid=False, way="bank_transfer"), placed("asked"), placed("closed"),
          told("order_frozen", "frozen"), told("cancel_asked", "asked"), told("order_cancelled", "closed"))  # fmt: skip
    rows = ["good,yamato,400000000001", "frozen,yamato,400000000002", "unpaid,yamato,400000000003", "asked,yamato,400000000004", "closed,yamato,400000000005",
            "nobody,yamato,400000000006", "good2,yamato,", "good3,yamato,4.0E+11"]  # fmt: skip
    said = desk("ship", parcels(desk, *rows), "--json", now=NOW)

    assert said.status == 1 and [row[0] for row in results(said)] == ["taken", *["quarantined"] * 7]
    assert [row[2] for row in results(said)[1:6]] == ["the order is frozen", "it is not paid", "the buyer asked to cancel; answer first", "it is over",
                                                    "there is no order of that number. Compare it with the order list."]  # fmt: skip
    assert "送り状番号: is missing" in said.rows[6]["reason"] and "what a spreadsheet left" in said.rows[7]["reason"]
    assert said.rows[1]["place"] == "p.csv:3" and parcel_of(desk, "frozen") == []


def test_people_read_only_what_did_not_leave(desk: Desk) -> None:
    """CMD-23: place, number, reason; the columns on standard error."""
    heard(desk, placed("1001"), placed("1002", paid=False, way="bank_transfer"))
    said = desk("ship", parcels(desk, "1001,yamato,400000000001", "1002,yamato,400000000002"), now=NOW)

    assert said.out.splitlines() == ["p.csv:3: 1002: it is not paid", "2 deliveries  1 taken  0 duplicate  0 ignored  1 quarantined"]
    assert "Shift_JIS, commas" in said.err and "  送り状番号 → tracking" in said.err


@pytest.mark.parametrize(("head", "row", "carrier"), [
    ("お客様管理番号,送り状種類,クール区分,伝票番号,出荷予定日,お届け先名", "1001,0,0,400000000001,2026/11/25,佐藤 花", "yamato"),
    ("お問い合せ送り状No.,出荷日,お届け先名称１,お客様管理番号,個数", "400000000001,2026/11/25,佐藤 花,1001,1", "sagawa"),
    ("お客様側管理番号,発送予定日,お問い合わせ番号", "1001,2026/11/25,400000000001", "japan_post"),
])  # fmt: skip
def test_the_files_of_label_programs_are_read_as_they_are(desk: Desk, head: str, row: str, carrier: str) -> None:
    """CMD-23: B2クラウド, e飛伝, ゆうプリR name no carrier."""
    heard(desk, placed("1001"))
    assert desk("ship", parcels(desk, row, head=head), now=NOW).status == 0
    assert parcel_of(desk, "1001") == [({"a": 1, "b": 1}, carrier, ["400000000001"])]


def test_rows_that_name_goods_are_parcels_of_their_own(desk: Desk) -> None:
    """LIF-5: part shipments by the goods' number and pieces; more than is left is refused."""
    heard(desk, placed("1001", pieces=3))
    head = f"{HEAD},商品コード,数量"
    first = desk("ship", parcels(desk, "1001,yamato,400000000001,CUP,2", head=head), "--json", now=NOW)
    too_many = desk("ship", parcels(desk, "1001,yamato,400000000002,CUP,2", "1001,yamato,400000000003,NOTHING,1", head=head), "--json", now=NOW)
    rest = desk("ship", parcels(desk, "1001,yamato,400000000004"), "--json", now=NOW)

    assert [one.status for one in (first, too_many, rest)] == [0, 1, 0]
    assert [row[2] for row in results(too_many)] == ["that many pieces are not left to send", "the order has no such goods: NOTHING"]
    assert parcel_of(desk, "1001") == [({"a": 2}, "yamato", ["400000000001"]), ({"a": 1, "b": 1}, "yamato", ["400000000004"])]


def test_several_boxes_of_one_order_are_one_parcel_with_several_numbers(desk: Desk) -> None:
    """複数口: it is delivered when the last of them is."""
    heard(desk, placed("1001"))
    said = desk("ship", parcels(desk, "1001,yamato,400000000001", "1001,yamato,400000000002"), "--json", now=NOW)
    late = desk("ship", parcels(desk, "1001,yamato,400000000001", "1001,yamato,400000000003"), "--json", now=NOW)

    assert [row[0] for row in results(said)] == ["taken", "taken"] and parcel_of(desk, "1001")[0][2] == ["400000000001", "400000000002"]
    assert [row[0] for row in results(late)] == ["duplicate", "quarantined"] and "everything has left" in str(results(late)[1][2])


def test_a_parcel_that_left_without_its_number_is_given_it(desk: Desk) -> None:
    """TRK-2: the number follows, and the buyer is told."""
    heard(desk, placed("1001"), told("parcel_sent", "1001", parcel="x", units={"a": 1, "b": 1}))
    assert desk("ship", parcels(desk, "1001,sagawa,400000000001"), now=NOW).status == 0
    assert parcel_of(desk, "1001") == [({"a": 1, "b": 1}, "sagawa", ["400000000001"])]


def test_a_carrier_that_is_left_out_is_told_by_the_number_or_asked_for(desk: Desk) -> None:
    """TRK-1, CMD-23: --carrier names it for the file."""
    heard(desk, placed("1001"), placed("1002"), placed("1003"))
    head = "注文番号,送り状番号"
    sure = desk("ship", parcels(desk, "1001,1Z5R89390357567127", head=head), "--json", now=NOW)
    unsure = desk("ship", parcels(desk, "1002,XX", head=head), "--json", now=NOW)
    named = desk("ship", parcels(desk, "1003,XX", head=head), "--carrier", "佐川急便", "--json", now=NOW)

    assert (sure.status, unsure.status, named.status) == (0, 1, 0)
    assert parcel_of(desk, "1001")[0][1] == "ups" and parcel_of(desk, "1003")[0][1] == "sagawa"
    assert "the number does not tell its carrier" in str(results(unsure)[0][2]) and "--carrier" in str(results(unsure)[0][2])


def test_a_number_that_two_connections_have_must_be_named_with_its_connection(desk: Desk) -> None:
    """Agreement 4: both are named."""
    desk("connect", "plain", "one"), desk("connect", "plain", "two")
    (desk.folder / "a.json").write_text(json.dumps(placed("1001")), "utf-8")
    for name in ("one", "two"):
        desk("import", "a.json", "--channel", "plain", "--connection", name, "--notify", now=PLACED)
    said = desk("ship", parcels(desk, "1001,yamato,400000000001", "two/1001,yamato,400000000002"), "--json", now=NOW)

    assert [row[0] for row in results(said)] == ["quarantined", "taken"] and "one/1001, two/1001" in str(results(said)[0][2])


@pytest.mark.parametrize(("words", "why"), [(("ship", "p.csv"), "there is no shop yet"), (("ship", "p.csv", "--shop", "x"), "there is no shop 'x'"),
                                            (("ship",), "FILE")])  # fmt: skip
def test_wrong_usage_is_said(desk: Desk, words: tuple[str, ...], why: str) -> None:
    """Exit 2."""
    said = desk(*words)
    assert said.status == 2 and why in said.err


def test_a_file_without_parcels_or_orders_is_refused_with_a_mend(desk: Desk) -> None:
    """CHN-2: exit 1; the other files are taken."""
    heard(desk, placed("1001"))
    good, bad = parcels(desk, "1001,yamato,400000000001"), parcels(desk, "湯呑,2", head="商品名,数量", name="q.csv")
    said = desk("ship", bad, "nothing.csv", good, "--json", now=NOW)

    assert said.status == 1 and said.rows[-1]["summary"]["taken"] == 1
    assert "q.csv: has no column that tells number or tracking" in said.err and "nothing.csv: cannot be read" in said.err
