"""Money: an integer in the currency's smallest unit, and how it is written. Never a float."""

from decimal import Decimal, InvalidOperation

# ISO 4217: currencies whose smallest unit is not a hundredth
DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "ISK": 0, "PYG": 0, "UGX": 0, "XAF": 0, "XOF": 0, "XPF": 0, "RWF": 0, "KMF": 0, "GNF": 0, "DJF": 0,
          "BIF": 0, "VUV": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3, "IQD": 3, "LYD": 3}


def digits(currency: str) -> int:
    return DIGITS.get(currency, 2)


def as_text(amount: int, currency: str) -> str:
    """20000 USD → "200.00"; 12800 JPY → "12800"."""
    return str(Decimal(amount).scaleb(-digits(currency)).quantize(Decimal(1).scaleb(-digits(currency)))) if digits(currency) else str(amount)


def from_text(text: str, currency: str) -> int:
    """"200. 00" USD → 20000. Raises ValueError where it has more decimals than the currency, or is no number."""
    try:
        amount = Decimal("".join(text.split())).scaleb(digits(currency))
    except InvalidOperation:
        raise ValueError(f"{text!r} is no amount") from None
    if not amount.is_finite() or amount != amount.to_integral_value():
        raise ValueError(f"{text!r} has more decimals than {currency} has")
    return int(amount)
