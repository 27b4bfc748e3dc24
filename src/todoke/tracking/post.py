"""Post abroad: UPU S10, thirteen characters that end in the country whose post gave the number; and the posts themselves.

Rule: UPU S10-12. Countries: ISO 3166-1. A post whose own page takes no number in its address is shown on 17track, which reads all of them."""

from todoke.tracking.carrier import Carrier, Format
from todoke.tracking.checks import S10

ANYWHERE = {"": "https://t.17track.net/en#nums={number}", "ja": "https://t.17track.net/ja#nums={number}",
            "zh-Hans": "https://t.17track.net/zh-cn#nums={number}", "ru": "https://t.17track.net/ru#nums={number}"}

CARRIERS = (
    Carrier("s10", {"ja": "国際郵便", "en": "International mail", "zh-Hans": "国际邮政", "ru": "Международная почта"}, ANYWHERE, 1, "upu"),
    Carrier("royal_mail", {"en": "Royal Mail", "ja": "ロイヤルメール"}, {"": "https://www.royalmail.com/track-your-item#/tracking-results/{number}"}, 2,
            "royalmail, parcelforce", "royalmail.com, parcelforce.com"),
    Carrier("china_post", {"en": "China Post", "ja": "中国郵政", "zh-Hans": "中国邮政"}, ANYWHERE, 3, "chinapost, china ems, epacket, ems china, e邮宝", "ems.com.cn, chinapost.com.cn"),
    Carrier("hongkong_post", {"en": "Hongkong Post", "ja": "香港郵政", "zh-Hans": "香港邮政"}, ANYWHERE, 1, "hong kong post", "hongkongpost.hk"),
    Carrier("chunghwa_post", {"en": "Chunghwa Post", "ja": "中華郵政", "zh-Hans": "中华邮政"}, ANYWHERE, 1, "taiwan post, 中華郵政", "post.gov.tw"),
    Carrier("korea_post", {"en": "Korea Post", "ja": "韓国郵便"}, {"": "https://service.epost.go.kr/trace.RetrieveEmsRigiTraceList.comm?POST_CODE={number}"}, 1,
            "koreapost, 우체국", "epost.go.kr, epost.kr"),
    Carrier("singapore_post", {"en": "Singapore Post", "ja": "シンガポール郵便"}, ANYWHERE, 1, "singpost", "singpost.com"),
    Carrier("thailand_post", {"en": "Thailand Post"}, {"": "https://track.thailandpost.co.th/?trackNumber={number}"}, 0.5, "", "thailandpost.co.th"),
    Carrier("pos_malaysia", {"en": "Pos Malaysia"}, ANYWHERE, 0.5, "malaysia post", "pos.com.my"),
    Carrier("india_post", {"en": "India Post"}, ANYWHERE, 0.5, "", "indiapost.gov.in"),
    Carrier("australia_post", {"en": "Australia Post", "ja": "オーストラリア郵便公社"}, {"": "https://auspost.com.au/mypost/track/#/details/{number}"}, 1, "auspost", "auspost.com.au"),
    Carrier("new_zealand_post", {"en": "NZ Post"}, {"": "https://www.nzpost.co.nz/tools/tracking/item/{number}"}, 0.5, "new zealand post, nz post", "nzpost.co.nz"),
    Carrier("deutsche_post", {"en": "Deutsche Post", "ja": "ドイツポスト"}, ANYWHERE, 1, "", "deutschepost.de"),
    Carrier("la_poste", {"en": "La Poste"}, {"": "https://www.laposte.fr/outils/suivre-vos-envois?code={number}"}, 1, "laposte, colissimo", "laposte.fr"),
    Carrier("poste_italiane", {"en": "Poste Italiane"}, {"": "https://www.poste.it/cerca/index.html#/risultati-spedizioni/{number}"}, 0.5, "", "poste.it"),
    Carrier("correos", {"en": "Correos"}, {"": "https://www.correos.es/es/en/tools/tracker/items/details?tracking-number={number}"}, 0.5, "correos spain", "correos.es"),
    Carrier("postnl", {"en": "PostNL"}, ANYWHERE, 0.5, "post nl", "postnl.nl, postnl.post"),
    Carrier("bpost", {"en": "bpost"}, {"": "https://track.bpost.cloud/btr/web/#/search?itemCode={number}&lang=en"}, 0.5, "", "bpost.be, bpost.cloud"),
    Carrier("swiss_post", {"en": "Swiss Post"}, {"": "https://service.post.ch/ekp-web/ui/entry/search/{number}"}, 0.5, "die schweizerische post", "post.ch"),
    Carrier("austrian_post", {"en": "Austrian Post"}, {"": "https://www.post.at/s/sendungsdetails?snr={number}"}, 0.5, "österreichische post", "post.at"),
    Carrier("postnord", {"en": "PostNord"}, {"": "https://tracking.postnord.com/en/tracking?id={number}"}, 0.5, "", "postnord.com, postnord.dk, postnord.se"),
    Carrier("posti", {"en": "Posti"}, {"": "https://www.posti.fi/en/tracking#/lahetys/{number}"}, 0.5, "", "posti.fi"),
    Carrier("posten", {"en": "Posten Norge"}, {"": "https://sporing.posten.no/sporing/{number}"}, 0.5, "posten norway, bring", "posten.no"),
    Carrier("russian_post", {"en": "Russian Post", "ja": "ロシア郵便", "ru": "Почта России", "zh-Hans": "俄罗斯邮政"}, {"": "https://www.pochta.ru/tracking#{number}"}, 1,
            "russia post, pochta rossii, pochta, почта россии, ems почта россии", "pochta.ru"),
    Carrier("ukrposhta", {"en": "Ukrposhta", "ru": "Укрпочта"}, {"": "https://track.ukrposhta.ua/tracking_EN.html?barcode={number}"}, 0.5, "", "ukrposhta.ua"),
    Carrier("poczta_polska", {"en": "Poczta Polska"}, {"": "https://emonitoring.poczta-polska.pl/?numer={number}"}, 0.5, "", "poczta-polska.pl"),
    Carrier("brazil_post", {"en": "Correios"}, ANYWHERE, 0.5, "correios", "correios.com.br"),
)

