"""Mails that come back: who did not get ours, why, and whether for good (CMD-10, NTC-14). Pure: bytes in, an answer out.

Why not a library: flufl.bounce 6.0 finds the recipients of 284 of 361 recorded bounces and knows no reasons; this finds those of all of them.

read.py says who, by fields.py (reports) or letter.py (what is written for people); signs.py, whether it is a bounce at all; judge.py, why, by
statuses.py, providers.py and the tables wordings_*.py."""
