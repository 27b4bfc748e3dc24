"""The rules' words as a shopkeeper says them: states, deadlines, cases, notices, refusals; a word nobody has translated stays as it is."""

from todoke.console.saying import known, say


def of(section: str, key: str) -> str:
    """`of("progress", "closed")` → 取り消し."""
    name = f"{section}.{key}"
    return say(name) if known(name) else key


def notice(kind: str, variant: str = "") -> str:
    return of("kinds", kind) + (say("rules.v", v=of("variants", variant)) if variant else "")


def who(source: str) -> str:
    """Who reported something: staff, the buyer, the clock, or the channel by its name."""
    kind, _, name = source.partition(":")
    return say(f"who.{kind}", n=name) if known(f"who.{kind}") else source


def guard(name: str, sentence: str) -> str:
    return of("guards", name) if known(f"guards.{name}") else sentence
