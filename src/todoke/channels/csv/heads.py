"""What a column's head means: the names that carts, marketplaces and order tools give their columns, as one table of ours.

Sources: the order exports of Next Engine, CROSS MALL, Rakuten RMS, Yahoo! Shopping, BASE, STORES, Color Me Shop, MakeShop, EC-CUBE and Shopify, and the
label exports of B2 Cloud (Yamato), e-Hiden (Sagawa) and Yu-Pri R (Japan Post); their help pages and files as shops have them, 2026-11."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

WITHOUT = re.compile(r"[\s_/・()（）\[\]「」【】<>:;.,、。*※\"'＃#~〜-]")

# field → names of columns, the strongest first, as `plain` writes them
NAMES: dict[str, str] = {
    "number": """
        注文番号 ご注文番号 受注番号 オーダー番号 店舗伝票番号 店舗注文番号 モール注文番号 注文id 受注id 売上id 注文no 受注no 注文コード orderid
        ordernumber orderno ordername order amazonorderid number お客様管理番号 お客様側管理番号 顧客管理番号 管理番号 伝票番号""",
    # goods
    "line": "明細番号 明細行番号 明細行 明細no 行番号 行no 商品明細id 受注明細id 注文明細id 明細id rowid lineid lineitemid orderitemid lineno line",
    "kind": "注文明細区分名称 注文明細区分 明細区分 行区分 linetype",
    "sku": """
        商品コード 品番 商品番号 独自商品コード システム連携用sku番号 sku管理番号 skuコード sku 商品sku 型番 購入商品型番 lineitemsku itemid itemcode
        productsku productcode productid 商品管理番号 商品id 購入商品id asin""",
    "title": """
        商品名 購入商品商品名 購入商品名 商品名称 アイテム名 品名 lineitemname productname itemname itemtitle title 商品 商品の名前 品物 product item
        description""",
    "variant": """
        項目選択肢 バリエーション バリエーション名 種類 種類名 商品オプション オプション 選択肢 規格名1 規格名2 規格分類名1 規格分類名2 規格 sku情報
        variation variant option itemoption""",
    "quantity": """
        数量 個数 受注数量 受注数 注文数量 注文数 購入数量 購入数 購入商品販売個数 販売個数 商品個数 点数 lineitemquantity quantity qty
        quantitypurchased units pieces 数 ご注文数""",
    "price": """
        単価 単価税込 税込単価 商品単価 販売単価 商品価格 販売価格 購入商品販売価格 購入商品販売価格消費税込 価格 価格税込 unitprice lineitemprice
        price 税込価格 単品価格""",
    "amount": "明細金額 明細小計 商品小計 行合計 購入商品小計 小計 金額 linesubtotal linetotal lineamount sales amount",
    "needs_parcel": "lineitemrequiresshipping",
    # money of the order
    "subtotal": "商品合計金額 商品合計 商品計 商品代金合計 商品金額合計 小計合計 商品代金 itemtotal subtotal",
    "shipping": "送料合計 送料 送料税込 発送料 発送代 配送料 配送料金 shippingcharge shipcharge shippingcost shippingfee shipping postage",
    "fee": """
        代引料合計 代引料 代引手数料 代引き手数料 手数料 決済手数料 支払手数料 支払い手数料 後払い手数料 その他費用 他費用 ラッピング料
        ギフトラッピング料 paycharge giftwrapcharge codfee fee""",
    "discount": """
        割引 割引額 割引金額 値引 値引き 値引額 値引金額 クーポン クーポン利用額 クーポン利用総額 クーポン割引額 クーポン値引額 ポイント
        ポイント利用額 ポイント利用 利用ポイント 使用ポイント ポイント値引額 usepoint totalcoupondiscount coupondiscount discountamount""",
    "tax": "消費税合計 消費税 消費税額 税金 税額 taxes tax",
    "total": """
        請求金額 ご請求金額 お支払い合計 お支払合計 お支払い金額 支払合計 支払い合計 支払金額 総合計金額 総合計 合計金額 総額 受注金額 受注合計
        注文金額 注文合計 合計 grandtotal ordertotal totalprice totalamount settleamount total 税込合計 お買い上げ合計 代金合計""",
    "refunded": "返金額 返金金額 refundedamount",
    "currency": "通貨 通貨コード currency currencycode",
    # moments and states
    "placed_at": """
        注文日時 受注日時 購入日時 注文受付日時 ご注文日時 売上日時 注文日 受注日 購入日 ご注文日 注文受付日 売上日 申込日 ordertime orderdate
        orderdatetime orderedat createdat purchasedate placedat 注文日付 受注日付 日付 日時 createddate created date""",
    "placed_hour": "注文時間 受注時間 購入時間 注文時刻 受注時刻",
    "updated_at": "更新日時 最終更新日時 更新日 最終更新日 updatedat lastupdatetime lastupdatedate",
    "way": """
        支払方法 支払方法名 支払方法名称 支払い方法 お支払い方法 お支払方法 決済方法 決済方法名 決済種別 支払区分 paymentmethod paymethodname
        paymethod gateway payment 支払い 支払 決済 paymenttype""",
    "payment_state": """
        入金状況 入金状態 入金ステータス 支払状況 支払い状況 お支払い状況 支払状態 決済状況 決済状態 決済ステータス 入金確認 入金区分 入金フラグ
        入金済フラグ 入金済 paymentstatus financialstatus paystatus paid 入金 支払済 支払い済 決済済""",
    "paid_at": "入金日時 入金日 入金確認日時 入金確認日 入金済日 支払日時 支払日 決済日時 決済日 paidat paymentdate paydate",
    "paid": "入金金額 入金額 paidamount",
    "state": """
        ステータス 注文ステータス 受注ステータス 受注状態 注文状態 注文状況 受注状況 対応状況名称 対応状況 処理状況 取引状況 取引ステータス status
        orderstatus 状態 進捗""",
    "shipping_state": """
        発送状況 発送状態 発送ステータス 出荷状況 出荷状態 出荷ステータス 配送状況 配送状態 配送ステータス 出荷済フラグ 発送済フラグ 出荷フラグ
        発送フラグ 発送 fulfillmentstatus shipstatus shippingstatus deliverystatus""",
    "shipped_at": """
        発送日時 発送日 出荷日時 出荷日 出荷確定日 発送完了日時 発送完了日 発送完了報告日時 出荷完了日 shipdate shippedat shippeddate shippingdate
        fulfilledat dispatchdate""",
    "delivered_at": "配達完了日時 配達完了日 お届け完了日 deliveredat",
    "cancelled_at": "キャンセル日時 キャンセル日 受注キャンセル日 取消日時 取消日 cancelledat canceledat canceldate",
    "cancel": "キャンセル キャンセル区分 キャンセルフラグ 取消 取消フラグ cancelled canceled cancel",
    # the way to the buyer
    "shipping_method": "配送方法 配送方法名 発送方法 発送方法名 配送種別 shippingmethod shipmethodname shipmethod shipmode deliverymethod",
    "carrier": """
        配送会社 配送会社名 配送業者 配送業者名 運送会社 運送会社名 運送業者 宅配業者 宅配会社 配送キャリア carrier carriername shipcompanyname
        courier trackingcompany shippingcarrier 配送会社コード 運送会社コード 配送業者コード carriercode shipcompanycode 便種""",
    "tracking": """
        送り状番号 送り状no お問い合わせ番号 お問合せ番号 お問合わせ番号 お問い合せ番号 お問い合せ送り状no お問合せ送り状no 問い合わせ番号 問合せ番号
        追跡番号 お荷物伝票番号 荷物伝票番号 荷物番号 配送伝票番号 発送伝票番号 出荷伝票番号 宅配伝票番号 配送番号 trackingnumber trackingnumbers
        trackingno trackingcode tracking shipinvoicenumber1 shipinvoicenumber2 awb""",
    # the rest
    "note": "備考 備考欄 お客様備考 購入者備考 注文者備考 注文メモ コメント ひとことコメント お問い合わせ notes note buyercomments",
    "locale": "言語 言語コード locale language",
    "coupon": """
        クーポンコード ご利用クーポンコード 利用クーポンコード 使用クーポンコード 割引コード couponcode couponcodes discountcode discountcodes promocode
        promotioncode""",
    "gift": "ギフトフラグ ギフト ギフト配送希望 giftflag",
}
JOINED = ("variant", "tracking", "line2", "to_line2")  # several columns that say it stand beside each other
SUMMED = ("fee", "discount")  # and are added up

# whose: the words before or behind a part. What stands for neither (the sender) is not read
BUYER = """
    注文者 ご注文者 注文者様 ご注文者様 注文主 ご注文主 購入者 ご購入者 請求先 ご請求先 お客様 顧客 受注 bill billing billto customer buyer"""
RECIPIENT = """
    送付先 送り先 お送り先 お届け先 お届先 届け先 届先 配送先 発送先 発送 受取人 宛先 納品先 ship shipping shipto recipient delivery"""
PARTS: dict[str, str] = {
    "name": "お名前 名前 氏名 宛名 様名 名 name fullname",
    "family": "姓 お名前姓 氏 氏名姓 名前姓 lastname familyname",
    "given": "名 お名前名 氏名名 名前名 firstname givenname",
    "company": "会社名 会社 法人名 会社名部署名 会社部門 company companyname",
    "mail": "メールアドレス メール eメール email mail mailaddress emailaddress",
    "phone": "電話番号 お電話番号 電話 tel phone phonenumber telephone",
    "postal_code": "郵便番号 〒 zip zipcode postalcode postcode",
    "region": "都道府県 都道府県名称 都道府県名 住所都道府県 prefecture province provincename state region",
    "city": "市区町村 市郡区 郡市区 住所市区町村 住所郡市区 住所市郡区 city",
    "line1": "住所1 住所 住所1行目 住所全体 住所それ以降の住所 それ以降の住所 それ以降 町名番地 番地 address1 addressline1 address street",
    "line2": "住所2 住所2行目 住所3 建物名 建物名部屋番号 マンション名 address2 addressline2",
    "country": "国 国名 国コード country countrycode",
}
IN_THREE = ("phone", "postal_code")  # some tools give a number in two or three columns: phone1, phone2, phone3
OF_A_STREET = ("postal_code", "region", "city", "line2", "country")
OF_PARCELS = ("number", "carrier", "tracking", "shipped_at", "sku", "line", "quantity")
OF_LABELS = ("number", "tracking", "shipped_at")  # what else stands in the file of a label program is about boxes, not goods


class Tool(NamedTuple):
    """A program by whose columns its files are known. `own`: columns that mean something else there (empty: nothing)."""

    title: str
    known_by: str  # all of these columns are there
    own: Mapping[str, str] = {}
    carrier: str = ""  # of a label program: everything in the file goes by it


TOOLS = (
    Tool(
        "Shopify",
        "lineitemquantity financialstatus",
        {
            "name": "number",
            "id": "",
            "email": "mail",
            "phone": "phone",
            "source": "",
            "location": "",
            "employee": "",
            "lineitemfulfillmentstatus": "",
            "billingstreet": "",
            "shippingstreet": "",
            "billingprovincename": "",
            "shippingprovincename": "",
            "paymentid": "",
        },
    ),
    Tool(
        "Yahoo!ショッピング",
        "orderid shipstatus",
        {"orderstatus": "yahoo_state", "paystatus": "yahoo_payment", "shipstatus": "yahoo_shipping", "discount": "discount", "subcode": "variant"},
    ),
    Tool("EC-CUBE", "対応状況名称 お名前姓", {"小計": "subtotal", "注文id": "", "対応状況id": "", "商品id": "", "配送業者": "carrier", "お問い合わせ": "note"}),
    Tool("EC-CUBE", "対応状況 お名前姓", {"小計": "subtotal", "注文id": "", "商品id": ""}),
    Tool("楽天RMS", "注文番号 送付先姓 商品管理番号", {"小計": "", "コメント": "note", "注文日": "", "注文時間": ""}),
    Tool("ネクストエンジン", "店舗伝票番号 発送郵便番号", {"ポイント": "discount"}),
    Tool("ネクストエンジン", "伝票番号 受注番号 発送伝票番号", {"伝票番号": "", "ポイント数": "discount"}),
    Tool("CROSS MALL", "管理番号 注文番号 配送伝票番号", {"管理番号": ""}),
    Tool("BASE", "注文id 氏請求先"),
    Tool("STORES", "オーダー番号"),
    Tool("カラーミーショップ", "売上id"),
    Tool("MakeShop", "注文番号 独自商品コード"),
    Tool("B2クラウド", "お客様管理番号 送り状種類 伝票番号", {"伝票番号": "tracking"}, "yamato"),
    Tool("e飛伝", "お問い合せ送り状no", {}, "sagawa"),
    Tool("e飛伝", "お問合せ送り状no", {}, "sagawa"),
    Tool("ゆうプリR", "お客様側管理番号", {}, "japan_post"),
)


@lru_cache(maxsize=10_000)
def plain(name: str) -> str:
    """As one compares heads: widths and cases joined, without blanks, brackets, hyphens or signs."""
    return WITHOUT.sub("", unicodedata.normalize("NFKC", name).casefold())


RANKS = {name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names.split())}
PART_RANKS = {part: {name: rank for rank, name in enumerate(names.split())} for part, names in PARTS.items()}
OWNERS = sorted([(word, "") for word in BUYER.split()] + [(word, "to_") for word in RECIPIENT.split()], key=lambda pair: -len(pair[0]))
FIELDS = frozenset(
    (
        *NAMES,
        *(f"{whose}{part}{nth}" for part in PARTS for whose in ("", "to_") for nth in ("", *("123" if part in IN_THREE else ""))),
        "yahoo_state",
        "yahoo_payment",
        "yahoo_shipping",
    )
)
NOTHING = ("", 0)
NOBODY = 100  # added to the rank of a part of an address that does not say whose it is
Found = tuple[str, int]  # a field, and how strongly the name says so: less is stronger
ENDINGS = ("税込", "税抜", "円", "jpy", "消費税込")  # how a head may end that is about money
TWICE = re.compile(r" \(\d+\)$")  # how a head is told from one before it that reads the same


class Meaning(NamedTuple):
    """What a file's columns say. `fields`: one for each column, empty where it is not read."""

    fields: tuple[str, ...]
    tool: str = ""
    carrier: str = ""

    def has(self, *names: str) -> bool:
        return any(name in self.fields for name in names)


