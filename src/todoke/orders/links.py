"""The buyer's own pages: signed links that cannot be guessed."""

from django.core import signing

SALT, OPT_OUT = "todoke.status", "todoke.opt_out"


def status_path(order_id: int) -> str:
    """`/s/<token>`; the same for ever, so that the link in an old mail still works."""
    return f"/s/{signing.Signer(salt=SALT).sign(str(order_id))}"


def order_of(token: str) -> int | None:
    """The order a token was made for, or None."""
    try:
        return int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def opt_out_path(order_id: int, digest: str) -> str:
    """`/u/<token>`: where advertising to this address ends. It names the address by its digest, so that it works when the order is forgotten."""
    return f"/u/{signing.Signer(salt=OPT_OUT).sign(f'{order_id}-{digest}')}"


def address_of(token: str) -> tuple[int, str] | None:
    """(order, digest of the address) of a token, or None."""
    try:
        order, _, digest = signing.Signer(salt=OPT_OUT).unsign(token).partition("-")
        return int(order), digest
    except (signing.BadSignature, ValueError):
        return None
