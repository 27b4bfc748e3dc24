"""Lock, learn, decide, write everything down together: a batch, one transaction. The only way in which an order changes."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from todoke.channels.channel import Whose
from todoke.desk.awaited import Numbered, known_now
from todoke.desk.coupons import Bought, count_used
from todoke.desk.listening import Listeners
from todoke.desk.perform import PERFORM, Pages, Why
from todoke.due.clock import real_ms
from todoke.due.tables import insert
from todoke.notices.models import Notice
from todoke.orders.journal import Line, digest
from todoke.orders.models import Alias, Entry, Personal
from todoke.orders.shelf import Held, Key, next_ids, put_back, take
from todoke.rules import effects as ef
from todoke.rules import events as ev
from todoke.rules.decide import Decision, Desk, advance_all, together
from todoke.rules.figures import valid
from todoke.rules.learn import learn
from todoke.rules.locales import pinned_locale
from todoke.rules.moved_on import away, mark, named, shared
from todoke.rules.news import news
from todoke.rules.order import Order as Value
from todoke.rules.order import Part
from todoke.rules.people import Address, Contact, reference
from todoke.shops.find import policies
from todoke.shops.models import Connection, Shop
from todoke.tracking.carriers import carrier_of
from todoke.tracking.numbers import number_key

encode = msgspec.json.Encoder().encode
NOT_SEARCHED = re.compile(r"[^\w@.+]")
LANES_HEAR = (ev.ParcelSent, ev.TrackingChanged, ev.ParcelDelivered)  # of history only what has arrived: nothing is expected of it (LIF-18)
LONGEST_WORD = 60  # bytes
NOT_YET = "we have not received this order yet"


class Act(NamedTuple):
    """Events on their way to one order, as one delivery told them. `now`: when the desk received it."""

    key: Key
    events: tuple[ev.Event, ...]
    source: str
    now: int
    live: bool = True
    received: int = 0
    number: str = ""
    contact: Contact | None = None
    address: Address | None = None
    people_at: int = 0
    snapshot: bool = False  # how things stand, and not since when
    whose: Whose | None = None  # the key names no order: desk/whose.py finds it first
    called: tuple[ev.TrackingChanged, ...] = ()  # numbers that news of a parcel bears


class Done(NamedTuple):
    """What became of an act: the order, and for each event the reason why it was refused, or nothing."""

    order: int
    refused: tuple[str, ...]
    others: tuple[tuple[Part, ev.Event], ...] = ()  # news of goods that staff have moved to another order, by the move


class Batch:
    """One transaction's work: orders in hand, rows to write. Call it inside the transaction."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts, self.pages = acts, Pages()
        self.held = take(act.key for act in acts)
        self.connections = Connection.objects.in_bulk({act.key.connection for act in acts})
        self.versions = dict(Shop.objects.filter(pk__in={act.key.shop for act in acts}).values_list("pk", "policy_version"))
        self.policies = policies({(key.shop, held.value.policy) for key, held in self.held.items()} | set(self.versions.items()))
        self.open_new()
        self.aliases = self.known_aliases()
        self.fates = self.known_fates()
        self.listeners = Listeners(self.versions)
        self.people: dict[tuple[int, str], tuple[object, ...]] = {}
        self.names: dict[tuple[int, str], tuple[object, ...]] = {}
        self.numbers: list[Numbered] = []
        self.with_codes: list[Bought] = []

    def open_new(self) -> None:
        """Orders that nobody has heard of yet: they keep the shop's choices of this moment (LIF-16)."""
        first = {act.key: act for act in reversed(self.acts) if act.key not in self.held}
        for (key, act), id in zip(first.items(), next_ids(len(first))):
            value = Value(policy=self.versions[key.shop], live=act.live)
            self.held[key] = Held(id, key, value, act.number, heard_at=act.now, is_new=True)

    def known_aliases(self) -> dict[tuple[int, str], str]:
        """Parcels that others call by another name. Only acts that speak of parcels ask."""
        orders = {self.held[act.key].id for act in self.acts if any(isinstance(e, (ev.ParcelFact, ev.FactStruck)) for e in act.events)}
        rows = Alias.objects.filter(shop__in=self.versions, order__in=orders).values_list("order_id", "theirs", "ours") if orders else ()
        return {(order, theirs): ours for order, theirs, ours in rows}

    def known_fates(self) -> dict[int, tuple[tuple[str, str, bool], ...]]:
        """What became of the notices that these orders still think of as waiting. Locked, so that none is claimed while we decide."""
        unsure = {(held.id, t.kind, t.occasion) for held in self.held.values() for t in held.value.told if not t.handed and not held.is_new}
        if not unsure:
            return {}
        rows = Notice.objects.select_for_update().filter(shop__in=self.versions, order__in={order for order, _, _ in unsure}).order_by("pk")
        found: dict[int, tuple[tuple[str, str, bool], ...]] = {}
        for order, kind, occasion, state, leased in rows.values_list("order_id", "kind", "occasion", "state", "leased_until"):
            if (order, kind, occasion) in unsure and (state != "waiting" or leased > real_ms()):
                found[order] = (*found.get(order, ()), (kind, occasion, state not in ("suppressed", "withdrawn", "dead")))
        return found

    # ── the way of one act ──
    def run(self) -> list[Done]:
        done = [self.take_in(act) for act in self.acts]
        now = max((act.now for act in self.acts), default=0)
        put_back(self.held.values(), now)
        self.pages.write()
        insert(Personal, ("shop", "order", "ref", "role", "data", "search", "created_at"), list(self.people.values()),
               "ON CONFLICT (shop_id, order_id, ref) DO NOTHING")
        insert(Alias, ("shop", "order", "theirs", "ours"), list(self.names.values()), "ON CONFLICT (shop_id, order_id, theirs) DO NOTHING")
        known_now(self.held.values(), self.numbers, now)
        self.listeners.hear(self.pages.entries)
        if self.with_codes:
            count_used(self.with_codes)
        return done

    def take_in(self, act: Act) -> Done:
        held = self.held[act.key]
        if act.number and act.number != held.number:
            held.number, held.touched = act.number, True
        refused: list[str] = []
        told = placed_with(act.events, self.people_of(act, held), held)
        told = tuple(news(held.value, [self.by_our_name(held, event) for event in told])) if act.snapshot else told
        numbers = self.numbers_told(held, act.called)
        own, others = self.apart(held, told) if held.value.moved else (told, ())
        events = [*numbers, *(self.under_our_name(held, event) for event in own)]
        for some in together(events):
            was_unheard = held.value.terms is None
            refused += self.hear(act, held, some)
            if was_unheard and held.value.terms is not None:
                self.placed_now(act, held)
        return Done(held.id, tuple(refused[len(numbers) :][: len(act.events)]), others)

    def hear(self, act: Act, held: Held, events: tuple[ev.Event, ...]) -> list[str]:
        """Decided one by one, settled once; for each the reason why it was refused, or nothing."""
        policy = self.policies[held.key.shop, version_for(held, events[0])]
        decisions = advance_all(held.value, events, Desk(policy, act.now, act.live, self.fates.get(held.id, ()), self.connections[held.key.connection].channel))
        last = max((at for at, decision in enumerate(decisions) if decision.changed), default=-1)
        for at, (event, decision) in enumerate(zip(events, decisions)):
            if decision.refused or decision.rows:
                self.write_down(act, held, event, decision, settled=at == last or bool(decision.refused))
        return [decision.refused for decision in decisions]

    def placed_now(self, act: Act, held: Held) -> None:
        """Codes of history count for nothing, nor those of goods that another order gave."""
        if held.seq > 1 and not held.is_new:
            self.hear_again(act, held)
        value = held.value
        if value.manner.coupons and act.live and held.salt and act.contact and not (value.terms and value.terms.ours):
            mail = act.contact.mail
            self.with_codes.append(Bought(held.key.shop, held.id, value.placed_at, mail, as_word(mail), value.manner.coupons))

    def hear_again(self, act: Act, held: Held) -> None:
        """Wishes that came before the order itself are put to the table now."""
        early = Entry.objects.filter(shop=held.key.shop, order=held.id, refused=NOT_YET).order_by("seq").values_list("body", "source")
        for body, source in list(early):
            self.hear(act._replace(source=source), held, (ev.decoder.decode(body),))

    def write_down(self, act: Act, held: Held, event: ev.Event, decision: Decision, *, settled: bool) -> None:
        """The entry with its hash, the order as it now stands, and the rows of every effect."""
        policy, fates = self.policies[held.key.shop, version_for(held, event)], self.fates.pop(held.id, ())  # the order remembers them now
        open_before = held.value.cases
        held.value, held.seq, held.touched = decision.order, held.seq + 1, True
        if not held.locale and decision.order.terms:
            held.locale = pinned_locale(decision.order.manner.locale, policy.locales)
        body, shop = encode(event).decode(), held.key.shop
        line = Line(shop, held.id, held.seq, type(event).__name__, event.at, act.now, act.live, settled, act.source, act.received, ev.VERSION, policy.version,
                    body, jsons(a for a in decision.answers if isinstance(a, ev.Answer)), jsons(fates),
                    jsons(map(as_written, decision.effects)), jsons(decision.rows), decision.refused, held.last_hash)
        held.last_hash = digest(line)
        self.pages.entries.append((*line, held.last_hash))
        connection = self.connections[held.key.connection]
        why = Why(held, held.seq, body, act.now, act.source, str(connection), bool(connection.api_url), open_before)
        for effect in (*decision.effects, *by_word(event)):
            PERFORM[type(effect)](self.pages, why, effect)
        if isinstance(event, LANES_HEAR) and not decision.refused and (act.live or isinstance(event, ev.ParcelDelivered)):
            self.pages.runs[shop, held.id, event.parcel] = act.now
        if isinstance(event, ev.CaseClosed):
            self.pages.closed.append((act.now, shop, held.id, event.case))

    # ── people and parcels ──
    def people_of(self, act: Act, held: Held) -> list[ev.Event]:
        """The words go beside the journal; the journal hears a reference."""
        said: list[ev.Event] = []
        for role, person in (("contact", act.contact), ("address", act.address)):
            if person is not None and (ref := self.remember(held, role, person, act.now)):
                said.append(ev.ContactChanged(ref=ref, at=act.people_at) if role == "contact" else ev.AddressChanged(ref=ref, at=act.people_at))
        return said

    def remember(self, held: Held, role: str, person: Contact | Address, now: int) -> str:
        if not held.salt:
            return ""  # this buyer was forgotten on request: nothing of them is kept again
        ref = reference(held.salt, role, person)
        self.people[held.id, ref] = (held.key.shop, held.id, ref, role, encode(person).decode(), searchable(person), now)
        return ref

    def by_our_name(self, held: Held, event: ev.Event) -> ev.Event:
        """A parcel by the name it has here: whoever speaks of it second is given the first one's, by the name it gives or by the carrier's number."""
        if isinstance(event, ev.FactStruck):
            return ev.FactStruck(fact=self.aliases.get((held.id, event.fact), event.fact), at=event.at)
        if not isinstance(event, ev.ParcelFact):
            return event
        names = (event.parcel, *numbers_of(event), *as_a_number(held.value, event))
        ours = next((found for name in names if (found := self.aliases.get((held.id, name)))), event.parcel)
        return in_our_words(held.value, msgspec.structs.replace(event, parcel=ours) if ours != event.parcel else event)

    def under_our_name(self, held: Held, event: ev.Event) -> ev.Event:
        """The same, and the other names are remembered."""
        ours = self.by_our_name(held, event)
        if isinstance(event, ev.ParcelFact) and isinstance(ours, ev.ParcelFact):
            other = [("", event.parcel)] if ours.parcel != event.parcel else []
            for number, name in (*zip(getattr(event, "numbers", ()), numbers_of(event)), *other):
                if (held.id, name) not in self.aliases:
                    self.aliases[held.id, name] = ours.parcel
                    self.names[held.id, name] = (held.key.shop, held.id, name, ours.parcel)
                    self.numbers += [Numbered(held, number, getattr(event, "carrier", ""))] if number else []
        return ours

    def apart(self, held: Held, events: Iterable[ev.Event]) -> tuple[tuple[ev.Event, ...], tuple[tuple[Part, ev.Event], ...]]:
        """What is this order's own, and what of goods that have gone to others. Which parcels those are in is remembered beside the parcels' other names."""
        stands, own, others = held.value, list[ev.Event](), list[tuple[Part, ev.Event]]()
        for event in events:
            share = shared(stands, event, named(self.by_our_name(held, event)), self.along(held, event))
            if share.own is not None:
                stands = learn(stands, self.by_our_name(held, share.own))
                own.append(share.own)
            others += share.others
            if isinstance(event, ev.ParcelSent):
                for name in [mark(part.id, event.parcel) for part, _ in share.others]:
                    self.aliases[held.id, name] = event.parcel
                    self.names[held.id, name] = (held.key.shop, held.id, name, event.parcel)
        return tuple(own), tuple(others)

    def along(self, held: Held, event: ev.Event) -> set[str]:
        """The moves of which goods are known to be in the parcel that this is about."""
        names = [named(event), *(numbers_of(event) if isinstance(event, ev.ParcelFact) else ())]
        return {part.id for part in away(held.value) for name in names if (held.id, mark(part.id, name)) in self.aliases}

    def numbers_told(self, held: Held, called: Iterable[ev.TrackingChanged]) -> list[ev.Event]:
        """The numbers that the desk did not know yet, as news of their own; all are names of the parcel from now on."""
        ours = [self.under_our_name(held, event) for event in called]
        return [event for event in ours if isinstance(event, ev.TrackingChanged) and not bears(held.value, event)]


