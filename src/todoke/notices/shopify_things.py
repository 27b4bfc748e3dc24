"""What Shopify's names name one by one: lines, buyers, addresses, ways of paying (see shopify_names.py)."""

from typing import Any, TypedDict


class Product(TypedDict, total=False):
    title: str
    url: str
    featured_image: str
    id: str
    handle: str
    vendor: str
    type: str
    tags: list[str]
    metafields: Any


class Variant(TypedDict, total=False):
    title: str  # `Default Title` where there is only one
    sku: str
    id: str
    barcode: str
    price: int
    weight: int
    option1: str
    option2: str
    option3: str
    metafields: Any


class Application(TypedDict, total=False):
    """A discount: target_selection is `all` (the whole order), `entitled` or `explicit` (some lines)."""

    title: str
    code: str
    type: str
    value: int
    value_type: str
    target_selection: str
    target_type: str
    total_allocated_amount: int


class Allocation(TypedDict, total=False):
    amount: int
    discount_application: Application


class SellingPlan(TypedDict, total=False):
    name: str
    description: str


class PlanAllocation(TypedDict, total=False):
    selling_plan: SellingPlan


class TaxLine(TypedDict, total=False):
    title: str
    price: int
    rate: float
    rate_percentage: float


# Names that no class can hold
_ItemWords = TypedDict("_ItemWords", {"bundle_parent?": bool, "nested_line?": bool, "nested_line_parent?": bool}, total=False)
_TransactionWords = TypedDict("_TransactionWords", {"show_buyer_pending_payment_instructions?": bool}, total=False)


class Item(_ItemWords, total=False):
    """A line of an order. The desk knows no reduction of a single line, so the original prices are the final ones unless they differ."""

    id: str
    title: str
    name: str  # title and variant
    quantity: int
    price: int
    original_price: int
    final_price: int
    line_price: int
    original_line_price: int
    final_line_price: int
    sku: str
    vendor: str
    grams: int
    image: Any
    url: str
    product: Product
    variant: Variant
    variant_title: str
    variant_id: str
    product_id: str
    requires_shipping: bool
    refunded_quantity: int
    fulfilled_quantity: int
    fulfillment_status: str
    gift_card: bool
    taxable: bool
    properties: dict[str, Any]
    tax_lines: list[TaxLine]
    discounts: list[Application]
    line_level_total_discount: int
    line_level_discount_allocations: list[Allocation]
    discount_allocations: list[Allocation]
    selling_plan_allocation: PlanAllocation
    unit_price: int
    unit_price_measurement: Any
    groups: list[Any]
    nested_line_parent: Any
    bundle_parent: Any
    bundle_components: list[Any]
    delivery_agreement: Any
    message: str
    fulfillment_service: str
    successfully_fulfilled_quantity: int
    options_with_values: list[Any]


class Fulfilled(TypedDict, total=False):
    """How many of a line go with a parcel."""

    quantity: int
    line_item: Item


class Address(TypedDict, total=False):
    name: str
    first_name: str
    last_name: str
    company: str
    address1: str
    address2: str
    street: str
    city: str
    province: str
    province_code: str
    zip: str
    country: Any  # its name in the language of the notice
    country_code: str
    phone: str
    summary: str
    id: str
    latitude: float
    longitude: float


class Company(TypedDict, total=False):
    name: str
    external_id: str


class Customer(TypedDict, total=False):
    id: str
    name: str
    first_name: str
    last_name: str
    email: str
    phone: str
    tags: list[str]
    accepts_marketing: bool
    orders_count: int
    total_spent: int
    tax_exempt: bool
    has_account: bool
    locale: str
    note: str
    default_address: Address
    company: Any
    company_available_locations: list[Any]
    metafields: Any
    account_activation_url: str
    reset_password_url: str
    subscribe_url: str
    unsubscribe_url: str


class Shop(TypedDict, total=False):
    name: str
    email: str
    phone: str
    url: str
    secure_url: str
    domain: str
    permanent_domain: str
    currency: str
    money_format: str
    money_with_currency_format: str
    address: Address
    description: str
    email_logo_url: str
    email_logo_width: int
    email_accent_color: str
    customer_accounts_enabled: bool
    locale: str
    metafields: Any
    brand: Any
    id: str


class Method(TypedDict, total=False):
    id: str
    handle: str
    title: str
    price: int
    original_price: int
    price_with_discounts: int
    discount_allocations: list[Allocation]
    tax_lines: list[TaxLine]


class CardOrGift(TypedDict, total=False):
    last_four_characters: str
    balance: int


class PaymentDetails(TypedDict, total=False):
    credit_card_company: str
    credit_card_last_four_digits: str
    credit_card_number: str
    credit_card_name: str
    gift_card: CardOrGift


class Transaction(_TransactionWords, total=False):
    """kind: sale, authorization, capture, void, refund. status: success, pending, failure, error."""

    id: str
    amount: int
    amount_rounding: int
    name: str
    kind: str
    status: str
    status_label: str
    created_at: str
    gateway: str
    gateway_display_name: str
    receipt: Any
    payment_details: PaymentDetails
    buyer_pending_payment_instructions: list[Any]
    buyer_pending_payment_notice: str
    show_buyer_pending_payment_instructions: bool


class NextPayment(TypedDict, total=False):
    due_at: str
    issued_at: str
    amount: int
    amount_due: int
    completed_at: str
    number: int


class PaymentTerms(TypedDict, total=False):
    type: str
    due_in_days: int
    overdue: bool
    automatic_capture_at_fulfillment: bool
    next_payment: NextPayment
    payment_schedules: list[NextPayment]
    translated_name: str
