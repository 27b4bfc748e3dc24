"""Sentences that are chosen by what is on record and never typed: refunds, causes, defaults, reasons (NTC-2, NTC-5).

They stand whole in `kinds/words-<locale>.toml`. What is not on record has no sentence, and the texts leave it out."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from liquid.template import BoundTemplate

from todoke.notices import wording
from todoke.notices.filters import VOICE
from todoke.notices.liquid import parse, run

Facts = dict[str, Any]
PROVEN = 3  # orders at the same time, from which their number may be said (playbook of the stockout)


def with_sentences(facts: Facts) -> Facts:
    """The facts, which carry their voice, with every sentence that follows from them."""
    for group, name, made in OF_ONE:
        known = facts.get(group)
        if known and name not in known and (text := made(facts)):
            facts[group] = {**known, name: text}
    for group, name, of_each in OF_EACH:
        if facts.get(group):
            facts[group] = [{**one, name: text} if name not in one and (text := of_each(facts, one)) else one for one in facts[group]]
    return facts


def table(facts: Facts, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = wording.words(facts[VOICE].locale).get(name, {})
    return found


@lru_cache(maxsize=256)
def _sentence(source: str) -> BoundTemplate:
    return parse(source, "words")


def spoken_in(facts: Facts, source: str, **more: Any) -> str:
    return run(_sentence(source), {**facts, **more} if more else facts).strip() if source else ""


# ── money that goes back ────────────────────────────────────────────────────────────────────────────
def refund_text(facts: Facts) -> str:
    """Money first, then points, then the coupon."""
    refund = facts["refund"]
    ways = [refund.get("way") or "other"] if refund.get("amount") or refund.get("way") == "cash_on_delivery_unpaid" else []
    ways += [way for way, key in (("points", "points"), ("coupon", "coupon_code")) if refund.get(key)]
    return "\n\n".join(spoken_in(facts, source) for way in ways for source in _of_way(facts, way, refund))


def _of_way(facts: Facts, way: str, refund: Mapping[str, Any]) -> Iterator[str]:
    """What is still to come is never told as done."""
    all_ways = table(facts, "refund")
    known = all_ways.get(way) or all_ways["other"]
    state = refund.get("state") or "done"
    yield known.get(state) or known["if_cancelled" if state == "to_come" else "done"]
    if "note" in known and refund.get("debit"):
        yield known["note"]


# ── why, and what follows ───────────────────────────────────────────────────────────────────────────
def cause_of(group: str) -> Callable[[Facts], str]:
    """The recorded cause's own sentence; a cause that is none of ours has none (NTC-5)."""

    def made(facts: Facts) -> str:
        known = facts[group]
        forms = table(facts, "cause").get(str(known.get("cause") or ""), {})
        if known.get("same_time_orders", 0) >= PROVEN and "proven" in forms:
            return spoken_in(facts, forms["proven"])
        incomplete = "bare" in forms and not _said_where(known, forms["text"])
        return spoken_in(facts, forms["bare"] if incomplete else forms.get("text", ""))

    return made


def _said_where(known: Mapping[str, Any], sentence: str) -> bool:
    """Has it all that the sentence names?"""
    return all(known.get(name) for name in ("area", "weather", "carrier") if f"delay.{name} " in sentence)


def chosen(facts: Facts, name: str, word: object, **more: Any) -> str:
    """The sentence of that table for the recorded word; none for a word that is none of ours."""
    return spoken_in(facts, table(facts, name).get(str(word or ""), ""), **more)


def default_text(facts: Facts) -> str:
    """Names the hour, so there is none without it."""
    choice = facts["choice"]
    return chosen(facts, "default", choice.get("default")) if choice.get("due_at") else ""


def reason_text(facts: Facts) -> str:
    return chosen(facts, "extension", facts["protection"].get("reason"))


def why_changed(facts: Facts, parcel: Mapping[str, Any]) -> str:
    return chosen(facts, "tracking", parcel["why"]) if "why" in parcel else ""


def difference_text(facts: Facts, alternative: Mapping[str, Any]) -> str:
    """Who bears the difference is the shop's policy; the sentence follows it. Where nothing was paid, nothing is returned."""
    word = alternative.get("difference_is")
    unpaid = word == "less" and not (facts.get("payment") or {}).get("paid")
    return chosen(facts, "difference", "less_unpaid" if unpaid else word, alternative=alternative)


OF_ONE: tuple[tuple[str, str, Callable[[Facts], str]], ...] = (
    ("refund", "text", refund_text),
    ("delay", "cause_text", cause_of("delay")),
    ("stockout", "cause_text", cause_of("stockout")),
    ("choice", "default_text", default_text),
    ("protection", "reason_text", reason_text),
)
OF_EACH: tuple[tuple[str, str, Callable[[Facts, Mapping[str, Any]], str]], ...] = (
    ("alternatives", "difference_text", difference_text),
    ("problems", "text", lambda facts, problem: chosen(facts, "address", problem.get("code"))),
    ("parcels", "why_text", why_changed),
)
