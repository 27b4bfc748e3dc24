"""The lint of notices: named rules over every text that a shop may send, run before a text goes live (NTC-11, CMD-9)."""
