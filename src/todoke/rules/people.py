"""Names and addresses: the words that never stand in the journal. Entries hold a reference to them, so that a person can be forgotten."""

import hashlib
import hmac

import msgspec


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """A postal address as the channel gave it; `country` is the ISO code of two letters."""

    name: str = ""
    company: str = ""
    country: str = ""
    postal_code: str = ""
    region: str = ""
    city: str = ""
    line1: str = ""
    line2: str = ""
    phone: str = ""


class Contact(msgspec.Struct, frozen=True, omit_defaults=True):
    """The buyer: whom we write to, and who pays."""

    name: str = ""
    family_name: str = ""
    given_name: str = ""
    company: str = ""
    mail: str = ""
    phone: str = ""
    line: str = ""  # the buyer's name at LINE, as its API gives it to the shop's channel (U and 32 digits)
    billing: Address = Address()
    note: str = ""  # what the buyer wrote with the order
    engraving: dict[str, str] = {}  # line -> what the buyer wrote on it (properties of a line)


def reference(salt: bytes, role: str, person: Address | Contact) -> str:
    """A name for these words that tells nobody what they are: a keyed digest, the same for the same words of the same order."""
    words = msgspec.json.encode(person, order="deterministic")
    return role[0] + hmac.new(salt, role.encode() + words, hashlib.sha256).hexdigest()[:24]
