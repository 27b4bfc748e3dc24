"""`todoke help`: our own commands in the order in which a shop needs them, each with its first sentence."""

import difflib
from collections.abc import Iterator
from importlib.metadata import version as installed

from django.core.management import get_commands, load_command_class

GROUPS = {
    "to begin": ("run", "connect", "shop", "policy", "journeys", "import"),
    "every day": ("orders", "order", "ship", "stock", "quarantine", "export"),
    "what buyers read": ("render", "lint", "liquid", "dry-run"),
    "to look something up": ("carrier", "scans", "address", "bounce"),
    "proof and privacy": ("verify", "rebuild", "evidence", "erase", "prune"),
    "operation": ("work", "migrate", "catchup", "backup", "restore", "doctor", "key", "hook", "sandbox", "docs"),
}
WORDS = {"migrate": "Make or renew the tables (on PostgreSQL; the embedded database does it by itself)."}
FOOT = """
todoke COMMAND --help shows its options and an example. --json: one JSON object a line for machines.
Exit status: 0 done · 1 some input was refused (the rest is taken) · 2 wrong usage or configuration.

example:
  todoke run"""


def version() -> str:
    return f"todoke {installed('todoke')}"


def ours() -> list[str]:
    """Commands of this package, and those of Django that an operator needs."""
    return sorted(name for name, room in get_commands().items() if name in WORDS or not isinstance(room, str) or room.startswith("todoke."))


def overview() -> str:
    """The whole page."""
    known = set(ours())
    listed = {name for names in GROUPS.values() for name in names}
    groups = {**GROUPS, "others": tuple(sorted(known - listed))}
    lines = [f"{version()}: the post-purchase desk of an online shop", ""]
    for title, names in groups.items():
        found = [name for name in names if name in known]
        lines += [title, *(f"  {name:<11} {sentence(name)}" for name in found), ""] if found else []
    return "\n".join(lines).rstrip() + "\n" + FOOT


def sentence(name: str) -> str:
    """What its help begins with."""
    words = WORDS.get(name) or load_command_class("todoke.cli", name).help
    return words.split(". ")[0].rstrip(".")


def unknown(name: str) -> str:
    """What to say where there is no such command; nothing where there is."""
    if name in get_commands():
        return ""
    near = next(iter(difflib.get_close_matches(name, ours(), 1)), "")
    return f"there is no command {name!r}. " + (f"Did you mean `todoke {near}`?" if near else "`todoke help` lists them.")


def examples() -> Iterator[tuple[str, str]]:
    """(command, its example) of every command of this package."""
    for name, room in get_commands().items():
        if isinstance(room, str) and room.startswith("todoke."):
            yield name, str(getattr(load_command_class(room, name), "example", ""))
