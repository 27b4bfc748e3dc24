"""The carriers of China and Russia, and those that bring China's parcels to the world.

Rules: YunExpress from jkeen/tracking_number_data (MIT, Jeff Keen), retold; Russian Post's fourteen digits (ШПИ: index, month, serial, check digit) as its
senders' programs reckon them; YP is Yanwen's own code among the UPU's. The others publish no rule: length and first letters only."""

from todoke.tracking.carrier import Carrier, Format
from todoke.tracking.checks import TEN_3_1

CARRIERS = (
    Carrier("sf", {"en": "SF Express", "ja": "順豊エクスプレス", "zh-Hans": "顺丰速运", "ru": "SF Express"},
            {"": "https://www.sf-international.com/us/en/dynamic_function/waybill/#search/bill-number/{number}"}, 2,
            "sf express, sf_express, sf international, 顺丰, 順豊, 順豐, s.f. express, shunfeng", "sf-express.com, sf-international.com"),
    Carrier("yunexpress", {"en": "YunExpress", "zh-Hans": "云途物流"}, {"": "https://www.yuntrack.com/parcelTracking?id={number}"}, 2,
            "yun express, yuntu, yuntrack, 云途", "yuntrack.com, yunexpress.com"),
    Carrier("4px", {"en": "4PX", "zh-Hans": "递四方"}, {"": "https://track.4px.com/#/result/0/{number}"}, 2, "fourpx, four_px, 4px express, 4px worldwide express", "4px.com"),
    Carrier("yanwen", {"en": "Yanwen", "zh-Hans": "燕文物流"},
            {"": "https://track.yw56.com.cn/en/querydel?nums={number}", "zh-Hans": "https://track.yw56.com.cn/cn/querydel?nums={number}"}, 2,
            "yanwen express, yanwen jyt, 燕文, yw56", "yw56.com.cn, yanwen.com"),
    Carrier("cainiao", {"en": "Cainiao", "ja": "菜鳥", "zh-Hans": "菜鸟"}, {"": "https://global.cainiao.com/newDetail.htm?mailNoList={number}"}, 3,
            "cainiao standard, aliexpress standard shipping, aliexpress saver shipping, cainiao global, 菜鸟国际", "cainiao.com"),
    Carrier("cdek", {"en": "CDEK", "ru": "СДЭК"}, {"": "https://www.cdek.ru/en/tracking?order_id={number}", "ru": "https://www.cdek.ru/ru/tracking?order_id={number}"}, 1,
            "сдэк, sdek", "cdek.ru"),
)

FORMATS = (
    Format("sf", "SF", "SF#{12,13}"),
    Format("sf", "Waybill of 12", "#{12}"),
    Format("yunexpress", "Parcel", "YT#{16}"),
    Format("4px", "Parcel", "4PX#{13}CN"),
    Format("4px", "Parcel", "4PX*{10,16}"),
    Format("yanwen", "Parcel", "@@#{9}YP"),
    Format("cainiao", "Parcel", "LP#{14,16}"),
    Format("cdek", "Waybill", "#{10}"),
    Format("russian_post", "Inland (ШПИ)", "#{14}", TEN_3_1),
)
