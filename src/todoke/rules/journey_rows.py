"""The journeys that Todoke ships: one row a promise to the buyer. A shop's file changes them by id (docs/journeys.md).

Only rows whose notice exists are here; each has a story in tests/stories. `why` names law, requirement or our own choice."""

import msgspec


class Journey(msgspec.Struct, frozen=True, omit_defaults=True):
    """`when`: an event, `Lapsed(kind)` or `progress → closed`; any of them. `only_if`: all true at the decision. `still`: all true again when it
    is claimed for sending. `wait`: see deadlines.FORMS. `stop`: what withdraws it while it waits. `once`: its occasion; told once for each.
    `hours`: may be held to the opening hours. `digest`: what waits of this row is joined. `folds`: rows it makes needless while they wait."""

    id: str
    when: tuple[str, ...]
    tell: str
    only_if: tuple[str, ...] = ()
    wait: str = "none"
    still: tuple[str, ...] = ()
    variant: str = ""
    stop: tuple[str, ...] = ()
    once: str = "order"
    hours: bool = False
    digest: bool = False
    at_once_if: tuple[str, ...] = ()
    folds: tuple[str, ...] = ()
    locked: bool = False
    off: bool = False
    locales: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    fresh_days: int = 3
    note: str = ""
    why: str = ""


CLOSED = "progress → closed"

