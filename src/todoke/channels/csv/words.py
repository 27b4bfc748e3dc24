"""Words in the cells of order files → ours: states of payment and parcels, kinds of rows, countries. A word that nobody knows is never the nearest one."""

import re
from functools import cache

from babel import Locale

from todoke.channels.csv.heads import plain
from todoke.channels.japan import PREFECTURES

# what a word says of an order or a row; several where it says several
PAID, UNPAID, PARTLY_PAID, REFUNDED = "paid", "unpaid", "partly paid", "refunded"
SENT, UNSENT, PARTLY_SENT, DELIVERED = "sent", "unsent", "partly sent", "delivered"
CANCELLED, HELD, NOTHING = "cancelled", "held", "nothing"

STATES: dict[str, str] = {
    # money
    PAID: """
        入金済 入金済み 入金確認済 入金確認済み 支払済 支払済み 支払い済み 支払い済 決済済 決済済み 決済完了 支払完了 支払い完了 入金完了 入金あり
        全額入金 売上確定 与信済 オーソリ済 オーソリok 承認済 承認済み 与信ok paid authorized authorised captured settled completed_payment 済""",
    UNPAID: """
        未入金 入金待ち 入金待 未払い 未払 未決済 支払待ち 支払い待ち お支払い待ち 決済待ち 決済処理中 発送前入金待ち 発送後入金待ち 入金なし 未確認
        支払手続き待ち pending unpaid awaitingpayment awaiting payment_pending expired voided 未""",
    PARTLY_PAID: "一部入金 一部入金済み partiallypaid",
    REFUNDED: "返金済 返金済み 返金 refunded partiallyrefunded",
    # goods
    UNSENT: """
        未発送 未出荷 出荷待ち 出荷待 発送待ち 発送待 出荷準備中 発送準備中 出荷作業中 引当待ち 納品書印刷待ち 納品書印刷済み 発注待ち 取り寄せ中
        取寄せ中 入荷待ち 発送前 出荷可 出荷処理中 発送処理中 梱包中 ピッキング中 ordered unfulfilled unshipped processing readytoship preparing
        notshipped""",
    SENT: """
        発送済 発送済み 出荷済 出荷済み 出荷完了 発送完了 出荷確定済 出荷確定済完了 出荷確定 配送中 発送 出荷 発送しました 処理済 処理済み 対応済
        対応済み 完了 取引完了 shipped fulfilled dispatched sent complete completed delivered_to_carrier""",
    PARTLY_SENT: "一部発送済 一部発送済み 一部出荷 一部出荷済み 分割発送 partial partiallyfulfilled partiallyshipped",
    DELIVERED: "配達完了 配達済 配達済み 配送完了 お届け済 お届け済み 着荷済 着荷済み 受取済 受取済み 受取完了 delivered",
    CANCELLED: """
        キャンセル キャンセル済 キャンセル済み 取消 取消済 取消済み 取り消し 取り消し済み キャンセル確定 受注キャンセル 注文キャンセル 注文取消 無効
        購入者都合によるキャンセル 店舗都合によるキャンセル cancelled canceled cancel void""",
    HELD: "保留 保留中 確認待ち 要確認 onhold hold",
    # says nothing that an order lives by
    NOTHING: """
        新規 新規受付 新規注文 新規予約 受付 受付済 受付済み 注文受付 注文確認待ち 楽天処理中 対応中 処理中 確認済 確認済み 有効 有効な受注
        有効な受注です 通常 なし 購入処理中 new open active received accepted confirmed none""",
}
FLAGS = {
    word: yes
    for yes, words in ((True, "1 true yes y on はい 有 有り あり ○ 〇 ◯ ✓ 済 済み"), (False, "0 false no n off いいえ 無 無し なし × 未"))
    for word in words.split()
}
# what a flag says by the column in which it stands: (yes, no)
OF_FLAGS = {"payment_state": (PAID, UNPAID), "shipping_state": (SENT, UNSENT), "cancel": (CANCELLED, NOTHING), "state": (NOTHING, NOTHING)}

# codes that only one shop system uses; Yahoo! Shopping's API reference (OrderStatus, PayStatus, ShipStatus), Rakuten's RMS manual (order progress), 2026-11
CODES = {
    "yahoo_state": {"1": NOTHING, "2": NOTHING, "3": HELD, "4": CANCELLED, "5": NOTHING},
    "yahoo_payment": {"0": UNPAID, "1": PAID},
    "yahoo_shipping": {"0": UNSENT, "1": UNSENT, "2": UNSENT, "3": SENT, "4": DELIVERED},
    "state": {"100": NOTHING, "200": NOTHING, "300": UNSENT, "400": NOTHING, "500": SENT, "600": SENT, "700": SENT, "800": NOTHING, "900": CANCELLED},
}
ROWS = {
    "goods": "商品 product item goods",
    "shipping": "送料 shipping delivery",
    "fee": "手数料 代引手数料 fee",
    "discount": "割引 値引き 値引 クーポン ポイント discount coupon point",
    "tax": "税 税金 消費税 tax",
}
LESS = re.compile(r"割引|値引|クーポン|ポイント|discount|coupon|points?\b", re.IGNORECASE)  # a row below nothing that is no return
MONEY_BACK = re.compile(r"返金|refund", re.IGNORECASE)
UNTRACKED = ("定形外", "普通郵便", "定形郵便", "追跡なし", "untracked", "no tracking", "letter mail")
STATE_OF = {plain(word): state for state, words in STATES.items() for word in words.split()}
ROW_OF = {plain(word): kind for kind, words in ROWS.items() for word in words.split()}


def state(field: str, cell: str) -> str:
    """What this cell says; empty where nobody knows the word."""
    word = plain(cell)
    if word in CODES.get(field, ()):
        return CODES[field][word]
    if field in OF_FLAGS and word in FLAGS:
        return OF_FLAGS[field][0 if FLAGS[word] else 1]
    return STATE_OF.get(word, "")


def flag(cell: str) -> bool | None:
    """Yes or no; None where it is neither."""
    return FLAGS.get(plain(cell))


def row_kind(cell: str) -> str:
    """goods, shipping, fee, discount, tax; empty where nobody knows the word."""
    return ROW_OF.get(plain(cell), "")


@cache
def countries() -> dict[str, str]:
    """Names in Japanese and English, and the codes themselves → ISO code."""
    found: dict[str, str] = {"usa": "US", "uk": "GB", "アメリカ": "US", "米国": "US", "台湾": "TW", "韓国": "KR", "中国": "CN", "日本国": "JP"}
    for locale in ("en", "ja"):
        for code, name in Locale.parse(locale).territories.items():
            if len(code) == 2 and code.isalpha():
                found |= {plain(name): code, code.lower(): code}
    return found


def country(cell: str, region: str) -> str:
    """The ISO code; Japan where nothing is said, or where the region is a prefecture; empty for a name that nobody knows."""
    return countries().get(plain(cell), "") if cell else "JP"


def split_region(line: str) -> tuple[str, str]:
    """東京都渋谷区1-2 → the prefecture and the rest."""
    found = next((name for name in PREFECTURES if line.startswith(name)), "")
    return found, line[len(found) :].strip()
