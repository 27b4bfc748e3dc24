"""Shopify: orders by webhook, and by the GraphQL Admin API where the connection may read."""
