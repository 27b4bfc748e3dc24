"""What people are found by: their words as one searches for them, widths, cases, blanks and hyphens joined."""

import re
import unicodedata

from todoke.rules.people import Address, Contact

NOT_SEARCHED = re.compile(r"[^\w@.+]")
LONGEST_WORD = 60  # bytes


def fold(text: str) -> str:
    """As one searches: widths and cases joined, no blanks or hyphens."""
    return NOT_SEARCHED.sub("", unicodedata.normalize("NFKC", text).casefold())


def as_word(text: str) -> bytes:
    """As the index of words has it; cut on a character's edge."""
    return fold(text).encode()[:LONGEST_WORD].decode(errors="ignore").encode()


def searchable(person: Contact | Address) -> str:
    """All that is known of a person, as orders/models.py:Personal keeps it to be looked through."""
    mail = person.mail if isinstance(person, Contact) else ""
    names = (person.name, person.family_name + person.given_name) if isinstance(person, Contact) else (person.name,)
    return " ".join(dict.fromkeys(word for text in (*names, person.company, mail, person.phone) if (word := fold(text))))