def bears(value: Value, event: ev.TrackingChanged) -> bool:
    """These numbers, or more, are the parcel's: news of one of them says nothing of the others. A carrier that nobody has named yet is news."""
    _, carrier, numbers, _ = next((p.tracking for p in value.parcels + value.sent_back if p.id == event.parcel), (0, "", (), ""))
    told, known = set(numbers_of(event)), {f"number:{number_key(number)}" for number in numbers}
    return told <= known and not (told == known and event.carrier and not carrier)


def placed_with(events: tuple[ev.Event, ...], people: list[ev.Event], held: Held) -> tuple[ev.Event, ...]:
    """Who placed an order is part of its placing: one entry instead of three. What is told later are changes of their own."""
    if held.value.terms is not None or not people or not events or not isinstance(events[0], ev.OrderPlaced):
        return (*events, *people)
    said = {"contact" if isinstance(one, ev.ContactChanged) else "address": (one.at, one.ref) for one in people}  # type: ignore[attr-defined]
    return (msgspec.structs.replace(events[0], **said), *events[1:])


def version_for(held: Held, event: ev.Event) -> int:
    """The choices that decide: those the order was placed under, or those it is being moved to."""
    return event.version if isinstance(event, ev.PolicyMoved) else held.value.policy


def by_word(event: ev.Event) -> tuple[ef.Effect, ...]:
    """A case that somebody reports is a row like one that the tables open."""
    return (ef.OpenCase(event.case),) if isinstance(event, ev.CaseOpened) else ()


