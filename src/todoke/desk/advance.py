"""Lock, learn, decide, write everything down together: a batch, one transaction. The only way in which an order changes."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from todoke.channels.channel import Whose
from todoke.desk.awaited import known_now
from todoke.desk.coupons import Bought, count_used
from todoke.desk.listening import Listeners
from todoke.desk.parcel_names import ParcelNames
from todoke.desk.perform import PERFORM, Pages, Why
from todoke.due.clock import real_ms
from todoke.due.tables import insert
from todoke.notices.models import Notice
from todoke.orders.journal import Line, digest
from todoke.orders.models import Entry, Personal
from todoke.orders.search_words import as_word, searchable
from todoke.orders.shelf import Held, Key, next_ids, put_back, take
from todoke.rules import effects as ef
from todoke.rules import events as ev
from todoke.rules.decide import Decision, Desk, advance_all, cases_of, together
from todoke.rules.locales import pinned_locale
from todoke.rules.news import news
from todoke.rules.order import Order as Value
from todoke.rules.order import Part
from todoke.rules.order_life import NOT_YET
from todoke.rules.people import Address, Contact, reference
from todoke.rules.versions import read_event
from todoke.shops.find import policies
from todoke.shops.models import Connection, Shop

PersonFact = ev.ContactChanged | ev.AddressChanged
encode = msgspec.json.Encoder().encode
LANES_HEAR = (ev.ParcelSent, ev.TrackingChanged, ev.ParcelDelivered)  # of history only what has arrived: nothing is expected of it (LIF-18)


class Unsaid(NamedTuple):
    """Money that was told without its currency. `currency`: in which it was read; empty: it does not fit that one."""

    currency: str
    read_in: Callable[[str], tuple[ev.Event, ...]]  # raises Unclear


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
    unsaid: Unsaid | None = None  # the order's own currency counts: desk/currencies.py asks for it first


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
        self.names = self.parcel_names()
        self.fates = self.known_fates()
        self.listeners = Listeners(self.versions)
        self.people: dict[tuple[int, str], tuple[object, ...]] = {}
        self.with_codes: list[Bought] = []

    def open_new(self) -> None:
        """Orders that nobody has heard of yet: they keep the shop's choices of this moment (LIF-16)."""
        first = {act.key: act for act in reversed(self.acts) if act.key not in self.held}
        for (key, act), id in zip(first.items(), next_ids(len(first))):
            value = Value(policy=self.versions[key.shop], live=act.live)
            self.held[key] = Held(id, key, value, act.number, heard_at=act.now, is_new=True)

    def parcel_names(self) -> ParcelNames:
        spoken_of = {self.held[act.key].id for act in self.acts if any(isinstance(e, (ev.ParcelFact, ev.FactStruck)) for e in act.events)}
        return ParcelNames(self.versions, spoken_of)

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
        self.names.write()
        known_now(self.held.values(), self.names.numbers, now, self.pages.heard)
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
        told = tuple(news(held.value, [self.names.found(held, event) for event in told])) if act.snapshot else told
        numbers = self.names.numbered(held, act.called)
        of_others = held.value.moved and act.source == str(self.connections[held.key.connection])  # people say what they mean
        own, others = self.names.apart(held, told) if of_others else (told, ())
        events = [*numbers, *(self.names.learned(held, event) for event in own)]
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
        if (held.key.shop, held.id) in self.pages.heard:
            self.hear_again(act, held)
        value = held.value
        if value.manner.coupons and act.live and held.salt and act.contact and not (value.terms and value.terms.ours):
            mail = act.contact.mail
            self.with_codes.append(Bought(held.key.shop, held.id, value.placed_at, mail, as_word(mail), value.manner.coupons))

    def hear_again(self, act: Act, held: Held) -> None:
        """Of what came before the order itself, in this batch or long ago: wishes are put to the table now, and facts call whom they would have called."""
        early = [(read_event(body, version), source, refused) for body, version, source, refused in self.told_before(held)]
        for event, source, refused in early:
            if refused == NOT_YET:
                self.hear(act._replace(source=source), held, (event,))
        for event, source, refused in early:
            for case in cases_of(held.value, event) if not refused and held.value.live else ():
                if case not in held.value.cases:
                    self.hear(act._replace(source=source), held, (ev.CaseOpened(case=case, at=event.at),))

    def told_before(self, held: Held) -> list[tuple[str, int, str, str]]:
        """Its entries so far, as (body, version, source, refused)."""
        stored = Entry.objects.filter(shop=held.key.shop, order=held.id).order_by("seq").values_list("body", "version", "source", "refused")
        lines = (Line(*row[:-1]) for row in self.pages.entries)
        here = [(line.body, line.version, line.source, line.refused) for line in lines if line.order_id == held.id]
        return [*(() if held.is_new else stored), *here]

    def write_down(self, act: Act, held: Held, event: ev.Event, decision: Decision, *, settled: bool) -> None:
        """The entry with its hash, the order as it now stands, and the rows of every effect."""
        policy, fates = self.policies[held.key.shop, version_for(held, event)], self.fates.pop(held.id, ())  # the order remembers them now
        open_before = held.value.cases
        held.value, held.seq, held.touched = decision.order, held.seq + 1, True
        if not held.locale and decision.order.terms:
            held.locale = pinned_locale(decision.order.manner.locale, policy.locales)
            if held.seq > 1:  # what was told of it before had no language
                self.pages.heard[held.key.shop, held.id] = held.locale
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

    # ── people ──
    def people_of(self, act: Act, held: Held) -> list[PersonFact]:
        """The words go beside the journal; the journal hears a reference."""
        said: list[PersonFact] = []
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


def placed_with(events: tuple[ev.Event, ...], people: list[PersonFact], held: Held) -> tuple[ev.Event, ...]:
    """Who placed an order is part of its placing: one entry instead of three. What is told later are changes of their own."""
    if held.value.terms is not None or not people or not events or not isinstance(events[0], ev.OrderPlaced):
        return (*events, *people)
    said = {"contact" if isinstance(one, ev.ContactChanged) else "address": (one.at, one.ref) for one in people}
    return (msgspec.structs.replace(events[0], **said), *events[1:])


def version_for(held: Held, event: ev.Event) -> int:
    """The choices that decide: those the order was placed under, or those it is being moved to."""
    return event.version if isinstance(event, ev.PolicyMoved) else held.value.policy


def by_word(event: ev.Event) -> tuple[ef.Effect, ...]:
    """A case that somebody reports is a row like one that the tables open."""
    return (ef.OpenCase(event.case),) if isinstance(event, ev.CaseOpened) else ()


def as_written(effect: ef.Effect) -> ef.Effect:
    """The event that began a notice has an entry of its own, and goes with the notice: it need not stand in this one as well."""
    return msgspec.structs.replace(effect, about=None) if isinstance(effect, ef.Tell) and effect.about is not None else effect


def jsons(rows: Iterable[object]) -> str:
    """A list as JSON; nothing for an empty one."""
    found = tuple(rows)
    return encode(found).decode() if found else ""
