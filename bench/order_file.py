"""An order file of a Japanese cart, Shift_JIS, two rows an order: stored and decided by `todoke import`, from the start of the process to its end."""

import csv
import os
import sys
import time
from pathlib import Path

from bench.figures import Figure, say
from bench.house import House
from bench.inside import open_desk, part

LIMIT_MB = 300
HEAD = (
    "注文番号", "注文日時", "注文者姓", "注文者名", "注文者郵便番号", "注文者都道府県", "注文者住所", "注文者電話番号", "注文者メールアドレス",
    "商品コード", "商品名", "単価", "数量", "送料", "合計金額", "支払方法", "入金状況",
)  # fmt: skip
GOODS = (("CUP", "粉引の湯呑", "2,900円", 2), ("BOWL", "灰釉の茶碗", "3,000円", 1))


def trial(size: int, database: str) -> None:
    with open_desk(database, "order_file") as house:
        written(house.folder / "orders.csv", size)
        seconds, peak = taken_in(house, "orders.csv")
        if part(house, "counts")["orders"] != size:
            raise RuntimeError("some orders are missing")
        floor = part(house, "floor")["executemany"]
        say(Figure("order_file", f"orders of a file taken in and decided, {size:,}", size / seconds, "orders/s", floor))
        say(Figure("order_file", f"{size:,} orders, start to end", seconds, "s"))
        again, _ = taken_in(house, "orders.csv")
        say(Figure("order_file", f"the same {size:,} orders again", again, "s"))
        say(Figure("order_file", f"memory, {size:,} orders", peak, "MB"))
    if peak > LIMIT_MB:
        raise RuntimeError(f"{peak:.0f} MB is more than {LIMIT_MB}")


def written(path: Path, size: int) -> None:
    with path.open("w", encoding="cp932", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEAD)
        for n in range(size):
            buyer = ("佐藤", "花", "150-0001", "東京都", f"渋谷区神宮前0-{n % 99}", f"03-0000-{n % 10_000:04d}", f"hana{n}@example.com")
            money = (800, "9,600円", "クレジットカード" if n % 3 else "銀行振込", "入金済" if n % 4 else "未入金")
            table.writerows([f"F{n:06d}", f"2026/11/24 10:{n % 60:02d}", *buyer, *goods, *money] for goods in GOODS)


def taken_in(house: House, file: str) -> tuple[float, float]:
    """Seconds, and megabytes at the most."""
    began = time.monotonic()
    process = house.start("-m", "bench.todoke", "import", str(house.folder / file), "--channel", "csv", "--json", log="import.log")
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the import ended with {process.returncode}")
    return time.monotonic() - began, used.ru_maxrss / 1024


if __name__ == "__main__":
    trial(int(sys.argv[1]), sys.argv[2])
