"""Mails that come back: who did not get ours, why, and whether for good (CMD-10, NTC-14). Pure: bytes in, an answer out."""
