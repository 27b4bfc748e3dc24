"""AliExpress: a marketplace without webhooks. It is asked, it rules over its orders, and it pays back by itself."""
