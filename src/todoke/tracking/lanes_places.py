"""Places that lanes lead from and to: the 47 prefectures of Japan as its addresses and others write them, and every other country as one place."""

import re
import unicodedata
from functools import cache

# JIS X 0401, in its order: Shopify writes "Tōkyō" and JP-13 where a Japanese address says 東京都.
PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県",
    "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip
IN_LATIN = (
    "Hokkaido", "Aomori", "Iwate", "Miyagi", "Akita", "Yamagata", "Fukushima", "Ibaraki", "Tochigi", "Gunma", "Saitama", "Chiba",
    "Tokyo", "Kanagawa", "Niigata", "Toyama", "Ishikawa", "Fukui", "Yamanashi", "Nagano", "Gifu", "Shizuoka", "Aichi", "Mie",
    "Shiga", "Kyoto", "Osaka", "Hyogo", "Nara", "Wakayama", "Tottori", "Shimane", "Okayama", "Hiroshima", "Yamaguchi", "Tokushima",
    "Kagawa", "Ehime", "Kochi", "Fukuoka", "Saga", "Nagasaki", "Kumamoto", "Oita", "Miyazaki", "Kagoshima", "Okinawa",
)  # fmt: skip
COUNTRY = re.compile(r"[A-Z]{2}")
LONGEST = 100  # characters of an address that are looked at


def plain(text: str) -> str:
    """Widths, cases and marks alike: Tōkyō, ＴＯＫＹＯ and tokyo; without "-to", "-fu", "-ken" and "prefecture" behind it."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text[:LONGEST]).casefold() if not unicodedata.combining(c) or c in "\u3099\u309a")
    return re.sub(r"[\s-]+(to|fu|ken|pref\.?|prefecture)$", "", unicodedata.normalize("NFC", bare).strip())


@cache
def names() -> dict[str, str]:
    """Every way to write a prefecture alone → its code."""
    found: dict[str, str] = {}
    for number, (written, latin) in enumerate(zip(PREFECTURES, IN_LATIN, strict=True), 1):
        code = f"JP-{number:02}"
        found |= {plain(name): code for name in (written, written if number == 1 else written[:-1], latin, code, f"jp{number:02}")}
    return found


def prefecture(text: str) -> str:
    """`大阪府`, `大阪`, `Ōsaka`, `JP-27` or a line that begins with 大阪府 → `JP-27`; else nothing."""
    found = names().get(plain(text))
    begins = next((number for number, written in enumerate(PREFECTURES, 1) if text.lstrip().startswith(written)), 0)
    return found or (f"JP-{begins:02}" if begins else "")


def place_of(country: str, *lines: str) -> str:
    """Of an address: the prefecture by the first line that names one, else the country, else nothing."""
    code = country.strip().upper()
    if code not in ("", "JP"):
        return code if COUNTRY.fullmatch(code) else ""
    return next((found for line in lines if (found := prefecture(line))), code)


def read_place(text: str) -> str:
    """What a person types: a prefecture, or a country's code of two letters. Nothing where it is neither."""
    return prefecture(text) or (text.strip().upper() if COUNTRY.fullmatch(text.strip().upper()) else "")


def country_of(place: str) -> str:
    """`JP-27` → `JP`."""
    return place[:2]


def name_of_place(place: str, locale: str) -> str:
    """大阪府, Osaka; a country by its code."""
    number = place.removeprefix("JP-")
    if number != place and number.isdecimal() and 1 <= int(number) <= len(PREFECTURES):
        return (PREFECTURES if locale in ("ja", "zh-Hans") else IN_LATIN)[int(number) - 1]
    return place