POSTS = {
    "JP": "japan_post", "US": "usps", "CA": "canada_post", "GB": "royal_mail", "CN": "china_post", "HK": "hongkong_post", "TW": "chunghwa_post", "KR": "korea_post",
    "SG": "singapore_post", "TH": "thailand_post", "MY": "pos_malaysia", "IN": "india_post", "AU": "australia_post", "NZ": "new_zealand_post", "DE": "deutsche_post",
    "FR": "la_poste", "IT": "poste_italiane", "ES": "correos", "NL": "postnl", "BE": "bpost", "CH": "swiss_post", "AT": "austrian_post", "SE": "postnord",
    "DK": "postnord", "FI": "posti", "NO": "posten", "RU": "russian_post", "UA": "ukrposhta", "PL": "poczta_polska", "BR": "brazil_post",
}

OTHER_COUNTRIES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AW AX AZ BA BB BD BF BG BH BI BJ BL BM BN BO BQ BS BT BV BW BY BZ CC CD CF CG CI CK CL CM CO CR CU CV CW CX CY CZ "
    "DJ DM DO DZ EC EE EG EH ER ET FJ FK FM FO GA GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HM HN HR HT HU ID IE IL IM IO IQ IR IS JE JM JO "
    "KE KG KH KI KM KN KP KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MZ NA NC NE NF NG NI NP "
    "NR NU OM PA PE PF PG PH PK PM PN PR PS PT PW PY QA RE RO RS RW SA SB SC SD SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TJ TK TL TM TN TO "
    "TR TT TV TZ UG UM UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
).split()

FORMATS = (
    *(Format(post, "International mail", "@@#{9}" + country, S10, slice(2, 11), also="s10") for country, post in POSTS.items()),
    *(Format("s10", "International mail", "@@#{9}" + country, S10, slice(2, 11)) for country in OTHER_COUNTRIES),
)
