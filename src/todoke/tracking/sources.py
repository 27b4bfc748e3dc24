"""Whose words a history is told in: a carrier or an aggregator, by the names that people and channels give them, and the clock it goes by."""

from collections.abc import Mapping
from datetime import tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from todoke.tracking import words_aggregators, words_japan, words_world
from todoke.tracking.carriers import CARRIERS, LONGEST, carrier_of
from todoke.tracking.wordings import Vocabulary, fold

# what is no carrier, or none any more; carriers.py knows the names of the others
BESIDES = {
    "easypost": "EasyPost",
    "shopify": "Shopify",
    "aftership": "AfterShip",
    "seventeentrack": "17TRACK|17 track|seventeen track",
    "karrio": "karrio|purplship",
    "amazon": "Amazon|Easy Ship|Amazon Shipping|Amazon SP-API",
    "shipbob": "ShipBob",
    "jp_express": "jpexpress|JP Express|JPエクスプレス|JPEX|ペリカン便|日通ペリカン便|Pelican",
    "japan_post": "jppost|jp_post|書留|簡易書留|EMS|国際スピード郵便|ゆうパケット|レターパック|クリックポスト",
    "s10": "UPU|EMSEVT|S10",
}
NAMES = {fold(name): source for source, names in BESIDES.items() for name in (source, *names.split("|"))}

JAPAN, CHINA, RUSSIA, WORLD = ZoneInfo("Asia/Tokyo"), ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Moscow"), ZoneInfo("UTC")
# a time that names no zone is read on the carrier's clock: on Japan's where the carrier is not known, on UTC where it may be anywhere
CLOCKS: Mapping[str, tzinfo] = (
    dict.fromkeys((*BESIDES, *CARRIERS), WORLD)
    | dict.fromkeys(("", *words_japan.TABLES), JAPAN)
    | dict.fromkeys(("sf", "cainiao", "yanwen", "4px", "yunexpress", "china_post"), CHINA)
    | dict.fromkeys(("cdek", "russian_post"), RUSSIA)
)

VOCABULARY = Vocabulary(
    words_japan.TABLES | words_aggregators.TABLES | words_world.TABLES,
    eastern=(words_japan.JAPAN, words_world.CHINESE),
    western=(words_world.ENGLISH, words_world.RUSSIAN),
)  # fmt: skip


def source_of(carrier: str) -> str:
    """A code or a name as people write it → our code; empty: none that we know."""
    return named(carrier[:LONGEST])


@lru_cache(maxsize=4096)
def named(carrier: str) -> str:
    return NAMES.get(fold(carrier)) or carrier_of(carrier)


def clock_of(source: str) -> tzinfo:
    return CLOCKS.get(source, JAPAN)
