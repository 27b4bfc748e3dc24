"""What each channel itself tells its buyers, and what channels and laws allow: data with source and date (CHN-7).

The journeys ask FORBIDDEN before a row goes live, the lint all of it before a text does, the desk what is about to leave
(notices/lint/leaving.py), the console to explain a no."""

from typing import NamedTuple

# Shopify's default notifications to buyers, as switched on in a new shop. Source: help.shopify.com, "Customer notifications", read 2026-11.
TOLD_BY_CHANNEL = frozenset((
    "order_confirmation", "payment_received", "shipping_confirmation", "tracking_updated", "out_for_delivery", "delivered",
    "cancel_confirmed", "refund_issued",
))


# What a buyer need not hear (TRK-6): where the parcel is stands on their page as well. All else they must be told.
PARCEL_MAILS = frozenset(("out_for_delivery", "delivery_attempt_failed", "tracking_updated", "delivered"))


class ChannelRule(NamedTuple):
    """One thing that a channel or a law asks. where: the channel, or the country of the law. kinds: notices that it forbids altogether;
    checks: what a text must not have, in the words of leaving.CHECKS; lint: the rule that finds it in a template."""

    name: str
    where: str
    says: str
    source: str
    read: str  # year and month in which the source was read
    kinds: tuple[str, ...] = ()
    checks: str = ""
    lint: str = ""


AMAZON = "Amazon Seller Central, Communication Guidelines"
RAKUTEN = "楽天市場, 外部リンクの禁止（サンクスメール・R-Messe）"
YAHOO = "Yahoo!ショッピング: its own text is not public; held as strictly as Rakuten"

RULES = (
    ChannelRule("amazon.no_confirmation", "amazon", "Amazon confirms orders itself and allows no second mail", AMAZON, "2026-11",
                kinds=("order_confirmation",), lint="L-CHANNEL"),
    ChannelRule("amazon.no_confirmation", "amazon", "Amazon tells of shipments itself, no second mail", AMAZON, "2026-11",
                kinds=("shipping_confirmation",), lint="L-CHANNEL"),
    ChannelRule("amazon.no_marketing", "amazon", "Amazon allows no marketing to buyers", AMAZON, "2026-11",
                kinds=("follow_up", "stockout_aftercare", "restock_notice"), lint="L-CHANNEL"),
    ChannelRule("amazon.no_links", "amazon", "no links, addresses of mail or telephone numbers", AMAZON, "2026-11", checks="links", lint="V-AMZ-2"),
    ChannelRule("amazon.no_markup", "amazon", "text only: no HTML, pictures or logos", "SP-API, Messaging", "2026-11", checks="markup", lint="V-AMZ-2"),
    ChannelRule("amazon.too_long", "amazon", "2,000 characters at most", "SP-API, Messaging", "2026-11", checks="length", lint="V-AMZ-1"),
    ChannelRule("amazon.no_order_number", "amazon", "the 17-digit order number stands in it", AMAZON, "2026-11", checks="number", lint="V-AMZ-3"),
    ChannelRule("amazon.no_cancel_request", "amazon", "the buyer is never asked to cancel", AMAZON, "2026-11", checks="cancel_request", lint="V-AMZ-5"),
    ChannelRule("amazon.not_needed", "amazon", "only what is needed to finish the order: no thanks, coupons, reviews, alternatives", AMAZON, "2026-11",
                checks="amazon_forbidden", lint="V-AMZ-6"),
    ChannelRule("rakuten.no_outside_links", "rakuten", "no links outside Rakuten; carriers' tracking pages are free", RAKUTEN, "2026-11",
                checks="outside_links", lint="V-MAL-1"),
    ChannelRule("rakuten.no_cancel_request", "rakuten", "the buyer is never asked to cancel in the shop's place", RAKUTEN, "2026-11",
                checks="cancel_request", lint="V-AMZ-5"),
    ChannelRule("yahoo.no_outside_links", "yahoo", "no links outside Yahoo! Shopping; carriers' tracking pages are free", YAHOO, "2026-11",
                checks="outside_links", lint="V-MAL-1"),
    ChannelRule("yahoo.no_cancel_request", "yahoo", "the buyer is never asked to cancel in the shop's place", YAHOO, "2026-11",
                checks="cancel_request", lint="V-AMZ-5"),
    ChannelRule("jp.ads_need_consent", "JP", "advertising needs consent or a business relation; attached to a notice of the contract it is free",
                "特定電子メール法 3条; 特定商取引法 12条の3", "2026-11", lint="L-CONSENT"),
    ChannelRule("jp.ads_name_sender", "JP", "advertising names sender, address, contact and how to end it", "特定電子メール法 4条", "2026-11", lint="L-OPTOUT"),
    ChannelRule("jp.acceptance_is_told", "JP", "an order paid in advance needs a notice of acceptance; received is not accepted",
                "特定商取引法 13条; 東京地判 2005-09-02", "2026-11", lint="V-TRU-4"),
    ChannelRule("us.transaction_first", "US", "no advertising in the subject, and the transaction stands at the beginning", "16 CFR 316.3(a)(2)", "2026-11",
                lint="V-SUB-8, V-ADV-2"),
    ChannelRule("us.ads_can_be_ended", "US", "advertising has a way out and a postal address", "15 USC 7704(a)(5)", "2026-11", lint="L-OPTOUT"),
    ChannelRule("us.delay_is_a_choice", "US", "a delay notice offers a free way to cancel", "16 CFR 435.2(b)", "2026-11", lint="V-STP-2, V-MON-1"),
    ChannelRule("eu.ads_need_consent", "EU", "advertising needs consent, or similar goods to a buyer who did not object", "2002/58/EC 13", "2026-11",
                lint="L-CONSENT"),
    ChannelRule("eu.no_hidden_pixel", "EU", "opens are measured only with consent", "2002/58/EC 5(3)", "2026-11", lint="L-PIXEL"),
)  # fmt: skip

# Where a buyer's number is given for the delivery and for nothing else: no text message goes there, and no LINE.
NO_TEXTS = frozenset(("aliexpress", "amazon", "rakuten", "yahoo"))

# Marketplaces: their buyers are theirs, and a link that goes a way round is one that leads outside.
NO_MEASURING = NO_TEXTS

# (channel, notice) that its rules forbid → why
FORBIDDEN = {
    (rule.where, kind): f"{rule.says} ({rule.name}; source and date in channel_rules)" for rule in RULES for kind in rule.kinds
}  # fmt: skip


def rules_of(channel: str) -> tuple[ChannelRule, ...]:
    """What the channel asks, in the order in which it is checked."""
    return tuple(rule for rule in RULES if rule.where == channel)