def tool_of(heads: Iterable[str]) -> Tool:
    found = set(heads)
    return next((tool for tool in TOOLS if found.issuperset(tool.known_by.split())), Tool("", ""))


def orders(columns: tuple[str, ...], corrected: Mapping[str, str]) -> Meaning:
    """Each column by its name; a correction of the shop's own counts before everything."""
    heads = [plain(column) for column in columns]
    tool = tool_of(heads)
    split = {whose for head in heads for part, whose, _ in parts_of(head) if part == "family"}
    found = [candidate(column, head, corrected, tool, split) for column, head in zip(columns, heads, strict=True)]
    return Meaning(tuple(of_the_recipient(strongest(found), found)), tool.title, tool.carrier)


def of_the_recipient(fields: list[str], found: list[Found]) -> list[str]:
    """Where only the recipient has a street, a town or postal code that names nobody is the recipient's."""
    if "to_line1" not in fields or "line1" in fields:
        return fields
    moves = [field in OF_A_STREET and rank >= NOBODY and f"to_{field}" not in fields for field, (_, rank) in zip(fields, found, strict=True)]
    return [f"to_{field}" if moved else field for field, moved in zip(fields, moves, strict=True)]


def parcels(columns: tuple[str, ...], corrected: Mapping[str, str]) -> Meaning:
    """The columns of a file that tells which parcel left: what is about the order itself is not read."""
    heads = [plain(column) for column in columns]
    tool = tool_of(heads)
    wanted = OF_LABELS if tool.carrier else OF_PARCELS
    found = [candidate(column, head, corrected, tool, set()) for column, head in zip(columns, heads, strict=True)]
    fields = strongest([one if one[0] in wanted else NOTHING for one in found])
    if "tracking" not in fields and "伝票番号" in heads and fields[heads.index("伝票番号")] == "":
        fields[heads.index("伝票番号")] = "tracking"  # the slip's number, where the order's stands in another column
    return Meaning(tuple(fields), tool.title, tool.carrier)


