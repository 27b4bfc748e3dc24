"""Is a delivery signed with one of the connection's secrets? The same few lines for every channel that signs."""

import hmac
from collections.abc import Callable, Iterable


def is_signed(given: bytes, sign: Callable[[str], bytes], secrets: Iterable[str]) -> bool:
    """Whether one of the secrets makes this signature; an empty one makes none."""
    return any_alike((given,), map(sign, filter(None, secrets)))


def any_alike(given: Iterable[bytes], ours: Iterable[bytes]) -> bool:
    """Whether two of them are the same. Each is compared with each: how long that takes tells nobody which one it was."""
    known = list(ours)
    return True in [hmac.compare_digest(one, other) for one in given for other in known]
