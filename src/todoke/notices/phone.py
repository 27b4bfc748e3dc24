"""A telephone number as a buyer gave it, in its international form (E.164), and whether it takes text messages."""

import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)  # in North America nobody can tell the two apart


def number(given: str, country: str = "JP") -> str:
    """`０９０−１２３４−５６７８` → `+819012345678`; nothing for what is no number. `country`: the ISO code where the buyer lives."""
    plain = unicodedata.normalize("NFKC", given[:60]).replace("\u2212", "-").replace("\u30fc", "-")
    try:
        found = phonenumbers.parse(plain, country.upper() or "JP")
    except NumberParseException:
        return ""
    return phonenumbers.format_number(found, PhoneNumberFormat.E164) if phonenumbers.is_valid_number(found) else ""


def takes_texts(e164: str) -> bool:
    """A landline takes none."""
    return bool(e164) and phonenumbers.number_type(phonenumbers.parse(e164)) in MOBILE
