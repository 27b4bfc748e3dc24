"""Every channel Todoke speaks, by name: one line each."""

from todoke.channels.aliexpress.channel import AliExpress
from todoke.channels.channel import Channel
from todoke.channels.csv.channel import Csv
from todoke.channels.easypost.channel import EasyPost
from todoke.channels.plain.channel import Plain
from todoke.channels.seventeentrack.channel import SeventeenTrack
from todoke.channels.shipbob.channel import ShipBob
from todoke.channels.shopify.channel import Shopify

CHANNELS: dict[str, Channel] = {
    "17track": SeventeenTrack(),
    "aliexpress": AliExpress(),
    "csv": Csv(),
    "easypost": EasyPost(),
    "plain": Plain(),
    "shipbob": ShipBob(),
    "shopify": Shopify(),
}
