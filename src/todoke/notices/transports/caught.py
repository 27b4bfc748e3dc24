"""Where no mail server is set, mails are caught and shown: nothing leaves this machine."""

from todoke.due.tables import insert
from todoke.notices.models import CaughtMail
from todoke.notices.transports.transport import Mail


class Caught:
    def hand_over(self, mail: Mail) -> None:
        """The same Message-ID again is the same mail."""
        insert(CaughtMail, ("message_id", "order", "recipient", "subject", "raw", "at"),
               [(mail.id, mail.order, mail.recipient, mail.subject, mail.data, mail.at)], "ON CONFLICT (message_id) DO NOTHING")

    @property
    def address(self) -> tuple[str, int]:
        return "", 0

    def close(self) -> None:
        """Nothing is kept open."""
