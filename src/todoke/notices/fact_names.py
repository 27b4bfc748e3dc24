"""What a notice may know: the shape of the facts, by the names that templates use.

Whoever builds the facts of a real order fills these names; `Facts` is the whole. Money is an integer in the currency's smallest
unit, a moment (`…_at`) UTC epoch seconds. What an order does not have is absent or None, and is left out (NTC-23); so are empty
texts, and a zero in paid, to_pay, received, fee, tax and discount. A merchant's Shopify names may stand beside these."""

from typing import TypedDict


class Shop(TypedDict, total=False):
    """short_name: at most 10 full-width characters, for subjects; signature: further lines under every notice."""

    name: str
    short_name: str
    url: str
    zone: str  # IANA; moments are told in it
    currency: str
    country: str  # ISO; addresses there need no country
    signature: str
    bank_account: "BankAccount"  # absent: no transfer details are written, and the texts say that they follow


class BankAccount(TypedDict, total=False):
    text: str  # the account in the shop's own words, where its parts are not known
    bank_name: str
    branch: str
    type: str  # 普通 or 当座; Japan only
    number: str  # or IBAN
    holder: str
    swift: str  # cross-border only


class Support(TypedDict, total=False):
    email: str  # a reply there is read
    phone: str  # absent where nobody answers
    hours: str


class Returns(TypedDict, total=False):
    text: str  # the shop's own words; they come before days
    days: int
    url: str


class Person(TypedDict, total=False):
    """The buyer. A name with digits or @ counts as missing; company and the rest are used when order.business is true."""

    name: str
    first_name: str
    last_name: str
    company: str
    department: str
    title: str
    mail: str


class Place(Person, total=False):
    postal_code: str
    country: str  # ISO
    region: str
    city: str
    line1: str
    line2: str
    phone: str


class Line(TypedDict, total=False):
    id: str
    title: str
    variant: str
    sku: str
    units: int
    unit_price: int
    total: int
    image: str  # https
    url: str
    digital: bool


class Discount(TypedDict, total=False):
    title: str
    amount: int  # positive


class Order(TypedDict, total=False):
    number: str
    placed_at: int
    accepted: bool  # true only when the contract stands: "received" is never "accepted"
    acceptance_due_at: int  # by when the shop says whether it accepts
    currency: str
    lines: list[Line]
    subtotal: int
    discount: int
    discounts: list[Discount]
    shipping: int | None  # None where nothing is shipped
    fee: int  # cash on delivery and the like
    tax: int
    tax_included: bool
    total: int
    business: bool
    purchase_number: str  # the buyer's own number
    gift: bool
    digital: bool  # every line is


class Payment(TypedDict, total=False):
    """way: card, bank_transfer, convenience_store, pay_easy, cash_on_delivery, wallet, invoice, points or other."""

    way: str
    method: str  # as it is called towards the buyer
    brand: str
    last4: str
    paid: int  # altogether so far
    to_pay: int  # still open; 0 or absent when covered
    wait: bool  # goods are missing: please do not pay yet
    received: int  # what came in now (payment_received; rest)
    received_at: int
    instructed_at: int
    checked_at: int  # until when incoming payments have been looked at
    due_at: int
    reference: str  # what the payer writes, or the number to pay at the till
    store: str
    url: str  # the page to pay on
    instructions: str
    old_method: str  # and since when there is another one (payment_method_changed)
    changed_at: int


class Shipping(TypedDict, total=False):
    method: str
    expected_at: int  # the day it leaves
    old_expected_at: int  # as it was promised before


class Delivery(TypedDict, total=False):
    earliest_at: int
    latest_at: int  # the same as earliest_at, or absent, for one day
    old_earliest_at: int  # as it was promised before


class Parcel(TypedDict, total=False):
    carrier: str
    carrier_name: str
    number: str
    url: str
    lines: list[Line]
    sent_at: int
    earliest_at: int
    latest_at: int
    delivered_at: int
    place: str
    out_at: int  # on the van
    attempted_at: int  # nobody took it
    old_carrier_name: str  # as the buyer was told them before
    old_number: str
    why: str  # carrier_changed, corrected, relabelled; any other word is not told
    why_text: str  # made of it when rendering


class Held(TypedDict, total=False):
    """Where the parcel waits for the buyer; until_at: until when, or until when it can be asked for again."""

    place: str
    until_at: int
    returns_at: int  # the day it goes back to the shop


class Delay(TypedDict, total=False):
    """cause: supplier_late, own_handling, weather, carrier. `cause_text` is made of it when rendering; absent where none is on record."""

    old_ship_at: int
    new_ship_at: int
    old_delivery_at: int
    new_delivery_at: int
    tell_by_at: int  # where no new day is known
    cause: str
    area: str
    weather: str
    carrier: str
    cause_text: str
    lines: list[Line]


class Choice(TypedDict, total=False):
    """A question to the buyer. default: cancel, wait, keep_open, keep_both, hold; `default_text` is made of it when rendering."""

    url: str  # one page, one tap
    due_at: int
    default: str
    default_text: str


