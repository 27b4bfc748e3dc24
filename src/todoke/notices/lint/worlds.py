"""The made-up orders on which a text is read: every shape and variant of its kind, and each again as the text's own conditions divide them.

A fact that the text asks for is taken away; a comparison is made to hold, and to fail. So every path through a template is walked that its
conditions open one at a time, and what the kind must state is asked of each (NTC-11, NTC-23)."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from todoke.notices.lint.names import Asked
from todoke.notices.render import values
from todoke.notices.samples import SHAPES, occurs, sample

Facts = dict[str, Any]


class World(NamedTuple):
    """An order to be told about. change: in what it differs from the shape's sample."""

    shape: str
    variant: str
    facts: Facts
    change: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.shape, self.variant, self.change) if part)


@lru_cache(maxsize=256)
def natural(kind: str, locale: str, variants: tuple[str, ...]) -> tuple[World, ...]:
    """The samples of the kind in the locale's own language; people and goods are English where the locale has no samples.
    An order of 200 lines is read in one variant only."""
    pairs = ((shape, variant) for shape in SHAPES if occurs(kind, shape) for variant in (variants or ("",))[: 1 if shape == "many_lines" else None])
    return tuple(World(shape, variant, _sample(shape, locale, kind, variant)) for shape, variant in pairs)


def _sample(shape: str, locale: str, kind: str, variant: str) -> Facts:
    try:
        return cast(Facts, sample(shape, locale, kind, variant or None))
    except FileNotFoundError:
        return cast(Facts, sample(shape, "en", kind, variant or None))


def nameless(world: World) -> World:
    """Nobody knows what the buyer is called."""
    kept = {key: value for key, value in world.facts.items() if key != "customer"}
    return world._replace(facts={**kept, "customer": {}}, change="without a name")


def changed(worlds: tuple[World, ...], asked: list[Asked]) -> Iterator[World]:
    """The first order of each variant, once for every way in which a condition of the template may turn out."""
    bases = {world.variant: world for world in reversed(worlds)}.values()
    wanted = list(dict.fromkeys((ALIASES.get(one.path, one.path), one.sign, one.value) for one in asked))
    removed = dict.fromkeys(path for path, _, _ in wanted if not path.startswith("notice."))
    for base in bases:
        for path in (*removed, "support.phone"):
            yield from _with(base, path, None, f"without {path}")
        for path, sign, value in wanted:
            for other in _turns(sign, value, list(values(path, base.facts)), _usual(worlds, path)):
                yield from _with(base, path, other, f"{path} = {other}")


def _usual(worlds: tuple[World, ...], path: str) -> frozenset[str]:
    """The words that the samples themselves have there: what depends on these, they show."""
    return frozenset(value for world in worlds for value in values(path, world.facts) if isinstance(value, str))


def _turns(sign: str, value: object, now: list[Any], usual: frozenset[str]) -> Iterator[Any]:
    """Values for which a comparison holds, and fails."""
    if not sign or not now or isinstance(now[0], bool | dict):
        return
    if type(value) in (int, float) and type(now[0]) is int and sign != "contains":
        yield from (int(cast(float, value)) + step for step in (-1, 0, 1) if int(cast(float, value)) + step > 0)
    elif type(value) is str and type(now[0]) is str and value not in usual:
        yield value


# Shopify's names of facts that a template may compare
ALIASES: Mapping[str, str] = {
    "total_price": "order.total", "order.total_price": "order.total", "subtotal_price": "order.subtotal", "shipping_price": "order.shipping",
    "tax_price": "order.tax", "total_outstanding": "payment.to_pay", "order_name": "order.number", "order.name": "order.number", "name": "order.number",
    "shipping_method.title": "shipping.method", "fulfillment.tracking_number": "parcel.number", "fulfillment.tracking_url": "parcel.url",
    "fulfillment.tracking_company": "parcel.carrier_name", "order_status_url": "status_url", "subtotal_line_items": "order.lines",
    "line_items": "order.lines", "subtotal_line_items.title": "order.lines.title", "line_items.title": "order.lines.title",
    "currency": "order.currency", "po_number": "order.purchase_number",
}  # fmt: skip


# ── changing one fact ───────────────────────────────────────────────────────────────────────────────
TWINS = {"parcels": "parcel", "parcel": "parcels"}  # one thing under two names

# What no order has without the first
GONE_WITH: Mapping[str, tuple[str, ...]] = {
    "parcel.number": ("parcel.url",), "parcels.number": ("parcels.url",), "coupon.code": ("coupon",), "dispute.award": ("refund",),
    "payment.last4": ("payment.brand",), "finding.recorded_at": ("finding.place", "finding.proof"), "order.lines": ("order.digital",),
}  # fmt: skip


def _with(base: World, path: str, value: Any, change: str) -> Iterator[World]:
    facts = base.facts
    for gone in (path, *(GONE_WITH.get(path, ()) if value is None else ())):
        head, *rest = gone.split(".")
        facts = put(facts, [head, *rest], value)
        facts = put(facts, [TWINS[head], *rest], value) if head in TWINS else facts
    if facts != base.facts:
        yield base._replace(facts=facts, change=change)


def put(facts: Any, path: list[str], value: Any) -> Any:
    """A copy with another value at a path that is there; None takes it away. Lists on the way: in each of their items."""
    if isinstance(facts, list):
        return [put(one, path, value) for one in facts]
    if not isinstance(facts, Mapping) or path[0] not in facts:
        return facts
    if len(path) > 1:
        return {**facts, path[0]: put(facts[path[0]], path[1:], value)}
    if value is None:
        return {name: one for name, one in facts.items() if name != path[0]}
    return {**facts, path[0]: value}