def candidate(column: str, head: str, corrected: Mapping[str, str], tool: Tool, split: set[str]) -> Found:
    if head in corrected:
        return corrected[head], -1
    if head in tool.own:
        return tool.own[head], -1
    bare = plain(TWICE.sub("", column))
    named = next((name for end in ("", *ENDINGS) if (name := bare.removesuffix(end)) in RANKS), "")
    if named and bare == head:
        return RANKS[named]
    if options := list(parts_of(bare)):
        part, whose, rank = next((one for one in options if one[0] == "given" and one[1] in split), options[0])
        return f"{whose if bare == head else 'to_'}{part}", rank  # the second column of that name is the recipient's
    nth = [(f"{whose}{part}{head[-1]}", rank) for part, whose, rank in parts_of(head[:-1]) if part in IN_THREE and head[-1] in "123"]
    return nth[0] if nth else NOTHING


def parts_of(head: str) -> Iterator[tuple[str, str, int]]:
    """(part, whose, rank) of 注文者姓, 氏(請求先), BillZipCode, お届け先住所1; nobody named is the buyer, but less strongly.

    名 is the whole name or the given one: whether the family name has a column too decides."""
    for owner, whose in (*OWNERS, ("", "")):
        for rest in (head.removeprefix(owner), head.removesuffix(owner)):
            for part, names in PART_RANKS.items() if rest != head or not owner else ():
                if rest in names:
                    yield part, whose, names[rest] + NOBODY * (not owner)


def strongest(found: list[Found]) -> list[str]:
    """One column a field, but for those that are joined or added up."""
    best: dict[str, int] = {}
    for at, (field, rank) in enumerate(found):
        if field and (field not in best or rank < found[best[field]][1]):
            best[field] = at
    return [field if field and (best[field] == at or field in SUMMED or field in JOINED) else "" for at, (field, _) in enumerate(found)]
