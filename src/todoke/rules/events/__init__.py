"""Everything that can happen to an order, one small frozen class each, in the past tense. A version of these shapes stands in docs/schema/.

A file for each subject; families.py says what they have in common, and how far each may be refused. All of them are had from here.
Money is in the currency's smallest unit. Pieces stand per line (units.py). Names and addresses never stand here: a reference does."""

import functools
import operator
from typing import Any

import msgspec

from todoke.rules.events import afterwards, agreement, cases, clock, goods, money, notices, parcels, stops
from todoke.rules.events.afterwards import (
    ExtensionAsked,
    InquiryAnswered,
    InquiryReceived,
    NonReceiptReported,
    OrderCompleted,
    ReceiptConfirmed,
    ReturnAgreed,
    ReturnAsked,
    ReturnDeclined,
    ReturnReceived,
    ReturnSent,
)
from todoke.rules.events.agreement import (
    AddressChanged,
    AdvertisingConsent,
    Bill,
    ContactChanged,
    DatesPromised,
    GoodsMoved,
    Line,
    LinesCancelled,
    LinesChanged,
    Manner,
    OrderPlaced,
    PaymentMethodChanged,
    Terms,
)
from todoke.rules.events.cases import CaseClosed, CaseOpened, ChecksFinished, ChoiceMade, ChoiceOffered, DeadlineExtended, FactStruck
from todoke.rules.events.clock import Lapsed, PolicyMoved
from todoke.rules.events.families import Answer, Event, Fact, Lapse, ParcelFact, PaymentFact, Wish
from todoke.rules.events.goods import ReplacementPromised, ShipmentBooked, ShipmentReported, StockPromised, StockReserved, StockShort
from todoke.rules.events.money import (
    AllowanceGranted,
    AllowanceReported,
    PaidOut,
    PaymentAmended,
    PaymentFailed,
    PaymentReceived,
    PaymentReleased,
    PaymentRequested,
    PaymentReversed,
    PaymentStarted,
    RefundAsked,
    RefundFailed,
    RefundGivenUp,
    RefundPaid,
)
from todoke.rules.events.notices import MailsChosen, NoticeBounced, NoticeDelivered, NoticeRerouted, TellAgain
from todoke.rules.events.parcels import (
    CarrierAnswered,
    CarrierAsked,
    ParcelAttemptFailed,
    ParcelCalledBack,
    ParcelDelivered,
    ParcelForecast,
    ParcelHeld,
    ParcelLabelled,
    ParcelLost,
    ParcelMoved,
    ParcelOutForDelivery,
    ParcelRefused,
    ParcelReturned,
    ParcelReturning,
    ParcelSent,
    ParcelSilent,
    ParcelTroubled,
    TrackingChanged,
)
from todoke.rules.events.stops import (
    CancelAsked,
    CancelDecided,
    CancelRefused,
    CancelWithdrawn,
    DisputeFinished,
    DisputeOpened,
    HoldPlaced,
    HoldReleased,
    OrderCancelled,
    OrderFrozen,
    OrderReopened,
    OrderUnfrozen,
)

VERSION = 1  # of these shapes; versions.py reads older ones

SUBJECTS = (agreement, money, stops, goods, parcels, afterwards, cases, notices, clock)
EVENTS: dict[str, type[Event]] = {
    name: found
    for subject in SUBJECTS
    for name, found in vars(subject).items()
    if isinstance(found, type) and issubclass(found, Event) and found.__module__ == subject.__name__  # the families come from elsewhere
}
AnyEvent: Any = functools.reduce(operator.or_, EVENTS.values())

decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(AnyEvent)
encode = msgspec.json.Encoder().encode


def of_family(*families: type[Event]) -> tuple[type[Event], ...]:
    """Every event of these families, in the order of SUBJECTS and of their files."""
    return tuple(found for found in EVENTS.values() if issubclass(found, families))
