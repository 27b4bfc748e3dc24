"""One delivery, two buyers: whoever is forgotten first, no byte of them stays in the files."""

import json
from pathlib import Path

from tests.channels.shipbob.told import SECRET, shipment
from tests.cli.desk import Desk

WHO = {"2001": ("hana@example.com", "佐藤花子"), "2002": ("taro@example.com", "田中太郎")}


def placed(number: str) -> str:
    mail, name = WHO[number]
    order = {"number": number, "currency": "JPY", "total": "500", "lines": [{"id": "a", "quantity": 1, "amount": "500"}],
             "customer": {"mail": mail, "name": name}, "shipping_address": {"name": name, "country": "JP"}}  # fmt: skip
    return json.dumps({"type": "order_placed", "at": "2026-11-24T10:00:00+09:00", "order": order}, ensure_ascii=False)


def carried() -> str:
    """Both parcels in one body of the partner's, with their recipients."""
    rows = [shipment(id=f"S{number}", reference_id=number, recipient={"name": name, "email": mail}, tracking={"tracking_number": tracking})
            for (number, (mail, name)), tracking in zip(WHO.items(), ("444413758703", "512547514334"))]  # fmt: skip
    return json.dumps({"shipments": rows}, ensure_ascii=False)


def test_no_byte_of_either_stays_in_the_files(tmp_path: Path) -> None:
    """CMD-22, TRU-5"""
    desk, now = Desk(tmp_path), "2026-11-24T12:00:00+09:00"
    (tmp_path / "orders.jsonl").write_text("\n".join(map(placed, WHO)), encoding="utf-8")
    (tmp_path / "carried.json").write_text(carried(), encoding="utf-8")
    assert desk("import", "orders.jsonl", "--channel", "plain", now=now).status == 0
    desk("connect", "shipbob", "warehouse", "--shop", "import", "--secret", SECRET, now=now)
    assert desk("import", "carried.json", "--channel", "shipbob", now=now).status == 0
    for path in tmp_path.glob("*.json*"):
        path.unlink()
    for number, other in (("2001", "2002"), ("2002", "")):
        assert desk("erase", WHO[number][0], "--json", now=now).status == 0
        left = desk.bytes_of_all_files()
        assert [word for word in WHO[number] if word.encode() in left] == []
        assert all(word.encode() in left for word in WHO.get(other, ()))
