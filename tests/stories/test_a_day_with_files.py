"""A shop without any API: its cart's file in the morning, the label program's file in the afternoon, the table for the bookkeeper (CMD-1, CMD-23, CMD-24)."""

from bench.house import House

HEAD = "注文番号,注文日時,氏名,メールアドレス,郵便番号,住所,商品コード,商品名,単価,数量,合計金額,支払方法,入金状況"
MORNING, AFTERNOON, EVENING = "2026-11-24T09:30:00+09:00", "2026-11-24T15:00:00+09:00", "2026-11-24T17:00:00+09:00"


def row(number: str, paid: str, sku: str = "CUP") -> str:
    return f"{number},2026/11/24 08:00,佐藤 花,hana{number}@example.com,150-0001,東京都渋谷区神宮前0-1,{sku},湯呑,2900,1,5800,クレジットカード,{paid}"


def file(house: House, name: str, *lines: str) -> str:
    path = house.folder / name
    path.write_bytes("\r\n".join(lines).encode("cp932"))
    return str(path)


def test_orders_come_in_and_parcels_go_out_by_files_alone(house: House) -> None:
    """Both databases: taken in, confirmed, sent, told once, written out; and the journal is whole."""
    orders = [HEAD, *(row(f"10{n:02d}", "入金済", sku) for n in range(30) for sku in ("CUP", "BOWL")), row("2001", "未入金")]
    taken = house.todoke("import", file(house, "orders.csv", *orders), "--channel", "csv", "--notify", now=MORNING)
    house.todoke("work", "--until-idle", now=MORNING)
    labels = ["お客様管理番号,送り状種類,伝票番号", *(f"10{n:02d},0,4{n:011d}" for n in range(30)), "2001,0,400000000099"]
    sent = house.todoke("ship", file(house, "labels.csv", *labels), now=AFTERNOON)
    again = house.todoke("ship", str(house.folder / "labels.csv"), now=AFTERNOON)
    house.todoke("work", "--until-idle", now=EVENING)
    written = house.todoke("export", "orders", "-o", str(house.folder / "out.csv"), now=EVENING)

    assert taken.lines[-1]["summary"]["taken"] == 31
    assert (sent.status, sent.lines[-1]["summary"]["taken"], sent.lines[-2]["reason"]) == (1, 30, "it is not paid")
    assert again.lines[-1]["summary"] == {"deliveries": 31, "taken": 0, "duplicate": 30, "ignored": 0, "quarantined": 1}
    assert (written.line["orders"], written.line["rows"]) == (31, 61)
    told = [one["kind"] for one in house.todoke("order", "1007").line["notices"] if one["state"] == "sent"]
    assert told == ["order_confirmation", "shipping_confirmation"] and house.todoke("verify").status == 0
