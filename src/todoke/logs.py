"""How the log is written: a buyer's link is a key to their page, so that none stands in it."""

import logging
import re

KEYS = re.compile(r"(?<![\w.])(/[suro]/)[^/\s?\"']{8,}")


class Discreet(logging.Formatter):
    """Django writes down the address of whatever it refused; a wish that comes too late is refused by the page's own link."""

    def format(self, record: logging.LogRecord) -> str:
        return KEYS.sub(r"\1…", super().format(record))
