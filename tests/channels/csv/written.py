"""Order files as the tests write them: in any encoding, with any delimiter, and read as the desk reads them."""

import io
from collections.abc import Sequence

from todoke.channels.channel import Ignored, Reading, Setup, Unclear
from todoke.channels.csv import heads
from todoke.channels.csv.book import body_of
from todoke.channels.csv.cells import tidy
from todoke.channels.csv.file import Sheet, opened
from todoke.channels.csv.gather import Group, gathered
from todoke.channels.registry import CHANNELS
from todoke.rules import events as ev

CSV = CHANNELS["csv"]
NOW = 1_795_482_000 + 3 * 86_400  # Friday 27 November 2026, 10:00 in Tokyo
HEAD = "注文番号,注文日時,氏名,メールアドレス,郵便番号,住所,商品コード,商品名,単価,数量,送料,合計金額,支払方法,入金状況,発送状況,送り状番号"
CUP = "1001,2026/11/24 10:00,佐藤 花,hana@example.com,150-0001,東京都渋谷区神宮前0-1,CUP,粉引の湯呑,2900,2,800,9600,銀行振込,未入金,未発送,"
BOWL = "1001,2026/11/24 10:00,佐藤 花,hana@example.com,150-0001,東京都渋谷区神宮前0-1,BOWL,灰釉の茶碗,3000,1,800,9600,銀行振込,未入金,未発送,"


def sheet_of(text: str, encoding: str = "utf-8") -> Sheet:
    return opened(io.BytesIO(text.encode(encoding)), lambda columns: heads.orders(columns, {}), ("number",))


def groups_of(sheet: Sheet) -> list[Group]:
    at = sheet.meaning.fields.index("number")
    return list(gathered(sheet, lambda cells: tidy(cells[at]) if at < len(cells) else ""))


def bodies_of(text: str, encoding: str = "utf-8") -> list[bytes]:
    sheet = sheet_of(text, encoding)
    return [body_of(sheet.columns, sheet.meaning.fields, one.rows, one.trouble, one.lines.index(one.at) + 1 if one.trouble else 0) for one in groups_of(sheet)]


def readings(*rows: str, head: str = HEAD, setup: Setup = Setup(read_at=NOW)) -> list[Reading]:
    found: list[Reading] = []
    for body in bodies_of("\n".join([head, *rows])):
        read = CSV.read("orders", body, setup)
        assert not isinstance(read, Ignored)
        found += read
    return found


def reading(*rows: str, head: str = HEAD, setup: Setup = Setup(read_at=NOW)) -> Reading:
    (one,) = readings(*rows, head=head, setup=setup)
    return one


def said(kind: type[ev.Event], found: Reading) -> list[ev.Event]:
    return [event for event in found.events if type(event) is kind]


def placed(found: Reading) -> ev.OrderPlaced:
    (event,) = said(ev.OrderPlaced, found)
    assert isinstance(event, ev.OrderPlaced)
    return event


def refusal(*rows: str, head: str = HEAD) -> str:
    try:
        reading(*rows, head=head)
    except Unclear as error:
        return str(error)
    raise AssertionError("it was taken")


def with_cells(row: str, head: str = HEAD, **cells: str) -> str:
    """The same row with other words under some heads."""
    columns: Sequence[str] = head.split(",")
    found = dict(zip(columns, row.split(","), strict=True)) | cells
    return ",".join(found[name] for name in columns)