DEFAULT: tuple[Journey, ...] = (
    # ── confirmation ──
    Journey("C1", ("OrderPlaced", "PaymentReceived"), "order_confirmation", ("accepted", "not told(order_confirmation)"), "none",
            ("accepted", "not is_closed"), "accepted", ("OrderCancelled",), why="NTC-1, NTC-16"),
    Journey("C2", ("OrderPlaced", "PaymentRequested"), "order_confirmation", ("instructed", "not missing", "not told(order_confirmation)"), "none",
            ("instructed", "not missing"), "instructed", ("OrderCancelled",), why="NTC-1; 特商法 13条: received is not accepted"),
    Journey("C3", ("OrderPlaced",), "order_confirmation", ("untold(order_confirmation)",), "2 min", ("not is_closed",), "received",
            ("OrderCancelled",), why="NTC-16; two minutes for the provider's number or the card's answer: our choice"),
    Journey("C4", ("LinesChanged", "GoodsMoved", "OrderReopened"), "order_confirmation",
            ("told(order_confirmation)", "differs", "not is_closed", "untold(R1)"), "15 min", ("newest", "not is_closed"), "changed", (CLOSED,),
            "order, time", digest=False, folds=("C5",), why="LIF-5; our choice"),
    Journey("C5", ("AddressChanged",), "order_confirmation", ("told(order_confirmation)", "differs", "not waits(C4)"), "15 min", ("newest", "unsent"), "changed",
            (CLOSED,), "order, ref", why="LIF-5; tells the buyer if somebody else changed it: our choice"),
    Journey("C6", ("OrderUnfrozen", "CaseClosed", "StockReserved"), "order_confirmation",
            ("accepted", "not told_accepted", "told(order_confirmation)"), "15 min", ("accepted",), "accepted", (CLOSED,), "order, accepted",
            why="特商法 13条: what C3 left open is accepted later"),
    # ── payment ──
    Journey("P1", ("PaymentRequested", "StockReserved"), "payment_instructions", ("instructed", "reference_untold", "not missing"), "none",
            ("to_pay", "not missing"), "first", ("PaymentReceived", CLOSED), "payment", why="NTC-1: the number comes later"),
    Journey("P2", ("PaymentReceived",), "payment_received", ("covered", "not told_accepted"), "2 min", ("covered", "not is_closed"), "accepted",
            ("PaymentReversed",), "order", locked=True, why="NTC-1; 特商法 13条"),
    Journey("P3", ("PaymentReceived",), "payment_instructions", ("to_pay", "shop_rules", "not missing"), "none", ("to_pay",), "rest",
            ("PaymentReceived", CLOSED), "payment, rest", why="part of the money came: our choice"),
    Journey("P4", ("PaymentFailed",), "payment_instructions", ("to_pay",), "15 min", ("to_pay", "not checking"), "failed",
            ("PaymentStarted", "PaymentReceived"), "payment, failed", why="our choice"),
    Journey("P5", ("PaymentMethodChanged",), "payment_method_changed", ("told(order_confirmation)", "differs", "not is_closed"), "none",
            ("newest", "not is_closed"), "", (CLOSED,), "order, time", why="NTC-1; tells the buyer if somebody else changed it"),
    Journey("P6", ("Lapsed(payment_reminder)",), "payment_reminder", ("to_pay", "shop_rules", "not missing"), "opening",
            ("to_pay", "payments_read", "not missing"), "first", ("PaymentStarted", "PaymentReceived", CLOSED), "order, 1", hours=True, why="LIF-10"),
    Journey("P7", ("Lapsed(payment_last_call)",), "payment_reminder", ("to_pay", "shop_rules", "not missing"), "opening",
            ("to_pay", "payments_read", "not missing"), "last", ("PaymentStarted", "PaymentReceived", CLOSED), "order, 2", hours=True, why="NTC-1"),
    Journey("P8", (CLOSED,), "payment_expired", ("closed_by(payment_due)",), "opening", ("is_closed", "nothing_paid"), "",
            ("OrderReopened", "PaymentReceived"), "order", hours=True, why="NTC-1"),
    # ── dates ──
    Journey("D1", ("DatesPromised",), "delivery_date_notice", ("first_or_earlier", "told(order_confirmation)", "differs", "unsent", "not is_closed"),
            "30 min", ("newest", "unsent", "not is_closed"), "date", ("ParcelSent", "CaseOpened", CLOSED), "order, date", hours=True, digest=True,
            folds=("DL1",), why="NTC-1"),
    Journey("D2", ("ParcelHeld",), "delivery_date_notice", ("pick_up",), "none", ("held_up",), "collect", ("ParcelDelivered",), "parcel",
            why="where it waits for the buyer, and until when: our choice"),
    Journey("D3", ("StockReserved",), "delivery_date_notice", ("told(backorder_confirmed)", "not lacks_stock", "unsent"), "30 min",
            ("unsent", "not is_closed"), "arrived", ("ParcelSent", CLOSED), "order, day", hours=True, why="STK-6: what was waited for has come"),
    Journey("D4", ("ParcelHeld",), "delivery_date_notice", ("pick_up", "hold_end_known"), "1 days before until", ("held_up",), "collect_last",
            ("ParcelDelivered", "ParcelReturning"), "parcel, last", hours=True, why="our choice"),
    # ── parcels ──
    Journey("S1", ("ParcelSent", "TrackingChanged"), "shipping_confirmation",
            ("on_way", "numbered", "untold(S1)", "not digital", "not pick_up"), "15 min", ("not is_back",), "sent", ("ParcelDelivered",), "parcel",
            digest=True, at_once_if=("whole_order",), folds=("S2",), why="NTC-1"),
    Journey("S2", ("ParcelSent",), "shipping_confirmation", ("not numbered", "not digital", "not pick_up"), "4 opening hours",
            ("not numbered", "on_way"), "number_follows", ("ParcelDelivered",), "parcel, unnumbered", hours=True, why="TRK-2; our choice"),
    Journey("S3", ("TrackingChanged",), "tracking_updated", ("told(S1)", "differs", "numbered"), "15 min", ("newest", "numbered", "on_way"), "", ("ParcelDelivered",
            "ParcelReturned"), "parcel, number", digest=True, why="TRK-2: told once, the latest of a quarter of an hour"),
    Journey("S4", ("ParcelOutForDelivery",), "out_for_delivery", ("not pick_up", "on_way", "today", "newest"), "none", ("on_way", "today", "newest"),
            "", ("ParcelDelivered",), "parcel, day", why="NTC-1; an attempt ends it by its own time, not by when it is heard"),
    Journey("S5", ("ParcelDelivered",), "delivered", ("not digital", "not pick_up", "not is_back", "fresh(48 h)"), "15 min",
            ("not missed", "fresh(48 h)"), "parcel", ("NonReceiptReported", "ReceiptConfirmed"), "parcel", digest=True, why="NTC-1"),
    Journey("S6", ("ParcelDelivered",), "delivered", ("digital", "covered"), "none", ("covered", "not is_frozen"), "digital", (), "parcel", why="NTC-1"),
    Journey("A1", ("ParcelAttemptFailed",), "delivery_attempt_failed", ("not pick_up", "on_way", "fresh(48 h)", "newest"), "none",
            ("on_way", "fresh(48 h)", "newest"), "attempt", ("ParcelDelivered",), "parcel, day", why="NTC-1"),
    Journey("A2", ("ParcelHeld",), "delivery_attempt_failed", ("not pick_up", "on_way", "untold(A1, 12 h)"), "1 h", ("held_up", "untold(A1, 12 h)"),
            "waiting", ("ParcelDelivered",), "parcel, place", why="TRK-4; an hour, as many a parcel only passes through: our choice"),
    Journey("A3", ("ParcelHeld",), "delivery_attempt_failed", ("not pick_up", "on_way", "hold_end_known"), "1 days before until", ("held_up",),
            "last_day", ("ParcelDelivered", "ParcelReturning"), "parcel, last", hours=True, why="our choice"),
    # ── delay ──
    Journey("DL1", ("DatesPromised",), "shipping_delay", ("later", "unsent", "told(order_confirmation)", "not is_closed"), "30 min",
            ("newest", "unsent", "not is_closed", "untold(stockout_choice, 24 h)", "untold(stockout_cancelled, 24 h)"), "before",
            ("ParcelSent", CLOSED), "order, date", digest=True, folds=("D1", "DL2"), why="NTC-1, NTC-4: before the date, wherever it is known"),
    Journey("DL2", ("Lapsed(promise)",), "shipping_delay", ("untold(DL1)", "told(order_confirmation)", "unsent"), "4 opening hours",
            ("unsent", "no_new_date", "not is_closed"), "missed", ("DatesPromised", "ParcelSent", CLOSED), "order, date", hours=True,
            why="NTC-1; four hours are for a person's date: our choice"),
    Journey("DL3", ("ParcelTroubled", "DatesPromised"), "shipping_delay", ("on_way", "later", "cause(weather, carrier)"), "2 h",
            ("on_way", "newest"), "on_way", ("ParcelDelivered",), "parcel, date", why="TRK-5"),
    # ── cancelling, money back ──
    Journey("R1", (CLOSED, "LinesCancelled"), "cancel_confirmed", ("not closed_by(payment_due)", "cancelled"), "15 min", ("cancelled",), "",
            ("OrderReopened",), "cancellation", digest=True, folds=("R2", "C4"), why="NTC-1, NTC-2"),
    Journey("R2", ("RefundPaid",), "refund_issued", ("amount_untold",), "15 min", ("amount_untold",), "", (), "refund", why="NTC-1, NTC-2"),
    Journey("R4", ("ReturnReceived",), "return_received", ("not in_exchange",), "15 min", ("still_back",), "refund", (), "id", hours=True, why="NTC-1"),
    Journey("R5", ("ReturnReceived",), "return_received", ("in_exchange",), "15 min", ("still_back",), "exchange", (), "id", hours=True,
            why="other goods go out for them: our choice"),
    # ── afterwards ──
    Journey("F1", ("Lapsed(follow_up)",), "follow_up", ("fine", "may_advertise"), "opening", ("fine", "may_advertise"), "review",
            ("ReturnAsked", "NonReceiptReported", "RefundPaid"), "order", hours=True, why="NTC-1; only to whom agreed to it (特定電子メール法)"),
    Journey("F2", ("Lapsed(follow_up)",), "follow_up", ("fine", "not may_advertise"), "opening", ("fine",), "care",
            ("ReturnAsked", "NonReceiptReported", "RefundPaid"), "order", hours=True, why="NTC-1, NTC-15: care alone needs no consent"),
    Journey("X1", ("DeadlineExtended",), "protection_extended", ("extends(protection)",), "none", ("newest",), "", (), "kind, time",
            why="LIF-11"),
    Journey("X2", ("DisputeOpened",), "dispute_opened", (), "none", ("disputed",), "", ("DisputeFinished",), "dispute", why="NTC-1"),
    Journey("X3", ("DisputeFinished",), "dispute_finished", (), "none", ("newest", "not disputed"), "", (), "dispute", folds=("R2",), why="NTC-1"),
    # ── by hand ──
    Journey("again", ("TellAgain",), "order_confirmation", (), "none", (), "", (), "order", locked=True, fresh_days=400,
            why="a person asked for it (NTC-24)"),
)