class Stockout(TypedDict, total=False):
    """What cannot be delivered. cause: simultaneous_orders, damaged_at_inspection, count_wrong, supplier_late; `cause_text` is made of it when
    rendering, and absent where none is on record (then tell_by_at says by when it is)."""

    lines: list[Line]
    cause: str
    same_time_orders: int  # how many the journal holds; from three on it may be said
    cause_text: str
    restock_at: int  # expected receipt; without it nobody is asked to wait
    other_lines_ship_at: int  # the order's other lines, where there are any
    cancelled_at: int
    tell_by_at: int


class Alternative(TypedDict, total=False):
    """In stock, and held for this buyer until choice.due_at. difference_is: equal, less, more_shop, more_buyer; `difference_text` is made of it."""

    title: str
    variant: str
    price: int
    difference: int  # positive
    difference_is: str
    difference_text: str
    spec_difference: str  # for businesses: what differs in specification, or that nothing does
    url: str
    image: str


class Item(TypedDict, total=False):
    """One thing of the shop's range, not of an order."""

    title: str
    variant: str
    price: int
    url: str
    image: str
    units: int  # how many are kept, or are there
    kept_until_at: int


class Inquiry(TypedDict, total=False):
    """answer: in_stock, expected (restock_at), none."""

    asked_at: int
    answer: str
    restock_at: int
    waiting_url: str  # to be told when it is back


class Problem(TypedDict, total=False):
    """code: postal_code_unknown, postal_code_differs, house_number, room, name, characters, phone, address; `text` is made of it when rendering."""

    code: str
    text: str


class OtherOrder(TypedDict, total=False):
    """The order that looks like this one."""

    number: str
    placed_at: int
    lines: list[Line]
    total: int
    method: str


class Returned(TypedDict, total=False):
    """Goods that are back and inspected."""

    lines: list[Line]
    at: int
    amount: int  # granted for them; absent in an exchange
    new_ships_at: int  # an exchange: the day on which the other goods leave


class Finding(TypedDict, total=False):
    """What the desk found out about a parcel that did not arrive; the notice's variant says what it is."""

    recorded_at: int  # the carrier's newest record, or its delivery
    place: str
    proof: str
    asked_at: int  # the carrier was asked
    answer_by_at: int
    answered_at: int  # the carrier's answer came
    tell_by_at: int  # the shop says more by then
    new_ships_at: int  # sent again, or for the first time
    decided_at: int


class Protection(TypedDict, total=False):
    """Until when the buyer may say that something is wrong. reason: buyer, on_the_way, shop; `reason_text` is made of it."""

    until_at: int
    old_until_at: int
    reason: str
    reason_text: str


class Dispute(TypedDict, total=False):
    """The buyer against the shop before a card company, a provider or a marketplace. answer_by_at: when the shop must have answered."""

    amount: int
    opened_at: int
    answer_by_at: int
    finished_at: int
    award: int  # goes back to the buyer; 0: nothing


class Review(TypedDict, total=False):
    url: str


class Coupon(TypedDict, total=False):
    code: str
    text: str  # what it is worth, as a noun
    expires_at: int


class Rest(TypedDict, total=False):
    expected_at: int  # the day the rest leaves
    extra_shipping: int  # what the split costs the buyer; 0 is said, absent is not


class Download(TypedDict, total=False):
    url: str
    until_at: int
    key: str


class Cancel(TypedDict, total=False):
    by: str  # buyer, channel, or shop
    part: bool  # other lines go on
    reason: str  # a sentence from the journal's cause, never typed
    at: int
    lines: list[Line]


class Refund(TypedDict, total=False):
    """way: card_authorised, card_captured, convenience_store, bank_transfer, cash_on_delivery_unpaid, cash_on_delivery_paid,
    wallet, invoice, or other. state: if_cancelled (to be done, with the cancellation), to_come (to be done, for another reason),
    ask_account, done. `text` is made of them when rendering."""

    way: str
    state: str
    amount: int
    issued_at: int
    form_url: str
    transfer_business_days: int
    wallet_name: str
    debit: bool
    points: int
    points_returned_at: int
    points_expire_at: int
    coupon_code: str
    coupon_expires_at: int
    lines: list[Line]
    text: str


class Notice(TypedDict, total=False):
    kind: str
    variant: str
    occasion: str
    at: int  # when it is written: another year than this is named


class Facts(TypedDict, total=False):
    """Everything a notice may speak of."""

    shop: Shop
    support: Support
    returns: Returns
    staff: dict[str, str]  # name: who answers for it, in trouble always a person
    order: Order
    payment: Payment
    shipping: Shipping
    delivery: Delivery
    customer: Person
    shipping_address: Place
    billing_address: Place
    status_url: str
    parcel: Parcel
    parcels: list[Parcel]
    held: Held
    delay: Delay
    choice: Choice
    stockout: Stockout
    alternatives: list[Alternative]
    item: Item
    inquiry: Inquiry
    problems: list[Problem]  # of the delivery address
    other_order: OtherOrder
    returned: Returned
    finding: Finding
    protection: Protection
    dispute: Dispute
    review: Review
    coupon: Coupon
    unsubscribe_url: str  # only where something is advertised
    still_to_come: list[Line]
    rest: Rest
    download: Download
    cancel: Cancel
    refund: Refund
    notice: Notice
