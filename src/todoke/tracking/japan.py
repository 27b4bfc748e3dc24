"""The carriers of Japan. Parcels of a hundred: Ministry of Land, Infrastructure, Transport and Tourism, parcels carried in fiscal 2022
(mlit.go.jp, report of 25 August 2023).

7DR, the last digit is the rest of the others divided by 7: packtrack's tables of real numbers, TakamoriYamashiro/shipping-jp-js, gyomu.org "7DR".
Yamato, Sagawa and Japan Post share it, so that twelve digits alone never tell which of the three it is. Seino and Fukuyama publish no rule.
Links: as the carriers' own mails have them; Sagawa and Fukuyama have no address in English that takes a number."""

from todoke.tracking.carrier import Carrier, Format
from todoke.tracking.checks import SEVEN

JAPAN_POST = "https://trackings.post.japanpost.jp/services/srv/search/direct?searchKind=S002&reqCodeNo1={number}&locale="

CARRIERS = (
    Carrier("yamato", {"ja": "ヤマト運輸", "en": "Yamato Transport", "zh-Hans": "大和运输（黑猫宅急便）"},
            {"": "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={number}"}, 47.5,
            "yamato, ヤマト, クロネコヤマト, クロネコ, kuroneko, kuroneko yamato, 宅急便, ネコポス, 黑猫, 黒猫, 大和运输, ta-q-bin, takkyubin, ytc, =1001", "kuronekoyamato.co.jp"),
    Carrier("sagawa", {"ja": "佐川急便", "en": "Sagawa Express", "zh-Hans": "佐川急便"},
            {"": "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={number}"}, 27.6,
            "sagawa, =佐川, 飛脚宅配便, 飛脚, 飞脚, hikyaku, =sgh, =1002", "sagawa-exp.co.jp"),
    Carrier("japan_post", {"ja": "日本郵便", "en": "Japan Post", "zh-Hans": "日本邮政", "ru": "Почта Японии"},
            {"ja": JAPAN_POST + "ja", "": JAPAN_POST + "en"}, 19.9,
            "japanpost, jppost, jp post, 郵便局, 日本郵政, ゆうパック, ゆうパケット, ゆうメール, レターパック, クリックポスト, ポスパケット, 書留, 特定記録, 国際スピード郵便, "
            "ペリカン便, ペリカン, jpエクスプレス, jpexpress, jp express, yu-pack, yupack, letter pack, click post, kakitome, =pelican, =1003", "japanpost.jp"),
    Carrier("fukuyama", {"ja": "福山通運", "en": "Fukuyama Transporting", "zh-Hans": "福山通运"},
            {"": "https://corp.fukutsu.co.jp/situation/tracking_no_hunt/{number}"}, 2.8, "fukuyama, =福山, 福通, フクツー, フクツー宅配便, fukutsu, =1006", "fukutsu.co.jp"),
    Carrier("seino", {"ja": "西濃運輸", "en": "Seino Transportation", "zh-Hans": "西浓运输"},
            {"": "https://track.seino.co.jp/cgi-bin/gnpquery.pgm?GNPNO1={number}"}, 2.1, "seino, 西濃, セイノー, カンガルー便, =kangaroo, =1004", "seino.co.jp"),
)

FORMATS = (
    Format("yamato", "TA-Q-BIN", "#{12}", SEVEN),
    Format("sagawa", "Hikyaku Express", "#{12}", SEVEN),
    Format("japan_post", "Yu-Pack, Letter Pack, Click Post, Pelican", "#{12}", SEVEN),
    Format("japan_post", "Registered mail (書留)", "#{11}", SEVEN, few=0.1),  # printed as 123-45-67890-1: ten digits and their rest
    Format("fukuyama", "Parcel", "#{10,12}"),
    Format("seino", "Parcel", "#{10,12}"),
)
