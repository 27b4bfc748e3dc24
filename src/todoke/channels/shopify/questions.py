"""What we ask and tell Shopify, in GraphQL. Every question asks in the webhook's own words (by aliases), so that one function
reads both.

Source: shopify.dev, GraphQL Admin API 2026-04, read 2026-11. One question may cost 1,000 points at most: hence the sizes of the
lists."""

VERSION = "2026-04"

MONEY = "fragment Money on MoneyBag { shop_money: shopMoney { amount currency_code: currencyCode } }"
PLACE = """fragment Place on MailingAddress {
  first_name: firstName last_name: lastName name company address1 address2 city zip phone
  province province_code: provinceCode country_code: countryCodeV2
}"""
MOVEMENT = """fragment Movement on OrderTransaction {
  id kind status gateway test created_at: createdAt processed_at: processedAt manual_payment_gateway: manualPaymentGateway
  amount_set: amountSet { ...Money } parent_transaction: parentTransaction { id }
  payment_details: paymentDetails { ... on CardPaymentDetails { credit_card_company: company credit_card_number: number } }
}"""

WHOLE = f"""query Whole($id: ID!) {{ order(id: $id) {{
  id name test email phone note customer_locale: customerLocale currency: currencyCode taxes_included: taxesIncluded
  created_at: createdAt processed_at: processedAt updated_at: updatedAt cancelled_at: cancelledAt cancel_reason: cancelReason
  financial_status: displayFinancialStatus payment_gateway_names: paymentGatewayNames
  total_price_set: totalPriceSet {{ ...Money }} current_total_price_set: currentTotalPriceSet {{ ...Money }}
  subtotal_price_set: subtotalPriceSet {{ ...Money }} current_subtotal_price_set: currentSubtotalPriceSet {{ ...Money }}
  total_discounts_set: totalDiscountsSet {{ ...Money }} current_total_discounts_set: currentTotalDiscountsSet {{ ...Money }}
  total_shipping_price_set: totalShippingPriceSet {{ ...Money }} current_shipping_price_set: currentShippingPriceSet {{ ...Money
  }}
  total_tax_set: totalTaxSet {{ ...Money }} current_total_tax_set: currentTotalTaxSet {{ ...Money }}
  total_outstanding_set: totalOutstandingSet {{ ...Money }}
  discount_codes: discountCodes
  customer {{ first_name: firstName last_name: lastName }}
  billing_address: billingAddress {{ ...Place }} shipping_address: shippingAddress {{ ...Place }}
  note_attributes: customAttributes {{ name: key value }}
  company: purchasingEntity {{ ... on PurchasingCompany {{ company {{ id }} }} }}
  payment_terms: paymentTerms {{ payment_terms_name: paymentTermsName payment_schedules: paymentSchedules(first: 5) {{ nodes {{
  due_at: dueAt }} }} }}
  shipping_lines: shippingLines(first: 5) {{ nodes {{ title is_removed: isRemoved }} }}
  line_items: lineItems(first: 100) {{ pageInfo {{ hasNextPage }} nodes {{
    id sku title quantity current_quantity: currentQuantity variant_title: variantTitle variant {{ id }}
    requires_shipping: requiresShipping gift_card: isGiftCard price_set: originalUnitPriceSet {{ ...Money }}
    discount_allocations: discountAllocations {{ amount_set: allocatedAmountSet {{ ...Money }} }}
    properties: customAttributes {{ name: key value }}
  }} }}
  fulfillments(first: 10) {{
    id status created_at: createdAt updated_at: updatedAt shipment_status: displayStatus tracking_info: trackingInfo {{ company
    number url }}
    line_items: fulfillmentLineItems(first: 20) {{ nodes {{
      quantity line_item: lineItem {{ id requires_shipping: requiresShipping gift_card: isGiftCard }}
    }} }}
  }}
  refunds(first: 10) {{
    id note created_at: createdAt transactions(first: 5) {{ nodes {{ ...Movement }} }}
    refund_shipping_lines: refundShippingLines(first: 2) {{ nodes {{ subtotal_amount_set: subtotalAmountSet {{ ...Money }} }} }}
    refund_line_items: refundLineItems(first: 10) {{ nodes {{
      id quantity restock_type: restockType line_item: lineItem {{ id }}
      subtotal_set: subtotalSet {{ ...Money }} total_tax_set: totalTaxSet {{ ...Money }}
    }} }}
  }}
  transactions(first: 20) {{ ...Movement }}
  fulfillment_orders: fulfillmentOrders(first: 10) {{ nodes {{ id status fulfillment_holds: fulfillmentHolds {{ id reason }} }} }}
}} }}
{MONEY} {PLACE} {MOVEMENT}"""

CHANGED = """query Changed($query: String!, $after: String) {
  orders(first: 250, after: $after, sortKey: UPDATED_AT, query: $query) { nodes { id } pageInfo { hasNextPage endCursor } }
}"""

PARCELS = """query Parcels($id: ID!) { order(id: $id) {
  cancelledAt
  fulfillments(first: 50) { id status trackingInfo { company number url } }
  fulfillmentOrders(first: 20) { nodes { id status lineItems(first: 40) { nodes { id remainingQuantity lineItem { id } } } } }
} }"""

SEND = """mutation Send($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id status } userErrors { field message } }
}"""

TRACK = """mutation Track($id: ID!, $tracking: FulfillmentTrackingInput!, $notify: Boolean) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: $notify) {
    fulfillment { id } userErrors { field message }
  }
}"""

# Money goes back by a push of its own, by name: never as a side effect of cancelling.
CANCEL = """mutation Cancel($id: ID!, $reason: OrderCancelReason!, $notify: Boolean, $note: String) {
  orderCancel(orderId: $id, reason: $reason, restock: true, refundMethod: { originalPaymentMethodsRefund: false },
              notifyCustomer: $notify, staffNote: $note) {
    job { id } userErrors: orderCancelUserErrors { field message }
  }
}"""

MONEY_BACK = f"""query MoneyBack($id: ID!) {{ order(id: $id) {{
  currency: currencyCode
  refunds(first: 50) {{ id note transactions(first: 5) {{ nodes {{ ...Movement }} }} }}
  transactions(first: 50) {{ ...Movement }}
}} }}
{MONEY} {MOVEMENT}"""

REFUND = f"""mutation Refund($input: RefundInput!, $key: String!) {{
  refundCreate(input: $input) @idempotent(key: $key) {{
    refund {{ id transactions(first: 20) {{ nodes {{ ...Movement }} }} }} userErrors {{ field message }}
  }}
}}
{MONEY} {MOVEMENT}"""

EDIT = """mutation Edit($id: ID!) {
  orderEditBegin(id: $id) { calculatedOrder { id lineItems(first: 100) { nodes { id quantity } } } userErrors { field message } }
}"""

FEWER = """mutation Fewer($id: ID!, $line: ID!, $quantity: Int!) {
  orderEditSetQuantity(id: $id, lineItemId: $line, quantity: $quantity, restock: true) { calculatedOrder { id } userErrors {
  field message } }
}"""

COMMIT = """mutation Commit($id: ID!, $notify: Boolean, $note: String) {
  orderEditCommit(id: $id, notifyCustomer: $notify, staffNote: $note) { order { id } userErrors { field message } }
}"""
