"""Every channel Todoke speaks, by name: one line each."""

from todoke.channels.aliexpress.channel import AliExpress
from todoke.channels.channel import Channel
from todoke.channels.csv.channel import Csv
from todoke.channels.plain.channel import Plain
from todoke.channels.shopify.channel import Shopify

CHANNELS: dict[str, Channel] = {
    "aliexpress": AliExpress(),
    "csv": Csv(),
    "plain": Plain(),
    "shopify": Shopify(),
}
