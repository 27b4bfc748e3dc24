"""The vocabularies of those who report for many carriers: each table is that source's whole list of statuses.

Sources, read 2026-11: easypost.com/docs (trackers), aftership.com/docs/tracking (delivery statuses, sub-statuses), api.17track.net (main and
sub-statuses), shopify.dev (FulfillmentEventStatus), karrio's unified statuses, developer.shipbob.com (webhooks, order and shipment statuses),
developer-docs.amazon.com (packages, Easy Ship, Amazon Shipping v2 event codes)."""

from todoke.tracking.wordings import (
    CANCELLED,
    DELIVERED,
    FAILED,
    HELD,
    LABELLED,
    LOST,
    MOVED,
    NOTE,
    OUT,
    REFUSED,
    RETURNED,
    RETURNING,
    SILENT,
    TROUBLED,
    Table,
    patterns,
    rows,
)

EASYPOST = Table(rows({
    NOTE: "unknown|error",
    LABELLED: "pre_transit",
    MOVED: "in_transit",
    OUT: "out_for_delivery",
    HELD: "available_for_pickup",
    TROUBLED: "failure",
    DELIVERED: "delivered",
    RETURNING: "return_to_sender",
    CANCELLED: "cancelled",
}))  # fmt: skip

SHOPIFY = Table(rows({
    LABELLED: "label_printed|label_purchased|confirmed",
    MOVED: "carrier_picked_up|in_transit",
    OUT: "out_for_delivery",
    FAILED: "attempted_delivery",
    HELD: "ready_for_pickup|ready_for_recipient_pickup",
    TROUBLED: "delayed|failure|buyer_action_required",
    DELIVERED: "delivered|picked_up",
    RETURNING: "returning_to_sender",
}))  # fmt: skip

KARRIO = Table(rows({
    NOTE: "unknown",
    LABELLED: "pending",
    MOVED: "picked_up|in_transit",
    OUT: "out_for_delivery",
    FAILED: "delivery_failed",
    HELD: "ready_for_pickup",
    TROUBLED: "on_hold|delivery_delayed",
    DELIVERED: "delivered",
    RETURNING: "return_to_sender",
    CANCELLED: "cancelled",
}))  # fmt: skip

# a sub-status that came after this list is read as its tag, which is the same source's own word
AFTERSHIP = Table(rows({
    NOTE: "Pending",
    LABELLED: "InfoReceived",
    MOVED: "InTransit",
    OUT: "OutForDelivery",
    FAILED: "AttemptFail",
    HELD: "AvailableForPickup",
    TROUBLED: "Exception|Exception_001|Exception_002|Exception_004|Exception_005|Exception_016|Exception_017|Exception_018",
    DELIVERED: "Delivered|Delivered_001|Delivered_002|Delivered_003|Delivered_004|Delivered_005",
    REFUSED: "Exception_003",
    RETURNING: "Exception_010|Exception_011",
    LOST: "Exception_013",
    SILENT: "Expired",
}), patterns(
    ("^pending\\d{3}$", NOTE), ("^inforeceived\\d{3}$", LABELLED), ("^intransit\\d{3}$", MOVED), ("^outfordelivery\\d{3}$", OUT),
    ("^attemptfail\\d{3}$", FAILED), ("^availableforpickup\\d{3}$", HELD), ("^delivered\\d{3}$", DELIVERED), ("^exception\\d{3}$", TROUBLED),
    ("^expired\\d{3}$", SILENT),
))  # fmt: skip

SEVENTEENTRACK = Table(rows({
    NOTE: "NotFound|NotFound_Other|NotFound_InvalidCode",
    LABELLED: "InfoReceived",
    MOVED: "InTransit|InTransit_PickedUp|InTransit_Other|InTransit_Departure|InTransit_Arrival|InTransit_CustomsProcessing|InTransit_CustomsReleased",
    OUT: "OutForDelivery|OutForDelivery_Other",
    FAILED: "DeliveryFailure|DeliveryFailure_Other|DeliveryFailure_NoBody|Exception_NoBody",
    HELD: "AvailableForPickup|AvailableForPickup_Other",
    TROUBLED: "InTransit_CustomsRequiringInformation|DeliveryFailure_Security|DeliveryFailure_InvalidAddress|Exception|Exception_Other|"
              "Exception_Security|Exception_Damage|Exception_Delayed",
    DELIVERED: "Delivered|Delivered_Other",
    REFUSED: "DeliveryFailure_Rejected|Exception_Rejected",
    RETURNING: "Exception_Returning",
    RETURNED: "Exception_Returned",
    LOST: "Exception_Lost|Exception_Destroyed",
    SILENT: "Expired|Expired_Other",
    CANCELLED: "Exception_Cancel",
}))  # fmt: skip

AMAZON = Table(rows({
    LABELLED: "PENDING|PENDING_SCHEDULE|PENDING_PICK_UP|PENDING_DROP_OFF|PendingSchedule|PendingPickUp|PendingDropOff|ReadyForReceive",
    MOVED: "SHIPPED|IN_TRANSIT|PICKED_UP|DROPPED_OFF|AT_ORIGIN_FC|AT_DESTINATION_FC|PickupDone|Departed|ArrivedAtCarrierFacility",
    OUT: "OUT_FOR_DELIVERY",
    FAILED: "DeliveryAttempted",
    HELD: "AvailableForPickup",
    TROUBLED: "UNDELIVERABLE|DAMAGED",
    DELIVERED: "DELIVERED",
    REFUSED: "REJECTED_BY_BUYER|Rejected",
    RETURNING: "RETURNING_TO_SELLER|ReturnInitiated",
    RETURNED: "RETURNED_TO_SELLER",
    LOST: "LOST",
    NOTE: "RecipientRequestedAlternateDeliveryTiming",
    CANCELLED: "CANCELLED|LABEL_CANCELLED|LabelCanceled|PickupCancelled",
}))  # fmt: skip

# an order's status says nothing of one parcel; so do topics that only say that something was written anew
SHIPBOB = Table(rows({
    NOTE: "Processing|Exception|PartiallyFulfilled|Fulfilled|ImportReview|order.delivered|order.shipment.tracking.updated|"
          "order.shipment.address.updated|order.shipment.line_item.added|order.shipment.line_item.removed|order.shipment.line_item.updated|"
          "order.shipment.shipping_service.updated|return.created|return.updated|return.completed",
    LABELLED: "order.shipped|LabeledCreated",
    MOVED: "InTransit|Completed",
    OUT: "OutForDelivery",
    DELIVERED: "Delivered|order.shipment.delivered",
    TROUBLED: "order.shipment.exception|order.shipment.on_hold|OnHold",
    CANCELLED: "Cancelled|order.shipment.cancelled",
}), private=True)  # fmt: skip

# of a word that means two things here (picked up: by the carrier, by the buyer) the first table tells what it means in a stranger's mouth
TABLES = {
    "easypost": EASYPOST, "karrio": KARRIO, "shopify": SHOPIFY, "seventeentrack": SEVENTEENTRACK, "aftership": AFTERSHIP, "amazon": AMAZON,
    "shipbob": SHIPBOB,
}  # fmt: skip
