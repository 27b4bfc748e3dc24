"""What the stand-in shop sells (a small pottery), and who buys there. All names are made up; mails end at example.com."""

from random import Random
from typing import Any, NamedTuple


class Item(NamedTuple):
    sku: str
    title: str
    variant: str
    yen: int
    digital: bool = False


class Buyer(NamedTuple):
    family: str
    given: str
    mail: str
    phone: str
    code: str  # postal code
    province: str
    province_code: str
    city: str
    line1: str
    line2: str = ""
    country: str = "JP"
    locale: str = "ja"


GOODS = (
    Item("KOHIKI-SARA-7", "粉引の七寸皿", "白", 4400), Item("KOHIKI-SARA-5", "粉引の五寸皿", "白", 2860),
    Item("AME-MESHI", "飴釉の飯碗", "中", 3300),
    Item("SOMETSUKE-SOBA", "染付のそば猪口", "唐草", 2420), Item("KURO-DONABE", "黒釉の土鍋", "六寸", 13200),
    Item("HAI-YUNOMI", "灰釉の湯呑み", "", 2750),
    Item("RURI-KOBACHI", "瑠璃釉の小鉢", "", 1980), Item("MAME-HAKE", "刷毛目の豆皿", "五枚組", 5500),
    Item("YAKI-TOKKURI", "焼締の徳利", "二合", 4950),
    Item("SHIRO-HASHIOKI", "白磁の箸置き", "貝", 880), Item("OORI-KYUSU", "織部の急須", "", 8800),
    Item("MISHIMA-HIRA", "三島手の平鉢", "八寸", 9350),
)  # fmt: skip
BOOKLET = Item("TEIRE-PDF", "うつわの手入れ帖（PDF）", "", 770, digital=True)

BUYERS = (
    Buyer(
        "佐藤",
        "美咲",
        "misaki.sato@example.com",
        "090-0000-0101",
        "150-0001",
        "Tōkyō",
        "JP-13",
        "渋谷区",
        "神宮前0-1-2",
        "青葉荘203",
    ),
    Buyer("田中", "健一", "kenichi.tanaka@example.com", "090-0000-0102", "530-0001", "Ōsaka", "JP-27", "大阪市北区", "梅田0-3-1"),
    Buyer(
        "山本",
        "由紀子",
        "yukiko.yamamoto@example.com",
        "090-0000-0103",
        "604-8001",
        "Kyōto",
        "JP-26",
        "京都市中京区",
        "木屋町通0-12",
    ),
    Buyer("小林", "誠", "makoto.kobayashi@example.com", "080-0000-0104", "460-0008", "Aichi", "JP-23", "名古屋市中区", "栄0-5-9"),
    Buyer(
        "渡辺",
        "さくら",
        "sakura.watanabe@example.com",
        "080-0000-0105",
        "060-0001",
        "Hokkaidō",
        "JP-01",
        "札幌市中央区",
        "北一条西0-8",
    ),
    Buyer(
        "中村",
        "大輔",
        "daisuke.nakamura@example.com",
        "070-0000-0106",
        "810-0001",
        "Fukuoka",
        "JP-40",
        "福岡市中央区",
        "天神0-7-4",
        "博多ビル5階",
    ),
    Buyer("加藤", "陽子", "yoko.kato@example.com", "090-0000-0107", "980-0811", "Miyagi", "JP-04", "仙台市青葉区", "一番町0-2-6"),
    Buyer(
        "松本", "航", "wataru.matsumoto@example.com", "080-0000-0108", "900-0015", "Okinawa", "JP-47", "那覇市", "久茂地0-10-3"
    ),
)
ABROAD = (
    Buyer(
        "Whitfield",
        "Harriet",
        "harriet.whitfield@example.com",
        "+1 555 0100",
        "97205",
        "Oregon",
        "OR",
        "Portland",
        "12 Alder Row",
        "",
        "US",
        "en",
    ),
    Buyer(
        "Okafor",
        "Daniel",
        "daniel.okafor@example.com",
        "+44 20 7946 0000",
        "BS1 4QA",
        "",
        "",
        "Bristol",
        "3 Quay Lane",
        "",
        "GB",
        "en",
    ),
)
# who lives there: so many that nobody is written to dozens of times within an hour, which is what the send brake watches for
FAMILIES = {
    "ja": ("佐藤 sato", "田中 tanaka", "山本 yamamoto", "小林 kobayashi", "渡辺 watanabe", "中村 nakamura", "加藤 kato", "松本 matsumoto",
           "井上 inoue", "木村 kimura", "清水 shimizu", "斎藤 saito", "阿部 abe", "森 mori", "池田 ikeda", "橋本 hashimoto",
           "石川 ishikawa", "前田 maeda", "藤田 fujita", "岡田 okada"),
    "en": ("Whitfield", "Okafor", "Marsh", "Delgado", "Lindqvist", "Hartley", "Novak", "Brennan", "Castellan", "Ashworth", "Mbeki", "Sorensen"),
}  # fmt: skip
GIVEN = {
    "ja": ("美咲 misaki", "健一 kenichi", "由紀子 yukiko", "誠 makoto", "さくら sakura", "大輔 daisuke", "陽子 yoko", "航 wataru", "恵 megumi", "翔太 shota",
           "和子 kazuko", "直樹 naoki", "あかり akari", "浩 hiroshi", "真理 mari", "亮 ryo", "千尋 chihiro", "隆 takashi", "結衣 yui", "修 osamu"),
    "en": ("Harriet", "Daniel", "Rosa", "Theo", "Ingrid", "Marcus", "Elena", "Owen", "Priya", "Silas", "Nadia", "Jonas"),
}  # fmt: skip
COMPANY = "株式会社まちの食堂"


