"""What a transport can do, and the two questions a failure answers: whose is it, and is it worth trying again?"""

from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from todoke.due.words import readable


class Mail(NamedTuple):
    """One buyer, one message. `id`: its Message-ID; a transport that knows it already takes it once."""

    sender: str
    recipient: str
    data: bytes
    id: str
    subject: str = ""
    order: int = 0
    at: int = 0


STRUCK_OFF = "struck off"  # the provider writes to that address no more


class NotTaken(Exception):
    """It was not handed over. `permanent`: this mail will never be taken; else later. `ours`: no other mail would be taken either. `stage`: the
    command of SMTP that was refused, or STRUCK_OFF."""

    def __init__(self, reason: str, *, permanent: bool = False, ours: bool = False, stage: str = "") -> None:
        self.reason, self.permanent, self.ours, self.stage = readable(reason), permanent, ours, stage
        super().__init__(self.reason)


def address_of(url: str) -> tuple[str, int]:
    """Host and port of a page."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (80 if parts.scheme == "http" else 443)


class Transport(Protocol):
    def hand_over(self, mail: Mail) -> str | None:
        """Returns when it is taken, with the name that the provider gives it, if it gives one of its own. Raises NotTaken."""

    def close(self) -> None: ...

    @property
    def address(self) -> tuple[str, int]:
        """Host and port that mails go to; none where they stay in the house."""
