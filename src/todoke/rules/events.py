"""Everything that can happen to an order, one small frozen class each, in the past tense. A version of these shapes stands in docs/schema/.

An event's family says how far it may be refused:
  Fact    the world reports what is so. Never refused: every state has a row for it, and facts may come in any order.
  Wish    a buyer or a staff member asks for something. May be refused, always with a reason they can read. What it says is remembered:
          the same wish told again is granted again, and not done again.
  Lapse   the clock reports that a deadline passed. Refused as stale when nothing waits for it any more.
  Answer  a part of the house answers a request of the desk, in the same batch.
Every event carries `at`, its own time in seconds UTC (when it happened, not when we heard of it); the journal adds who reported it.
Money is in the currency's smallest unit. Pieces stand per line (units.py). Names and addresses never stand here: a reference does."""

import functools
import operator
from typing import Any, Literal

import msgspec

from todoke.rules.units import Units

VERSION = 1  # of these shapes; versions.py reads older ones


class Line(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """One line of an order as bought. `amount` is what the line costs after discounts, `price` one piece before them."""

    id: str
    item: str = ""
    units: int = 1
    amount: int = 0
    title: str = ""
    variant: str = ""
    price: int | None = None
    image: str = ""
    url: str = ""
    digital: bool = False


class Bill(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """How the total comes about; what a channel does not tell is None and is not spoken of."""

    subtotal: int | None = None
    discount: int | None = None
    shipping: int | None = None
    fee: int | None = None
    tax: int | None = None
    tax_included: bool = True


class Terms(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """What was agreed for this order when it was placed; the first word holds."""

    ruler: Literal["shop", "channel"] = "shop"  # whose word closes an order
    completes: Literal["shop", "channel", "clock"] = "shop"  # who says that it is finished
    tracked: bool = True  # is the way of shipping followed; a parcel with a number is, whatever was agreed
    closes_late: bool = False  # where the shop rules: a missed ship_by closes and refunds it; if not, staff are called
    mails: Literal["channel", "todoke"] = "todoke"  # who sends the buyer the mails that both could send
    ours: bool = False  # split off by the desk: the channel has never heard of it, and is told nothing about it


class Manner(msgspec.Struct, frozen=True, order=True, omit_defaults=True):
    """What a notice says about an order besides lines and money."""

    number: str = ""
    currency: str = "JPY"
    locale: str = "ja"
    way: str = ""  # card, bank_transfer, konbini, cod, invoice, wallet …: the refund's wording follows it
    brand: str = ""
    last4: str = ""
    shipping: str = ""
    gateway: str = ""  # the way of paying in the channel's own words
    business: bool = False
    gift: bool = False
    pick_up: bool = False
    coupons: tuple[str, ...] = ()  # codes as the channel writes them: at most 5, of 60 characters


class Event(msgspec.Struct, frozen=True, kw_only=True, tag=True, tag_field="event", omit_defaults=True):
    at: int = 0


class Fact(Event, frozen=True): ...


class Wish(Event, frozen=True): ...


class Lapse(Event, frozen=True): ...


class Answer(Event, frozen=True): ...


# ── the agreement ────────────────────────────────────────────────────────────────────────────────────
class OrderPlaced(Fact, frozen=True):
    """The buyer placed the order. Terms say who rules; pays, whether goods leave before the money; a total of None is not known yet."""

    terms: Terms = Terms()
    pays: Literal["first", "later"] = "first"
    total: int | None = 0
    lines: tuple[Line, ...] = ()
    bill: Bill = Bill()
    manner: Manner = Manner()
    contact: tuple[int, str] = (-1, "")  # (when it was true, reference): the buyer, as ContactChanged tells later changes
    address: tuple[int, str] = (-1, "")  # likewise, as AddressChanged


class LinesChanged(Fact, frozen=True):
    """The lines as they stand now, whole: quantities, substitutes, total (None: not known yet). The newest by its own time holds."""

    total: int | None = 0
    lines: tuple[Line, ...] = ()
    bill: Bill = Bill()


class LinesCancelled(Fact, frozen=True):
    """Some pieces will not be bought. What we cancel ourselves (by) is told to the channel."""

    id: str = ""
    units: Units = ()
    amount: int = 0
    reason: str = ""  # stockout, buyer, unpaid, late …: the channel's connector knows its own word for each
    by: str = ""  # buyer, shop, channel, desk


class GoodsMoved(Wish, frozen=True):
    """Pieces and their money went to another order (merge, split: less) or came from one (more). Zero over both orders, in pieces, in what they
    cost (amount) and in what was paid for them (money, at most that). Both entries have the same id."""

    id: str = ""
    units: Units = ()
    amount: int = 0
    money: int = 0
    other: str = ""  # the other order's number
    lines: tuple[Line, ...] = ()  # of the order that they come to: what came, under names of its own
    bought: Units = ()  # of the order that they leave: how many of these lines were ever bought, when they were moved


class ContactChanged(Fact, frozen=True):
    """The buyer's name, mail, phone and billing address as they stand now: a reference, the words themselves are kept apart."""

    ref: str = ""


class AdvertisingConsent(Fact, frozen=True):
    """Whether the buyer agrees to be advertised to, as it stands now; of two words of one moment the no counts. `by`: buyer, channel, shop
    (特定電子メール法 3条: agreed to, and not refused since)."""

    allowed: bool = True
    by: str = ""


class AddressChanged(Fact, frozen=True):
    """The delivery address as it stands now: a reference, the address itself is kept apart."""

    ref: str = ""


class PaymentMethodChanged(Fact, frozen=True):
    """The way of paying as it stands now."""

    pays: Literal["first", "later"] = "first"
    way: str = ""


class DatesPromised(Fact, frozen=True):
    """Dates as channel, shop, provider or carrier state them now; None: not spoken of. Of each, the newest word holds. Why one is later: supplier_late,
    own_handling, weather, carrier; any other word is kept and told to nobody."""

    pay_by: int | None = None
    ship_by: int | None = None
    deliver_by: int | None = None
    protect_until: int | None = None
    cause: str = ""


# ── money ────────────────────────────────────────────────────────────────────────────────────────────
class PaymentFact(Fact, frozen=True):
    """About one payment, under one name."""

    payment: str = ""


class PaymentRequested(PaymentFact, frozen=True):
    """The provider says how this payment can be made: number for the convenience store, account, reference, and until when."""

    amount: int = 0
    way: str = ""
    reference: str = ""
    expires: int | None = None


class PaymentStarted(PaymentFact, frozen=True):
    """A payment is on its way and being checked, by bank, platform or shop."""

    amount: int = 0
    way: str = ""


class PaymentReceived(PaymentFact, frozen=True):
    """Money is secured: authorised, captured, counted on the account or collected at the door."""

    amount: int = 0
    way: str = ""


class PaymentAmended(PaymentFact, frozen=True):
    """That secured payment now amounts to this: captured for less, raised, cut with its lines. The newest by its own time holds."""

    amount: int = 0


class PaymentReleased(PaymentFact, frozen=True):
    """Secured money was let go without a refund: an authorisation voided or run out, or never taken after all."""


class PaymentFailed(PaymentFact, frozen=True):
    """That payment will not come: declined, expired, check failed, refused by the shop as too little."""


class PaymentReversed(PaymentFact, frozen=True):
    """Secured money was taken back by bank or provider (not a refund of ours, not a dispute)."""


class PaidOut(Fact, frozen=True):
    """Channel, provider or carrier settled with the shop."""


class AllowanceGranted(Wish, frozen=True):
    """The shop lets the buyer keep the goods for less: goodwill, part refund, written-off debt; above the guideline with a second person."""

    id: str = ""
    amount: int = 0
    reason: str = ""
    second: str = ""


class AllowanceReported(Fact, frozen=True):
    """An allowance that was made where we could not refuse it, in the channel's own pages."""

    id: str = ""
    amount: int = 0
    reason: str = ""


class RefundAsked(Answer, frozen=True):
    """Our worker handed a refund to provider or channel, or staff made the transfer file."""

    refund: str = ""
    amount: int = 0


class RefundPaid(Fact, frozen=True):
    """A refund went out, ours or the channel's own."""

    refund: str = ""
    amount: int = 0
    way: str = ""
    proof: str = ""


class RefundFailed(Fact, frozen=True):
    """Provider or bank could not pay that refund."""

    refund: str = ""


class RefundGivenUp(Wish, frozen=True):
    """Staff made sure that a failed refund was not paid and will not be; it is owed anew."""

    refund: str = ""


# ── cancelling, freezing, disputing ─────────────────────────────────────────────────────────────────
class CancelAsked(Wish, frozen=True):
    """The buyer asks to cancel, on our page or through the channel."""

    reason: str = ""
    by: str = "buyer"


class CancelWithdrawn(Fact, frozen=True):
    """The buyer takes the request back."""


class CancelDecided(Wish, frozen=True):
    """The shop cancels what has not left: consent to the buyer, or on its own."""

    reason: str = ""
    by: str = "shop"


class CancelRefused(Wish, frozen=True):
    """The shop (or the channel, asked by the shop) does not cancel."""

    reason: str = ""


class OrderCancelled(Fact, frozen=True):
    """It is cancelled, say the channel or the shop's own site."""

    reason: str = ""
    by: str = ""


class OrderReopened(Wish, frozen=True):
    """Staff take a closed order up again."""


class OrderFrozen(Fact, frozen=True):
    """Platform or shop suspect the order: nothing leaves, neither goods nor money."""


class OrderUnfrozen(Fact, frozen=True):
    """Platform or shop let it go on."""


class HoldPlaced(Fact, frozen=True):
    """It may not leave yet, and nobody suspects anything: an invoice, a licence, the mall's own check. Several at once, by name."""

    hold: str = ""
    reason: str = ""


class HoldReleased(Fact, frozen=True):
    """That reason to wait is gone."""

    hold: str = ""


class DisputeOpened(Fact, frozen=True):
    """Buyer against shop before platform, bank or provider."""

    dispute: str = ""
    reason: str = ""
    amount: int = 0
    answer_by: int | None = None


class DisputeFinished(Fact, frozen=True):
    """Decided, withdrawn or lost; the award goes to the buyer (0: the shop won)."""

    dispute: str = ""
    award: int = 0


# ── goods ────────────────────────────────────────────────────────────────────────────────────────────
class StockReserved(Answer, frozen=True):
    """The ledger holds pieces for this order (at once, or later from a receipt)."""

    units: Units = ()


class StockPromised(Answer, frozen=True):
    """The ledger promises pieces out of an expected receipt: pre-order, backorder."""

    units: Units = ()
    date: int | None = None


class StockShort(Answer, frozen=True):
    """Pieces are not there: sold at the same time, miscounted, damaged at inspection, supplier late."""

    units: Units = ()
    cause: str = ""


class ShipmentBooked(Wish, frozen=True):
    """Staff, warehouse or fulfilment partner want to send pieces off."""

    parcel: str = ""
    units: Units = ()


class ReplacementPromised(Wish, frozen=True):
    """The shop sends goods again (lost, damaged, wrong, exchange): a child shipment, not a new order."""

    parcel: str = ""
    units: Units = ()
    instead_of: str = ""


class ShipmentReported(Fact, frozen=True):
    """The channel says so many pieces have left, naming no parcel. Cumulative."""

    units: Units = ()


class ParcelFact(Fact, frozen=True):
    """About one parcel, under one name. Whoever speaks of it second (carrier, partner, channel) is given the first one's name at intake. If that
    is noticed late, staff strike the second name and the intake tells its facts again under the first: facts may come at any time, so
    no event has to join two parcels."""

    parcel: str = ""


class ParcelCalledBack(ParcelFact, frozen=True):
    """The warehouse confirms that a booked parcel will not leave."""


class ParcelLabelled(ParcelFact, frozen=True):
    """Carrier has the data, not the parcel."""


class ParcelSent(ParcelFact, frozen=True):
    """It left. Digital goods: sent and delivered at the same time."""

    units: Units = ()
    carrier: str = ""
    numbers: tuple[str, ...] = ()
    url: str = ""


class ParcelMoved(ParcelFact, frozen=True):
    """A scan on the way."""


class ParcelOutForDelivery(ParcelFact, frozen=True):
    """On the van."""


class ParcelAttemptFailed(ParcelFact, frozen=True):
    """Nobody there; card left, redelivery can be asked until then."""

    until: int | None = None


class ParcelHeld(ParcelFact, frozen=True):
    """Waits for the buyer at a depot, shop or locker, until a date."""

    place: str = ""
    until: int | None = None


class ParcelTroubled(ParcelFact, frozen=True):
    """Customs, damage, weather, address: it does not go on by itself. Why, in one word of ours (weather, carrier, customs, address, damage); where and
    which weather, in the carrier's words."""

    cause: str = ""
    area: str = ""
    weather: str = ""


class ParcelDelivered(ParcelFact, frozen=True):
    """Handed over. A scan that says so after the parcel turned round (ParcelReturning) means: handed over to the shop."""

    place: str = ""
    proof: str = ""


class ParcelRefused(ParcelFact, frozen=True):
    """The buyer did not take it."""


class ParcelReturning(ParcelFact, frozen=True):
    """On its way back to the shop."""


class ParcelReturned(ParcelFact, frozen=True):
    """Back at the shop, never kept by the buyer (return to sender)."""


class ParcelLost(ParcelFact, frozen=True):
    """Carrier declares it lost or destroyed."""


class ParcelSilent(ParcelFact, frozen=True):
    """The carrier or the aggregator gave up tracking it."""


class ParcelForecast(ParcelFact, frozen=True):
    """When the desk expects a parcel, between the two moments, and after how many seconds without a scan it would be silent for longer than usual: from
    the shop's own lanes as they were then (tracking/lanes.py), which go on learning. `lane`: how near that lane is; `rests_on` so many parcels; of
    `told` such forecasts `right` were right."""

    first: int = 0
    last: int = 0
    quiet: int = 0
    rests_on: int = 0
    lane: str = ""  # place, country, carrier; published: the carrier's own words; guessed: ours
    told: int = 0
    right: int = 0


class TrackingChanged(ParcelFact, frozen=True):
    """Carrier and numbers of the parcel as they stand now; what they were, we remember ourselves. The newest by its own time holds."""

    carrier: str = ""
    numbers: tuple[str, ...] = ()
    url: str = ""
    why: str = ""


class CarrierAsked(ParcelFact, frozen=True):
    """We asked the carrier where it is, or for proof."""

    inquiry: str = ""
    answer_by: int | None = None


class CarrierAnswered(ParcelFact, frozen=True):
    """The carrier answered: found, lost, delivered with this proof."""

    inquiry: str = ""
    result: str = ""


# ── after the goods ─────────────────────────────────────────────────────────────────────────────────
class ReceiptConfirmed(Wish, frozen=True):
    """The buyer taps "arrived" on our page."""


class OrderCompleted(Fact, frozen=True):
    """It is finished, says the channel."""

    how: str = ""  # confirmed by the buyer, or timed out


class NonReceiptReported(Wish, frozen=True):
    """The buyer says that it has not arrived."""


class ReturnAsked(Wish, frozen=True):
    """The buyer wants to give something back, or says that it is damaged, wrong or incomplete."""

    reason: str = ""
    units: Units = ()


class ReturnAgreed(Wish, frozen=True):
    """The shop takes it back: which pieces, where to, until when, who pays the way. ReturnReceived bears the same name."""

    id: str = ""
    units: Units = ()
    where: str = ""
    until: int | None = None
    who_pays: str = "buyer"


class ReturnDeclined(Wish, frozen=True):
    """The shop does not take it back, by the stated rule."""

    id: str = ""
    reason: str = ""


class ReturnSent(ParcelFact, frozen=True):
    """The parcel in which the buyer gives something back, under its number: labelled, or on its way already, as its scans tell. Whatever is scanned of it
    is about the way to the shop. `id`: the return, as ReturnAgreed names it; empty: not told. Said of a parcel that the shop sent, it changes nothing."""

    id: str = ""
    carrier: str = ""
    numbers: tuple[str, ...] = ()
    url: str = ""


class ReturnReceived(Fact, frozen=True):
    """Goods that the buyer had are back and inspected: pieces, the amount granted for them, how many can be sold again."""

    id: str = ""
    units: Units = ()
    amount: int = 0
    fit: Units = ()
    in_exchange: bool = False  # other goods go out for them (ReplacementPromised): they stay bought, no money goes back


class InquiryReceived(Wish, frozen=True):
    """The buyer asks something: by mail, on our page, through the channel."""

    inquiry: str = ""
    topic: str = ""


class InquiryAnswered(Wish, frozen=True):
    """Staff, or a draft that they let go, answered it."""

    inquiry: str = ""
    answer: str = ""


class ExtensionAsked(Wish, frozen=True):
    """The buyer asks for more time; DeadlineExtended grants it."""

    kind: str = ""
    until: int | None = None
    reason: str = ""


# ── people and clock ────────────────────────────────────────────────────────────────────────────────
class CaseOpened(Fact, frozen=True):
    """Somebody must look. Opened by a row, by a deadline, by a check of address or doubles, or by hand."""

    case: str = ""
    reason: str = ""


class CaseClosed(Wish, frozen=True):
    """Resolved: its outcome's own events have come before this one."""

    case: str = ""
    outcome: str = ""


class ChecksFinished(Answer, frozen=True):
    """The desk's own checks for a case came to a finding, from what it read then."""

    case: str = ""
    parcel: str = ""
    finding: str = ""
    digest: str = ""


class ChoiceOffered(Answer, frozen=True):
    """A case's playbook asks the buyer, with a default for silence. One question at a time: a newer one takes the place of the older."""

    choice: str = ""
    case: str = ""
    options: tuple[str, ...] = ()
    default: str = ""
    due: int | None = None


class ChoiceMade(Wish, frozen=True):
    """The buyer's answer, on the page, by reply or on the phone. It can be changed until the case is closed."""

    choice: str = ""
    option: str = ""
    by: str = "page"


class FactStruck(Fact, frozen=True):
    """Staff strike a wrong fact out (payment booked to the wrong order, parcel of another, completion by mistake). Never deleted."""

    fact: str = ""


class DeadlineExtended(Wish, frozen=True):
    """More time, by the one who may give it."""

    kind: str = ""
    until: int | None = None
    reason: str = ""


class MailsChosen(Wish, frozen=True):
    """Which mails about the parcels the buyer does not want (TRK-6); all others of them are wanted. The newest holds."""

    declined: tuple[str, ...] = ()


class TellAgain(Wish, frozen=True):
    """Staff send a notice once more, mostly to a corrected address. `id` names the wish, so that one click is one mail."""

    id: str = ""
    kind: str = ""
    variant: str = ""


class NoticeDelivered(Fact, frozen=True):
    """A notice reached the buyer's mailbox, or phone: its provider says so. `by`: mail, sms, line."""

    kind: str = ""
    occasion: str = ""
    by: str = "mail"


class NoticeBounced(Fact, frozen=True):
    """A notice came back, or was refused. `why` in the words of bounces; `for_good`: nothing more is sent to that address."""

    kind: str = ""
    occasion: str = ""
    by: str = "mail"
    why: str = ""
    for_good: bool = False


class NoticeRerouted(Fact, frozen=True):
    """It went another way, as the first did not reach the buyer. `by`: sms, line, or phone where staff are asked to call."""

    kind: str = ""
    occasion: str = ""
    by: str = "sms"


class PolicyMoved(Wish, frozen=True):
    """Staff bring an open order under another version of the shop's choices, on purpose (LIF-16)."""

    version: int = 0


class Lapsed(Lapse, frozen=True):
    """A deadline of this kind passed."""

    kind: str = ""


ABSTRACT = (Event, Fact, Wish, Lapse, Answer, ParcelFact, PaymentFact)
EVENTS: dict[str, type[Event]] = {
    name: found
    for name, found in list(globals().items())
    if isinstance(found, type) and issubclass(found, Event) and found not in ABSTRACT
}
AnyEvent: Any = functools.reduce(operator.or_, EVENTS.values())

decoder: msgspec.json.Decoder[Event] = msgspec.json.Decoder(AnyEvent)
encode = msgspec.json.Encoder().encode


def of_family(*families: type[Event]) -> tuple[type[Event], ...]:
    """Every event of these families, in the order of this file."""
    return tuple(found for found in EVENTS.values() if issubclass(found, families))