class Plan(NamedTuple):
    """What will become of an order: drawn when it is placed, so that one seed is one history."""

    items: tuple[tuple[Item, int], ...]
    buyer: Buyer
    gateway: str
    business: bool = False
    gift: bool = False
    parcels: int = 1
    ending: str = "delivered"  # delivered, cancelled, returned, unpaid, stockout, partly_cut


GATEWAYS = ("shopify_payments",) * 5 + ("銀行振込", "銀行振込", "Bank Deposit", "代金引換", "Cash on Delivery (COD)", "paypay")
ENDINGS = ("delivered",) * 8 + ("cancelled", "returned", "partly_cut")
SLIPS = ("銀行振込", "Bank Deposit")
DOOR = ("代金引換", "Cash on Delivery (COD)")


def draw(random: Random) -> Plan:
    """One order of any shape."""
    shape = random.choice(("plain", "plain", "plain", "several", "several", "digital", "gift", "abroad", "business"))
    buyer, gateway, ending = somebody(random, BUYERS), random.choice(GATEWAYS), random.choice(ENDINGS)
    items = pick(random, random.randint(2, 4) if shape in ("several", "business") else 1)
    if shape == "digital":
        return Plan(((BOOKLET, 1),), buyer, "shopify_payments")
    if shape == "abroad":
        return Plan(items, somebody(random, ABROAD), "shopify_payments", ending=ending)
    if shape == "business":
        return Plan(tuple((item, random.randint(5, 12)) for item, _ in items), buyer, "請求書", business=True)
    if gateway in SLIPS and random.random() < 0.25:
        ending = "unpaid"
    return Plan(
        items,
        buyer,
        gateway,
        gift=shape == "gift",
        parcels=2 if len(items) > 1 and random.random() < 0.5 else 1,
        ending=fit(ending, items),
    )


def somebody(random: Random, homes: tuple[Buyer, ...]) -> Buyer:
    """One of a few hundred people, at one of these homes. A name may be written in Japanese and in the letters of a mail address."""
    home = random.choice(homes)
    family, given = random.choice(FAMILIES[home.locale]).split(), random.choice(GIVEN[home.locale]).split()
    return home._replace(family=family[0], given=given[0], mail=f"{given[-1]}.{family[-1]}@example.com".lower())


def fit(ending: str, items: tuple[tuple[Item, int], ...]) -> str:
    """A part can only be cut where there are parts."""
    return "delivered" if ending == "partly_cut" and len(items) < 2 else ending


def pick(random: Random, count: int) -> tuple[tuple[Item, int], ...]:
    return tuple((item, random.choice((1, 1, 1, 2, 3))) for item in random.sample(GOODS, count))


def place(buyer: Buyer, company: str = "") -> dict[str, Any]:
    """An address as Shopify writes it: names the western way round, the prefecture in Latin letters."""
    return {
        "first_name": buyer.given, "last_name": buyer.family, "name": f"{buyer.given} {buyer.family}", "company": company or None,
        "address1": buyer.line1, "address2": buyer.line2 or None, "city": buyer.city, "zip": buyer.code, "phone": buyer.phone,
        "province": buyer.province or None, "province_code": buyer.province_code or None, "country_code": buyer.country,
        "country": {"JP": "Japan", "US": "United States", "GB": "United Kingdom"}[buyer.country],
    }  # fmt: skip
