"""The rules' words as a shopkeeper says them: states, deadlines, cases, notices, refusals; a word nobody has translated stays as it is."""

import re

from todoke.console.reasons import say_again
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


def not_sent(reason: str) -> str:
    """Why a notice did not leave, or not yet: the guards' codes in words, with what stands behind the colon."""
    code, _, what = reason.partition(": ")
    if not known(f"unsent.{code}"):
        return say_again(reason) if reason else ""
    if code == "not_true_any_more" and known(f"no_longer.{what.partition('(')[0]}"):
        return of("no_longer", what.partition("(")[0])
    told = {"stopped": of("happened", what), "combined": of("kinds", what), "discarded": who(what), "undone": who(what)}.get(code, what)
    return say(f"unsent.{code}", what=told)


CAME_BACK, SPAM = re.compile(r"(\w+) came back: (\w+)"), re.compile(r"(\w+) was reported as spam")
CALL, NOT_FOLLOWED = re.compile(r"call the buyer: (\w+)"), re.compile(r"the parcel (.+?) is not followed: (.+)")
NOT_TOLD, WHICH_ORDER = re.compile(r"the channel was not told \((\w+)\): (.+)", re.DOTALL), re.compile(r"has no order [^,]+")
NOT_TAKEN, NO_TEXT = re.compile(r"(\w+) was not taken"), re.compile(r"no text for (\w+) in ([\w-]+)")


def of_any_order(text: str) -> str:
    """A line of today as it reads about every order: which one it is stands beside it."""
    return WHICH_ORDER.sub("has no such order", text)


def alert(text: str) -> str:
    """A line of the page of today."""
    if known(f"alerts.{text}"):
        return heading("alerts", text)
    if found := NOT_TOLD.fullmatch(text):
        return say(f"not_told.{found[1] if known(f'not_told.{found[1]}') else 'other'}", r=say_again(of_any_order(found[2])))
    if found := NOT_TAKEN.fullmatch(text):
        return say("rules.not_taken", k=notice(found[1]))
    if found := CAME_BACK.fullmatch(text):
        return say("rules.came_back", k=notice(found[1]), r=not_sent(found[2]))
    if found := CALL.fullmatch(text):
        return say("rules.call_the_buyer", k=notice(found[1]))
    if found := NOT_FOLLOWED.fullmatch(text):
        return say("rules.not_followed", n=found[1], w=found[2])
    if found := SPAM.fullmatch(text):
        return say("rules.reported_as_spam", k=notice(found[1]))
    if found := NO_TEXT.fullmatch(text):
        return say("rules.no_text", k=notice(found[1]), l=of("tongues", found[2]))
    return say_again(text)
