"""The carriers of Europe, and DHL with all its houses.

Rules: jkeen/tracking_number_data (MIT, Jeff Keen), retold; DPD: ISO/IEC 7064; DHL Parcel Germany: GS1 SSCC under DHL's 0034."""

from todoke.tracking.carrier import Carrier, Format
from todoke.tracking.checks import HYBRID, SEVEN, TEN_3_1

DHL = "https://www.dhl.com/{place}/home/tracking.html?tracking-id={{number}}&submit=1"
DHLS = {language: DHL.format(place=place) for language, place in {"ja": "jp-ja", "zh-Hans": "cn-zh", "": "global-en"}.items()}

CARRIERS = (
    Carrier("dhl", {"en": "DHL"}, DHLS, 2, "dhl parcel, dhl paket, deutsche post dhl", "dhl.com, dhl.de"),
    Carrier("dhl_express", {"en": "DHL Express"}, DHLS, 8, "dhlexpress, dhl worldwide, mydhl"),
    Carrier("dhl_ecommerce", {"en": "DHL eCommerce"}, DHLS, 1, "dhlecommerce, dhl global mail, dhlglobalmail, dhl ecommerce asia", "dhlecs.com, dhlglobalmail.com"),
    Carrier("dpd", {"en": "DPD"}, {"": "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber={number}"}, 1,
            "dpd uk, dpd local, dpdgroup", "dpd.com, dpdgroup.com, dpd.co.uk, dpd.de"),
    Carrier("yodel", {"en": "Yodel"}, {"": "https://www.yodel.co.uk/tracking/{number}"}, 0.5, "", "yodel.co.uk"),
)

MAIL = ("GM", "LX", "RX", "UV", "CN", "SG", "TH", "IN", "HK", "MY")  # what DHL eCommerce's numbers begin with

FORMATS = (
    Format("dhl_express", "Waybill", "#{10}", SEVEN, also="dhl"),
    Format("dhl_express", "Waybill of 11", "#{11}", SEVEN, also="dhl", few=0.1),
    Format("dhl_express", "Piece", "J@@#{9,10}", also="dhl", few=0.01),
    Format("dhl_express", "Piece", "J@@@#{9,10}", also="dhl", few=0.01),
    Format("dhl", "Parcel Germany", "00340#{15}", TEN_3_1, slice(2, None)),
    Format("dhl", "Parcel", "JJD#{16,18}", few=0.2),
    Format("dhl_ecommerce", "Parcel of 14", "#{14}", also="dhl"),
    # of thirteen characters only those that are not of the shape of UPU S10
    *(Format("dhl_ecommerce", "Parcel", prefix + rest, also="dhl") for prefix in MAIL for rest in ("#*{9}", "#{11}", "#*{11,38}")),
    Format("dpd", "Parcel of 28", "#{27}*", HYBRID),
    Format("dpd", "Parcel of 14 with its check character", "#{14}*", HYBRID),
    Format("dpd", "Parcel of 14", "#{14}"),
    Format("yodel", "Parcel", "JD#{16}"),
    Format("yodel", "Parcel", "JJD#{16}"),
)
