"""What each channel itself tells its buyers, as data with source and date. (What channel and law forbid joins it with the lint.)"""

# Shopify's default notifications to buyers, as switched on in a new shop. Source: help.shopify.com, "Customer notifications", read 2026-11.
TOLD_BY_CHANNEL = frozenset((
    "order_confirmation", "payment_received", "shipping_confirmation", "tracking_updated", "out_for_delivery", "delivered",
    "cancel_confirmed", "refund_issued",
))
