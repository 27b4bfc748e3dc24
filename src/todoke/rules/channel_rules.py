"""What each channel itself tells its buyers, as data with source and date. (What channel and law forbid joins it with the lint.)"""

# Shopify's default notifications to buyers, as switched on in a new shop. Source: help.shopify.com, "Customer notifications", read 2026-11.
TOLD_BY_CHANNEL = frozenset((
    "order_confirmation", "payment_received", "shipping_confirmation", "tracking_updated", "out_for_delivery", "delivered",
    "cancel_confirmed", "refund_issued",
))

# (channel, notice) that its rules forbid → why. Source: Amazon's communication guidelines for sellers and Rakuten's mail rules, read 2026-11.
FORBIDDEN = {
    ("amazon", "follow_up"): "Amazon allows no marketing to buyers (amazon.no_marketing; source and date in channel_rules)",
    ("amazon", "order_confirmation"): "Amazon confirms orders itself and allows no second mail (amazon.no_confirmation; source and date in channel_rules)",
    ("amazon", "shipping_confirmation"): "Amazon tells of shipments itself, no second mail (amazon.no_confirmation; source and date in channel_rules)",
}