def numbers_of(event: ev.ParcelFact) -> list[str]:
    """The carrier's numbers, as other names of the parcel."""
    return [f"number:{number_key(number)}" for number in getattr(event, "numbers", ())]


def as_a_number(value: Value, event: ev.ParcelFact) -> list[str]:
    """A parcel that nobody has named here yet may be called by its number alone: staff have sent it, and the shop's own system says that it arrived."""
    known = any(p.id == event.parcel for p in value.parcels + value.sent_back)
    return [] if known else [f"number:{number_key(event.parcel.partition(':')[2])}"]


def in_our_words(value: Value, event: ev.ParcelFact) -> ev.ParcelFact:
    """The same numbers in another writing, with the same carrier, are no change of them: nobody is told of it. What the buyer gives back has not left
    the shop, whoever reports it under that number: it moves."""
    if isinstance(event, ev.ParcelSent) and any(p.id == event.parcel for p in valid(value, value.sent_back)):
        return ev.ParcelMoved(parcel=event.parcel, at=event.at)
    numbers, carrier = getattr(event, "numbers", ()), getattr(event, "carrier", "")
    known = next((p.tracking for p in value.parcels + value.sent_back if p.id == event.parcel), None) if numbers else None
    if known is None or known[2] == numbers or numbers_of(event) != [f"number:{number_key(number)}" for number in known[2]]:
        return event
    same = not carrier or (carrier_of(carrier) or carrier) == (carrier_of(known[1]) or known[1])
    return msgspec.structs.replace(event, numbers=known[2], carrier=known[1]) if same else event


def as_written(effect: ef.Effect) -> ef.Effect:
    """The event that began a notice has an entry of its own, and goes with the notice: it need not stand in this one as well."""
    return msgspec.structs.replace(effect, about=None) if isinstance(effect, ef.Tell) and effect.about is not None else effect


def jsons(rows: Iterable[object]) -> str:
    """A list as JSON; nothing for an empty one."""
    found = tuple(rows)
    return encode(found).decode() if found else ""


def fold(text: str) -> str:
    """As one searches: widths and cases joined, no blanks or hyphens."""
    return NOT_SEARCHED.sub("", unicodedata.normalize("NFKC", text).casefold())


def as_word(text: str) -> bytes:
    """As the index of words has it; cut on a character's edge."""
    return fold(text).encode()[:LONGEST_WORD].decode(errors="ignore").encode()


def searchable(person: Contact | Address) -> str:
    mail = person.mail if isinstance(person, Contact) else ""
    names = (person.name, person.family_name + person.given_name) if isinstance(person, Contact) else (person.name,)
    return " ".join(dict.fromkeys(word for text in (*names, person.company, mail, person.phone) if (word := fold(text))))
