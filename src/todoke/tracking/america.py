"""The carriers of North America.

Rules: jkeen/tracking_number_data (MIT, Jeff Keen), retold; for USPS also Publication 199 (IMpb), for FedEx SmartPost's 92 its edition of 2017.
Links: as that collection and Shopify's list of carriers have them."""

from todoke.tracking.carrier import Carrier, Format
from todoke.tracking.checks import AFTER_91, AFTER_92, ELEVEN_173, ELEVEN_317, LUHN, TEN_1_2, TEN_1_3, TEN_3_1

UPS = "https://www.ups.com/track?loc={locale}&tracknum={{number}}"
FEDEX = "https://www.fedex.com/fedextrack/?action=track&trackingnumber={{number}}&locale={locale}"
CANADA = "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor={number}"
LANGUAGES = {"ja": "ja_JP", "zh-Hans": "zh_CN", "ru": "ru_RU", "": "en_US"}

CARRIERS = (
    Carrier("ups", {"en": "UPS"}, {language: UPS.format(locale=locale) for language, locale in LANGUAGES.items()}, 8, "united parcel service", "ups.com"),
    Carrier("fedex", {"en": "FedEx"}, {language: FEDEX.format(locale=locale) for language, locale in LANGUAGES.items()}, 8,
            "federal express, fedex smartpost, フェデックス, 联邦快递", "fedex.com"),
    Carrier("usps", {"en": "USPS"}, {"": "https://tools.usps.com/go/TrackConfirmAction?tLabels={number}"}, 8,
            "united states postal service, us postal service, us mail, 米国郵便公社, 美国邮政", "usps.com"),
    Carrier("amazon", {"ja": "Amazon配送", "en": "Amazon Logistics"}, {"": "https://track.amazon.com/tracking/{number}"}, 4,
            "amazon, amzl, amazon shipping, amazon logistics us, アマゾン, デリバリープロバイダ", "amazon.com, amazon.co.jp"),
    Carrier("ontrac", {"en": "OnTrac"}, {"": "https://www.ontrac.com/tracking/?number={number}"}, 1, "on trac", "ontrac.com"),
    Carrier("lasership", {"en": "LaserShip"}, {"": "https://www.ontrac.com/tracking/?number={number}"}, 1, "laser ship", "lasership.com"),
    Carrier("canada_post", {"en": "Canada Post", "ja": "カナダ郵便公社"}, {"": CANADA}, 2, "canadapost, postes canada, カナダポスト", "canadapost.ca, canadapost-postescanada.ca"),
    Carrier("purolator", {"en": "Purolator"}, {"": "https://www.purolator.com/en/shipping/tracker?pin={number}"}, 1, "", "purolator.com"),
    Carrier("canpar", {"en": "Canpar Express"}, {"": "https://www.canpar.com/en/tracking/track.htm?barcode={number}"}, 1, "canpar", "canpar.com"),
    Carrier("landmark", {"en": "Landmark Global"}, {"": "https://track.landmarkglobal.com/?search={number}"}, 1, "landmark", "landmarkglobal.com"),
    Carrier("gofo", {"en": "GOFO Express"}, {"": "https://www.gofoexpress.com/tracking.html?searchID={number}"}, 1, "gofo", "gofoexpress.com"),
    Carrier("old_dominion", {"en": "Old Dominion Freight Line"}, {"": "https://www.odfl.com/us/en/tools/trace-track-ltl-freight/trace.html?proNumbers={number}"}, 0.5,
            "old dominion, odfl", "odfl.com"),
    Carrier("speedee", {"en": "Spee-Dee Delivery"}, {"": "https://www.speedeedelivery.com/track/?tracking={number}"}, 0.5, "spee-dee, speedee", "speedeedelivery.com"),
)

# before a number of USPS there may be 420 and the ZIP code of five or nine digits that it goes to
ROUTES = (("", 0), ("420#{5}", 8), ("420#{9}", 12))

