"""Events as older versions of these shapes wrote them, brought up to today's. A journal is never rewritten: it is read through here."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from todoke.rules.events import VERSION, AnyEvent, Event, decoder

Words = dict[str, Any]
Upgrade = Callable[[Words], Words]

# (event's name then, version) → the same event as the next version wrote it. Only what changed has an entry.
UPGRADES: dict[tuple[str, int], Upgrade] = {}


def read_event(raw: bytes | str, version: int) -> Event:
    """The event of a journal entry that was written under that version. Raises ValueError where ours is older than the entry."""
    if version == VERSION:
        return decoder.decode(raw)
    if version > VERSION:
        raise ValueError(f"the entry was written by a newer Todoke (shapes {version}, ours {VERSION}): update this one first")
    words: Event = msgspec.convert(upgraded(msgspec.json.decode(raw), version, VERSION, UPGRADES), AnyEvent)
    return words


def upgraded(words: Words, version: int, to: int, upgrades: Mapping[tuple[str, int], Upgrade]) -> Words:
    """Step by step, from each version to the next."""
    for step in range(version, to):
        change = upgrades.get((words["event"], step))
        words = change(words) if change else words
    return words


def breaks(old: Mapping[str, Any], new: Mapping[str, Any], where: str = "") -> list[str]:
    """What a reader of the old shapes would miss in the new ones: a name or field that went, a type that changed, a field that must now be given.

    Both are the `shapes` of a schema file. Something that was added with a default breaks nothing."""
    found = [f"{where}{name}: is gone" for name in old if name not in new]
    for name in (name for name in old if name in new):
        was, now = old[name].get("properties", {}), new[name].get("properties", {})
        found += [f"{name}.{field}: is gone" for field in was if field not in now]
        found += [f"{name}.{field}: is {bare(now[field])} now, was {bare(was[field])}" for field in was
                  if field in now and bare(was[field]) != bare(now[field])]
        found += [f"{name}.{field}: must be given now" for field in new[name].get("required", ()) if field not in old[name].get("required", ())]
    return found


def bare(shape: Mapping[str, Any]) -> dict[str, Any]:
    """A field's shape without its default and its words."""
    return {key: value for key, value in shape.items() if key not in ("default", "description", "title")}
