"""The buyer's own page of an order: a signed link that cannot be guessed."""

from django.core import signing

SALT = "todoke.status"


def status_path(order_id: int) -> str:
    """`/s/<token>`; the same for ever, so that the link in an old mail still works."""
    return f"/s/{signing.Signer(salt=SALT).sign(str(order_id))}"


def order_of(token: str) -> int | None:
    """The order a token was made for, or None."""
    try:
        return int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
