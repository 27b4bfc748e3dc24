"""A sample of a rule, planted where the rule looks, in a letter that is otherwise as it should be."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from todoke.notices.catalogue import catalogue
from todoke.notices.lint.findings import Hit
from todoke.notices.lint.lint import Study
from todoke.notices.lint.places import Place
from todoke.notices.lint.rules import HERE, Rule, book, innocents
from todoke.notices.wording import LOCALES

WHOLE = ("require", "contains", "facts", "within", "before", "budget", "share", "same_facts", "max_length")  # the sample is all there is


@cache
def guide() -> dict[str, Any]:
    return tomllib.loads((HERE / "phrases.toml").read_text("utf-8"))


class Planted(NamedTuple):
    """A file's source, the kind and channel it is for, and the lines on which the sample stands."""

    source: str
    kind: str
    channel: str
    lines: range


def kind_of(rule: Rule) -> str:
    first = rule.bad_kind or rule.kinds[0]
    return str(guide()["group"][first[1:]][0]) if first.startswith("@") else "order_confirmation" if first == "*" else first


def letter(kind: str, locale: str) -> dict[str, str]:
    """A whole notice of the guide: the kind's own, else the order confirmation."""
    whole = guide()["exemplar"].get(kind) or guide()["exemplar"]["order_confirmation"]
    found: dict[str, str] = whole.get(locale) or guide()["exemplar"]["order_confirmation"][locale]
    return found


def planted(rule: Rule, locale: str, sample: str, *, times: int = 1) -> Planted:
    kind, channel = kind_of(rule), rule.bad_channel or next(iter(rule.channels), "own")
    whole, sample = letter(kind, locale), sample * times
    if rule.where == "page":
        return Planted(f"<!doctype html><html><body>\n{sample}\n</body></html>\n", kind, channel, range(2, 3))
    if rule.where == "file":
        return Planted(sample, kind, channel, range(1, 9))
    head = {"subject": whole["subject"], "preheader": whole["preheader"]}
    where = rule.where.removesuffix("_source")
    if where in head:
        head[where], body = sample, whole["text"]
    else:
        body = body_with(rule, whole["text"], locale, sample)
    source = f"---\nsubject: {head['subject']}\npreheader: {head['preheader']}\n---\n{body}"
    at = {"subject": 2, "preheader": 3, "nameless": 5}.get(where, 5 + body[: body.rfind(sample)].count("\n"))
    return Planted(source, kind, channel, range(1 if rule.test == "channel" else at, at + sample.count("\n") + 1))


def body_with(rule: Rule, text: str, locale: str, sample: str) -> str:
    if rule.where == "nameless":
        return f"{sample}\n{text.partition(chr(10))[2]}"
    if rule.test in WHOLE:
        return f"{sample}\n"
    return f"{text.rstrip()}\n\n{sample}\n"


def hits(planted: Planted, folder: Path, locale: str) -> list[Hit]:
    """What the lint says of it, read on an order, on one without a name, and on one of a shop without a telephone."""
    path = folder / planted.kind / f"{locale}.liquid"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(planted.source, "utf-8")
    kinds = catalogue().kinds()
    study = Study(Place(path, planted.kind, locale), catalogue().about(planted.kind) if planted.kind in kinds else None)
    shapes = {world.shape: world for world in reversed(study.worlds)}
    bare = shapes["plain"]._replace(facts={**shapes["plain"].facts, "support": {"email": "a@b.example"}})
    study.__dict__["worlds"] = (shapes["plain"], shapes["no_name"])
    study.__dict__["further"] = study._read((bare,))
    return list(study.hits(planted.channel))


def innocent() -> list[tuple[str, str]]:
    return [(rule, locale) for rule, texts in innocents().items() for locale in texts if rule != "L-CHANNEL"]


def samples() -> list[tuple[str, str]]:
    """Every rule with every locale it has a sample in."""
    return [(rule.id, locale) for rule in book().rules.values() for locale in LOCALES if locale in rule.bad]
