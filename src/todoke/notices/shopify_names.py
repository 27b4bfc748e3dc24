"""The names that Shopify's notification templates use: what a merchant may write beside the facts of fact_names (NTC-6).

From the default templates and from https://help.shopify.com/en/manual/fulfillment/setup/notifications/email-variables. Money is in the
currency's smallest unit, a moment a text `2026-11-16 15:10:00 +0900` on the shop's clock. shopify_facts.py fills them; what the desk
does not know is a known name that stays empty. The words of an order stand bare and under `order.`."""

from typing import Any, TypedDict

from todoke.notices.shopify_things import Address, Application, Company, Customer, Fulfilled, Item, Method, PaymentTerms, Product, Shop, TaxLine, Transaction


class Fulfillment(TypedDict, total=False):
    id: str
    name: str
    status: str
    created_at: str
    item_count: int
    requires_shipping: bool
    fulfillment_line_items: list[Fulfilled]
    tracking_company: str
    tracking_number: str
    tracking_numbers: list[str]
    tracking_url: str
    tracking_urls: list[str]
    estimated_delivery_at: str
    delivered_at: str
    shipment_status: str
    service: str
    location: Any


class RefundedLine(TypedDict, total=False):
    quantity: int
    subtotal: int
    total_tax: int
    restock_type: str
    line_item: Item


class Label(TypedDict, total=False):
    public_file_url: str


class ReturnDelivery(TypedDict, total=False):
    type: str
    carrier_name: str
    tracking_url: str
    tracking_number: str
    return_label: Label


class Decline(TypedDict, total=False):
    reason: str
    note: str


class Fee(TypedDict, total=False):
    title: str
    subtotal: int
    id: str


class Return(TypedDict, total=False):
    id: str
    name: str
    status: str
    line_items: list[Item]
    line_items_subtotal_price: int
    subtotal_price: int
    total_price: int
    total_tax_price: int
    deliveries: list[ReturnDelivery]
    decline: Decline
    fees: list[Fee]
    checkout_payment_collection_url: str
    transactions: list[Transaction]


class Location(TypedDict, total=False):
    name: str
    address1: str
    address2: str
    city: str
    province: str
    province_code: str
    zip: str
    country: Any
    country_code: str
    phone: str
    latitude: float
    longitude: float


class GiftCard(TypedDict, total=False):
    balance: int
    initial_value: int
    code: str
    last_four_characters: str
    currency: str
    url: str
    qr_identifier: str
    pass_url: str
    expires_on: str
    expired: bool
    enabled: bool
    customer: Customer
    product: Product
    message: str
    recipient: Any
    send_on: str


class Exchanged(TypedDict, total=False):
    """One of the two orders of an exchange at a till."""

    name: str
    order_number: str
    line_items: list[Item]
    discounts: list[Application]
    discounts_savings: int
    subtotal_price: int
    shipping_price: int
    tax_price: int
    total_price: int


_OrderWords = TypedDict("_OrderWords", {"has_high_risks?": bool, "pick_up_in_store?": bool}, total=False)  # a name that no class can hold


class Order(_OrderWords, total=False):
    """The words of an order. financial_status: pending, authorized, partially_paid, paid, partially_refunded, refunded, voided.
    fulfillment_status: unfulfilled, partial, fulfilled. cancel_reason: customer, inventory, fraud, declined, staff, other."""

    id: str
    name: str
    order_name: str
    number: str
    order_number: str
    confirmation_number: str
    po_number: str
    email: str
    phone: str
    created_at: str
    date: str
    currency: str
    note: str
    tags: list[str]
    attributes: dict[str, Any]
    landing_site: str
    landing_site_ref: str
    referring_site: str
    order_status_url: str
    customer_order_url: str
    customer_url: str
    checkout_payment_collection_url: str
    subtotal_price: int
    total_price: int
    total_net_amount: int
    total_outstanding: int
    net_payment: int
    total_refunded_amount: int
    amount_due_now: int
    amount_due_later: int
    shipping_price: int
    tax_price: int
    tax_lines: list[TaxLine]
    taxes_included: bool
    total_duties: int
    total_tip: int
    total_tip_received: int
    total_discounts: int
    total_weight: int
    discounts: list[Application]
    discounts_amount: int
    discounts_savings: int
    discount_applications: list[Application]
    cart_level_discount_applications: list[Application]
    line_items: list[Item]
    subtotal_line_items: list[Item]
    line_items_subtotal_price: int
    line_item_groups: list[Any]
    unfulfilled_line_items: list[Item]
    fulfilled_line_items: list[Fulfilled]
    items_to_fulfill: list[Item]
    items_to_fulfill_count: int
    prepared_package_line_items: list[Item]
    item_count: int
    shipping_address: Address
    billing_address: Address
    shipping_method: Method
    shipping_methods: list[Method]
    requires_shipping: bool
    delivery_method: str
    delivery_method_types: list[str]
    has_multiple_delivery_methods: bool
    delivery_agreements: list[Any]
    retail_delivery_only: bool
    consolidated_estimated_delivery_time: str
    delivery_instructions: str
    destination: Any
    customer: Customer
    company: Company
    company_location: Any
    location: Location
    user: Any
    gateway: str
    unique_gateways: list[str]
    payment_methods: list[Any]
    payment_terms: PaymentTerms
    transactions: list[Transaction]
    has_pending_payment: bool
    buyer_action_required: bool
    buyer_pending_payment_instructions: list[Any]
    financial_status: str
    financial_status_label: str
    fulfillment_status: str
    fulfillment_status_label: str
    fulfillments: list[Fulfillment]
    closed_at: str
    customer_locale: str
    cancelled: bool
    cancelled_at: str
    cancel_reason: str
    cancel_reason_label: str
    metafields: Any
    subscription_contract_billing_cycle: Any
    transaction_fees: Any


_Return = TypedDict("_Return", {"return": Return}, total=False)


class ShopifyNames(Order, _Return, total=False):
    """Everything that stands bare: the words of the order, and those of one notification or another."""

    order: Order
    shop: Shop
    shop_name: str
    shop_link: str
    url: str
    email_title: str
    email_body: str
    email_emphasis: str
    email_sub_title: str
    custom_message: str
    account_link: str
    service_name: str
    fulfillment: Fulfillment
    fulfillment_aborted: bool
    amount: int
    refund_amount: int
    refund_line_items: list[RefundedLine]
    invoice_url: str
    reserve_inventory_until: str
    pickup_instructions: str
    return_label: Label
    return_delivery: ReturnDelivery
    return_line_items: list[Item]
    return_subtotal: int
    return_tax_total: int
    return_total: int
    added_line_items: list[Item]
    added_subtotal: int
    added_tax_total: int
    added_total: int
    exchange_type: str
    exchange_total: int
    exchange_balance: int
    parent_order: Exchanged
    parent_order_processed_at: str
    parent_transactions: list[Transaction]
    child_order: Exchanged
    child_order_processed_at: str
    child_transactions: list[Transaction]
    gift_card: GiftCard
    unsubscribe_url: str
    titleBold: bool
    valueBold: bool
    no_top_border: str
