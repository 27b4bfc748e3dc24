"""The notices about an order: which mails the buyer wants, and what became of those that were sent."""

from todoke.rules.events.families import Fact, Wish


class MailsChosen(Wish, frozen=True):
    """Which mails about the parcels the buyer does not want (TRK-6); all others of them are wanted. The newest holds."""

    declined: tuple[str, ...] = ()


class TellAgain(Wish, frozen=True):
    """Staff send a notice once more, mostly to a corrected address. `id` names the wish, so that one click is one mail."""

    id: str = ""
    kind: str = ""
    variant: str = ""


class NoticeDelivered(Fact, frozen=True):
    """A notice reached the buyer's mailbox, or phone: its provider says so. `by`: mail, sms, line."""

    kind: str = ""
    occasion: str = ""
    by: str = "mail"


class NoticeBounced(Fact, frozen=True):
    """A notice came back, or was refused. `why` in the words of bounces; `for_good`: nothing more is sent to that address."""

    kind: str = ""
    occasion: str = ""
    by: str = "mail"
    why: str = ""
    for_good: bool = False


class NoticeRerouted(Fact, frozen=True):
    """It went another way, as the first did not reach the buyer. `by`: sms, line, or phone where staff are asked to call."""

    kind: str = ""
    occasion: str = ""
    by: str = "sms"
