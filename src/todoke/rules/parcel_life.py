"""One parcel's own small life: where it is, by all its scans together. It does not matter in which order they came, or how often.

A parcel remembers of each kind of scan the newest (order.Parcel.seen) and of the great turns that they happened (order.Parcel.marks).
Where it is now follows from both, by these rows, read from top to bottom:
  handed over            delivered; after it had turned round it was handed to the shop: returned
  back at the shop       returned
  turned round           returning, whatever is scanned on the way back; lost, if that was said later
  else                   what the newest scan says. A label says nothing once anything else is known, and a parcel that the buyer did not
                         take and that only moves is still refused
Two scans of one moment: the later line of SAYS counts."""

from todoke.rules import events as ev
from todoke.rules.figures import arrived, under_way
from todoke.rules.order import NEVER, Parcel

LABELLED, MOVING, OUT, FAILED, HELD = "labelled", "moving", "out_for_delivery", "attempt_failed", "held"
TROUBLED, REFUSED, LOST, DELIVERED, RETURNING, RETURNED = "troubled", "refused", "lost", "delivered", "returning", "returned"
STATES = (LABELLED, MOVING, OUT, FAILED, HELD, DELIVERED, TROUBLED, REFUSED, RETURNING, RETURNED, LOST)

# what a scan says about where the parcel is; of one moment the later line counts
SAYS: dict[type[ev.ParcelFact], str] = {
    ev.ParcelLabelled: LABELLED,
    ev.ParcelMoved: MOVING,
    ev.ParcelOutForDelivery: OUT,
    ev.ParcelAttemptFailed: FAILED,
    ev.ParcelHeld: HELD,
    ev.ParcelTroubled: TROUBLED,
    ev.ParcelRefused: REFUSED,
    ev.ParcelLost: LOST,
}
OURS = frozenset(("booked", "called_back", "sent"))  # marks that the shop sets itself
BY_ITSELF = frozenset((LABELLED, MOVING, OUT, TROUBLED))  # nobody but the carrier has to do anything
PLACE = {word: place for place, word in enumerate(SAYS.values())}


def goes_back(parcel: Parcel) -> bool:
    """The buyer gives something back in it. One that the shop has sent or booked is the shop's, whoever says otherwise: the buyer wrote the number of the
    parcel that came."""
    return "sent_back" in parcel.marks and parcel.marks.isdisjoint(OURS)


def see(seen: tuple[tuple[str, int], ...], word: str, at: int) -> tuple[tuple[str, int], ...]:
    """With this scan: of each kind the newest, sorted, so that equal knowledge is an equal value. Of a loss the first report: a carrier repeats
    it every day, and a case that was settled is not opened again by that."""
    known = dict(seen)
    if word in known and (known[word] <= at if word == LOST else known[word] >= at):
        return seen
    return tuple(sorted((known | {word: at}).items()))


def state_of(parcel: Parcel) -> str:
    """One of STATES."""
    if "delivered" in parcel.marks:
        return DELIVERED if arrived(parcel) else RETURNED
    if "returned" in parcel.marks:
        return RETURNED
    seen = dict(parcel.seen)
    if "returning" in parcel.marks:
        return LOST if seen.get(LOST, -1) > parcel.returning_at else RETURNING
    return newest(seen) or (MOVING if "sent" in parcel.marks else LABELLED)


def newest(seen: dict[str, int]) -> str:
    """What the newest scan says; empty: nothing was scanned."""
    if len(seen) > 1:
        seen = {word: at for word, at in seen.items() if word != LABELLED}
    if len(seen) > 1 and REFUSED in seen:
        seen = {word: at for word, at in seen.items() if word != MOVING}
    return max(seen, key=lambda word: (seen[word], PLACE[word]), default="")


def where(parcel: Parcel) -> str:
    """One of STATES as far as it was scanned; before that what the shop itself knows: booked, called_back, sent."""
    if parcel.seen or not parcel.marks <= OURS:
        return state_of(parcel)
    return next((mark for mark in ("sent", "called_back", "booked") if mark in parcel.marks), LABELLED)


def last_word(parcel: Parcel) -> int:
    """When it was last heard of: a scan, or that it left. -1: never."""
    left = parcel.sent_at if parcel.sent_at != NEVER else -1
    return max((at for _, at in parcel.seen), default=left) if parcel.seen else left


def awaits_a_scan(parcel: Parcel) -> bool:
    """It goes to the buyer, moves by itself, and we know which silence is usual. One that waits for the buyer, or that is known to be lost or to come
    back, may be silent."""
    return parcel.forecast.quiet > 0 and under_way(parcel) and last_word(parcel) > parcel.silent_since and state_of(parcel) in BY_ITSELF


def silent_from(parcel: Parcel) -> int:
    """From when on it is silent for longer than usual (seconds UTC)."""
    return last_word(parcel) + parcel.forecast.quiet


def last_try(parcel: Parcel) -> int:
    """When it was last on the van or at the door: an absence is old news once it is out again. -1: never."""
    return max((at for word, at in parcel.seen if word in (OUT, FAILED)), default=-1)
