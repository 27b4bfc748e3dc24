"""A shop on Shopify that exists only in memory: for tests, for the demonstration, for people without an account."""
