"""What buyer and shop agreed on, and how that changes: lines, terms, people's references, ways of paying, dates."""

from typing import Literal

import msgspec

from todoke.rules.events.families import Fact, Wish
from todoke.rules.units import Units


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
