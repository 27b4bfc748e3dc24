"""A text as a buyer would see it, before anybody is sent it: on a made-up order or a real one, with what it should say and does not (NTC-8)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from liquid.exceptions import LiquidError

from todoke.desk.letter import facts_in
from todoke.desk.real_order import Asked, letter_of
from todoke.desk.texts import with_draft
from todoke.notices.catalogue import Catalogue, CatalogueError
from todoke.notices.liquid import place, spoken
from todoke.notices.render import Rendered, holds, missing_facts, render, values
from todoke.notices.samples import SHAPES, occurs, sample
from todoke.notices.sentences import with_sentences
from todoke.notices.shopify_samples import made_up
from todoke.orders.models import Order
from todoke.shops.texts import Key


class On(NamedTuple):
    """On what it is looked at: a real order, or else a shape of the sample. variant empty: the usual one."""

    shape: str = "plain"
    order: Order | None = None
    variant: str = ""


class Look(NamedTuple):
    """What was made of it, or the fault that stood in the way, with its line (0: none). `facts`: each fact that the kind must state, and whether
    the text does, does not, or the order has none."""

    rendered: Rendered | None
    fault: str = ""
    line: int = 0
    facts: tuple[tuple[str, str], ...] = ()


def look(key: Key, source: str, on: On, now: int) -> Look:
    """Whatever the source is, there is a look; a hostile one ends at the bounds (notices/bounds.py)."""
    of = with_draft(key, source)
    try:
        facts = facts_for(key, on, of, now)
        rendered = render(key.kind, key.locale, facts, of=of)
        return Look(rendered, facts=tuple(stated(key, facts, rendered, of)))
    except CatalogueError as error:
        return Look(None, error.message, error.line)
    except LiquidError as error:
        return Look(None, str(error.message or error), place(error))
    except KeyError as error:
        return Look(None, str(error.args[0]))


def facts_for(key: Key, on: On, of: Catalogue, now: int) -> Mapping[str, Any]:
    """Of a real order what is on record; of a made-up one also what only a page from Shopify speaks of."""
    if on.order is not None:
        return facts_in(letter_of(on.order, Asked(key.kind, key.locale, on.variant), of, now), now)
    facts = sample(on.shape if on.shape in SHAPES else "plain", key.locale, key.kind, on.variant or None)
    return {**facts, "shopify": made_up(facts, key.locale)}


def shapes_of(kind: str) -> list[str]:
    """Those in which an order can get the kind."""
    return [shape for shape in SHAPES if occurs(kind, shape)]


def stated(key: Key, facts: Mapping[str, Any], rendered: Rendered, of: Catalogue) -> list[tuple[str, str]]:
    """(name, said | missing | none), in the order of the kind's about.toml."""
    lost = {name.rpartition(" (")[0] for name in missing_facts(key.kind, facts, rendered, of=of)}
    told, found = with_sentences(spoken(facts, key.locale)), dict[str, str]()
    about = of.about(key.kind)
    for fact in about.fact:
        there = all(holds(condition, told) for condition in fact.when) and any(True for _ in values(fact.name, told))
        found.setdefault(fact.name, "missing" if fact.name in lost else "said" if there else "none")
    for saying in about.saying:
        there = bool(saying.pattern(key.locale)) and all(holds(condition, told) for condition in saying.when)
        found.setdefault(saying.name, "missing" if saying.name in lost else "said" if there else "none")
    return list(found.items())
