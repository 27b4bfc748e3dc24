"""Which names stand after which: the shape of the facts and of Shopify's names, read from their declarations (NTC-6)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from todoke.notices.fact_names import Facts
from todoke.notices.guide_names import GuideNames
from todoke.notices.shopify_names import ShopifyNames


@dataclass(frozen=True, eq=False)
class Shape:
    """A group of names, a list (item), one value, or something of which nothing is known (free)."""

    names: "Mapping[str, Shape] | None" = None
    item: "Shape | None" = None
    free: bool = False

    def of(self, name: str) -> "Shape | None":
        """What stands under the name. None: nothing ever does."""
        if self.free:
            return self
        found = (self.names or {}).get(name)
        if found is None and name == "size":
            return ONE
        if found is None and name in ("first", "last"):
            return self.item or (ANY if self.names is not None else None)
        return found

    def paths(self, before: str = "", depth: int = 4) -> Iterator[str]:
        """Every path below, lists written with their first item."""
        for name, shape in (self.names or {}).items():
            path = f"{before}.{name}" if before else name
            yield path
            if depth:
                yield from (shape.item.paths(f"{path}[0]", depth - 1) if shape.item else shape.paths(path, depth - 1))


ONE = Shape()
ANY = Shape(free=True)


def list_of(item: Shape) -> Shape:
    return Shape(item=item)


def both(one: Shape | None, other: Shape | None) -> Shape | None:
    """What is known where it may be either."""
    if one is None or other is None:
        return one or other
    if one.free or other.free:
        return ANY
    names = None
    if one.names is not None or other.names is not None:
        mine, theirs = one.names or {}, other.names or {}
        names = {name: shape for name in {**mine, **theirs} if (shape := both(mine.get(name), theirs.get(name)))}
    return Shape(names, both(one.item, other.item))


@lru_cache(maxsize=256)
def shape_of(declared: Any) -> Shape:
    """Of a TypedDict, a list of it, or a single value. An absent value has the shape of a present one."""
    if is_typeddict(declared):
        return Shape({name: shape_of(hint) for name, hint in get_type_hints(declared).items()})
    if get_origin(declared) is list:
        return list_of(shape_of(get_args(declared)[0]))
    if get_origin(declared) in (Union, UnionType):
        found: Shape | None = None
        for part in get_args(declared):
            found = both(found, shape_of(part)) if part is not type(None) else found
        return found or ONE
    return ANY if declared is Any or get_origin(declared) is dict else ONE


FACTS = shape_of(Facts)  # what the desk's own texts may say
SHOPIFY = both(shape_of(ShopifyNames), shape_of(GuideNames)) or ANY  # names that stand beside ours
MERCHANT = both(FACTS, SHOPIFY) or ANY  # what a merchant's template may say


def is_foreign(used: set[tuple[str, ...]]) -> bool:
    """Whether any of the paths (their first two names) is Shopify's and not ours."""
    return any(_leads(SHOPIFY, path) and not _leads(FACTS, path) for path in used)


def _leads(shape: Shape, path: tuple[str, ...]) -> bool:
    found: Shape | None = shape
    for name in path:
        found = found.of(name) if found else None
    return found is not None