USPS = (  # service, shape, check
    ("Delivery confirmation, 20 digits", "#{20}", TEN_3_1),
    ("Delivery confirmation, 20 digits", "#{20}", AFTER_91),
    ("Delivery confirmation", "91#{20}", TEN_3_1),
    # IMpb: 92 and 93 commercial mailers (of nine and of six digits), 94 labels printed online, 95 the counter; a mailer of nine digits begins with 9
    ("Commercial mailer", "92###9#{16}", TEN_3_1), ("Commercial mailer", "92###9#{20}", TEN_3_1),
    ("Commercial mailer", "93###[012345678]#{16}", TEN_3_1), ("Commercial mailer", "93###[012345678]#{20}", TEN_3_1),
    ("Label printed online", "94#{20}", TEN_3_1), ("Label printed online", "94#{24}", TEN_3_1), ("Label printed online", "94###9#{24}", TEN_3_1),
    ("Post office counter", "95#{20}", TEN_3_1), ("Post office counter", "95#{24}", TEN_3_1),
)

FORMATS = (
    Format("ups", "1Z", "1Z*{15}#", TEN_1_2, slice(2, None)),
    Format("ups", "Waybill", "[AHJKTV]#{10}", TEN_1_2, slice(1, None)),
    Format("ups", "Mail Innovations", "MI#{6}*{1,22}"),
    Format("fedex", "Express", "#{12}", ELEVEN_317),
    Format("fedex", "Express, bar code of 34", "[012345678]#{33}", ELEVEN_173, slice(20, None)),
    Format("fedex", "Express, bar code of 32", "3#{31}", ELEVEN_317, slice(16, 28)),
    Format("fedex", "Ground", "#{15}", TEN_1_3),
    Format("fedex", "Ground, SSCC", "#{18}", TEN_3_1, slice(2, None)),
    Format("fedex", "Ground, bar code of 22", "96#{20}", TEN_1_3, slice(7, None)),
    Format("fedex", "Ground, bar code of 34", "96#{32}", ELEVEN_173, slice(20, None)),
    Format("fedex", "Ground Economy", "61#{18}", AFTER_92, few=0.05),
    Format("fedex", "Ground Economy", "9261#{18}", TEN_3_1, few=0.05),  # USPS carries it to the door: Parcel Select, 612
    *(Format("usps", service, route + shape, check, slice(skip, None), skip) for service, shape, check in USPS for route, skip in ROUTES),
    Format("amazon", "Amazon Logistics", "TB[ACM]#{12}"),
    Format("amazon", "Amazon Logistics, abroad", "[ACF]#{10}", few=0.1),
    Format("amazon", "Amazon Logistics, Japan", "DA#{10}"),
    Format("ontrac", "OnTrac", "C#{14}", TEN_1_2),
    Format("ontrac", "OnTrac", "D#{14}", TEN_1_2),
    Format("lasership", "LX", "L[AIEHNX][123]#{7}"),
    Format("lasership", "1LS", "1LS7[12]#{10}"),
    Format("lasership", "1LS, piece one", "1LS7[12]##01[1234]#{6}1"),  # printed with a hyphen before the last 1
    Format("lasership", "1LSCX", "1LSCX*{10}"),
    Format("canada_post", "Parcel", "#{16}", TEN_3_1),
    Format("purolator", "Parcel", "[012345]#{11}", LUHN),
    Format("purolator", "Parcel", "@{3}#{9}"),
    Format("canpar", "Parcel", "[CDKLSUXZ]#{21}"),
    Format("landmark", "LTN", "LTN#{8}N1"),
    Format("gofo", "Parcel", "GFUS#{14}"),
    Format("old_dominion", "Freight", "77[78]#{8}", LUHN),
    Format("old_dominion", "Freight", "072#{8}", LUHN),
    Format("old_dominion", "Freight", "780#{8}", LUHN),
    Format("old_dominion", "Guaranteed", "80#{9}", LUHN),
    Format("speedee", "Parcel", "SP#{18}"),
)
