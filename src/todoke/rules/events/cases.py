"""What people decide about an order: cases, choices, wrong facts, more time."""

from todoke.rules.events.families import Answer, Fact, Wish


class CaseOpened(Fact, frozen=True):
    """Somebody must look. Opened by a row, by a deadline, by a check of address or doubles, or by hand."""

    case: str = ""
    reason: str = ""


class CaseClosed(Wish, frozen=True):
    """Resolved: its outcome's own events have come before this one."""

    case: str = ""
    outcome: str = ""


class ChecksFinished(Answer, frozen=True):
    """The desk's own checks for a case came to a finding, from what it read then."""

    case: str = ""
    parcel: str = ""
    finding: str = ""
    digest: str = ""


class ChoiceOffered(Answer, frozen=True):
    """A case's playbook asks the buyer, with a default for silence. One question at a time: a newer one takes the place of the older."""

    choice: str = ""
    case: str = ""
    options: tuple[str, ...] = ()
    default: str = ""
    due: int | None = None


class ChoiceMade(Wish, frozen=True):
    """The buyer's answer, on the page, by reply or on the phone. It can be changed until the case is closed."""

    choice: str = ""
    option: str = ""
    by: str = "page"


class FactStruck(Fact, frozen=True):
    """Staff strike a wrong fact out (payment booked to the wrong order, parcel of another, completion by mistake). Never deleted."""

    fact: str = ""


class DeadlineExtended(Wish, frozen=True):
    """More time, by the one who may give it."""

    kind: str = ""
    until: int | None = None
    reason: str = ""
