"""What a transport can do, and the two questions a failure answers: whose is it, and is it worth trying again?"""

from typing import NamedTuple, Protocol


class Mail(NamedTuple):
    """One buyer, one message. `id`: its Message-ID; a transport that knows it already takes it once."""

    sender: str
    recipient: str
    data: bytes
    id: str
    subject: str = ""
    order: int = 0
    at: int = 0


class NotTaken(Exception):
    """It was not handed over. `permanent`: this mail will never be taken; else later. `ours`: no other mail would be taken either."""

    def __init__(self, reason: str, *, permanent: bool = False, ours: bool = False) -> None:
        self.reason, self.permanent, self.ours = reason, permanent, ours
        super().__init__(reason)


class Transport(Protocol):
    def hand_over(self, mail: Mail) -> None:
        """Returns when it is taken. Raises NotTaken."""

    def close(self) -> None: ...
