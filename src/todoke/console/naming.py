"""The rules' words as a shopkeeper says them: states, deadlines, cases, notices, refusals; a word nobody has translated stays as it is."""

from todoke.console.saying import known, say


def of(section: str, key: str) -> str:
    """`of("progress", "closed")` → 取り消し."""
    name = f"{section}.{key}"
    return say(name) if known(name) else key


def heading(section: str, key: str) -> str:
    """The same at the head of a line."""
    word = of(section, key)
    return word[:1].upper() + word[1:]


def notice(kind: str, variant: str = "") -> str:
    return of("kinds", kind) + (say("rules.variant", v=of("variants", variant)) if variant else "")


def who(source: str) -> str:
    """Who reported something: staff, the buyer, the clock, or the channel by its name."""
    kind, _, name = source.partition(":")
    return say(f"who.{kind}", n=name) if known(f"who.{kind}") else source


def guard(name: str, sentence: str) -> str:
    return of("guards", name) if known(f"guards.{name}") else sentence
