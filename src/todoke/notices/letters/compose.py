"""The words of a letter in its order: which sentences fit what is known, from `words-<locale>.toml`. A sentence whose fact is missing is left out."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from todoke.notices import wording
from todoke.notices.letters.proven import Proven, cause_text
from todoke.notices.letters.typed import FIELDS, KEEP, KEPT, Typed, plain

HERE = Path(__file__).parent
SHORT_NAME, LONG_TITLE, MANY = 24, 60, 5  # characters that fit a line whole; of one title; lines of goods that are listed
FORMS_OF_ADDRESS = ("Mr", "Ms", "Mrs", "Mx", "Dr", "Prof")
Letter = dict[str, Any]
Span = tuple[str, bool]


class Desk(NamedTuple):
    """Where and when it is written."""

    locale: str
    zone: str
    now: int  # seconds UTC


@lru_cache(maxsize=8)
def words(locale: str) -> dict[str, Any]:
    """Raises FileNotFoundError for a language without letters."""
    return tomllib.loads((HERE / f"words-{locale}.toml").read_text("utf-8"))


def compose(proven: Proven, typed: Typed, desk: Desk) -> Letter:
    """Texts and spans (text, may it be broken) for the page. Whoever calls has asked typed.wrong before."""
    known = values(proven, typed, desk)
    table = words(desk.locale)
    return {
        "locale": desk.locale,
        "title": first(table["title"], known),
        "salutation": first(table["salutation"], known),
        "to": fitting(table["to"], known),
        "from": fitting(table["from"], known),
        "signed": fitting(table["signed"], known),
        "paragraphs": fitting(table["paragraph"], known),
        "record": [{"label": row["label"], "text": spans(row["text"].format_map(known))} for row in table["record"] if fits(row, known)],
        "date": spans(known["date"]),
        **table["fixed"],
    }


def fits(row: Mapping[str, Any], known: Mapping[str, str]) -> bool:
    return all(known.get(name) for name in row.get("needs", ())) and not any(known.get(name) for name in row.get("without", ()))


def fitting(rows: list[dict[str, Any]], known: Mapping[str, str]) -> list[list[Span]]:
    return [spans(" ".join(row["text"].format_map(known).split(" "))) for row in rows if fits(row, known)]


def first(rows: list[dict[str, Any]], known: Mapping[str, str]) -> list[Span]:
    return fitting(rows, known)[0]


def spans(text: str) -> list[Span]:
    """Cut where something stands that no line may break."""
    found: list[Span] = []
    for piece in text.split(KEEP):
        whole, mark, rest = piece.rpartition(KEPT)
        found += [(whole, True), (rest, False)] if mark else [(rest, False)]
    return [one for one in found if one[0]]


def whole(text: str) -> str:
    """Not to be split by a line's end, if it is short enough to stand on one."""
    return f"{KEEP}{text}{KEPT}" if 0 < len(text) <= SHORT_NAME else text


# ── the values that sentences name ──────────────────────────────────────────────────────────────────
def values(proven: Proven, typed: Typed, desk: Desk) -> dict[str, str]:
    """Empty where it is not known."""
    told = {field.name: day_typed(typed.get(field.name, ""), desk) if field.day else typed.get(field.name, "") for field in FIELDS}
    told["prevention"] = told["prevention"].rstrip("。.")  # a bracket follows
    told |= {name: whole(told[name]) for name in ("signer", "owner", "desk_name", "phone")}
    return told | addressee(proven, typed, desk.locale) | {
        "date": whole(day(desk.now, desk)), "number": whole(plain(proven.number)), "placed": whole(day(proven.placed_at, desk)) if proven.placed_at else "",
        "goods": in_a_sentence(proven, desk.locale), "list": listed(proven, desk.locale), "cause": cause_text(proven, desk.locale),
        "deliver": moment(proven.deliver_at, desk), "ship": moment(proven.ship_at, desk), "arrive": moment(proven.arrive_at, desk),
        "short": "x" * (proven.matter == "short"), "cancelled": "x" * proven.cancelled, "several": "x" * (len(proven.goods) > 1),
    }  # fmt: skip


def addressee(proven: Proven, typed: Typed, locale: str) -> dict[str, str]:
    """Company and person as the locale writes them to each other (voice 1.5)."""
    buyer = {key: plain(str(value)) for key, value in proven.customer.items()}
    company = spelt_out(buyer.get("company") or typed.get("company", ""))
    name = wording.person(buyer, locale)
    greeted = {**buyer, "company": company, "department": typed.get("department", ""), "title": greeting_title(typed.get("contact_title", ""), locale)}
    year = wording.Voice(locale, "UTC", "JPY", 1970, business=True)
    return {"company": company, "person": whole(name), "greeting": wording.salutation(greeted, year).replace("\n", " ")}


def greeting_title(title: str, locale: str) -> str:
    """In English only a form of address goes before a name, never a post: Dear Ms. Miller, not Dear Head of Purchasing Miller."""
    return title if locale != "en" or title.rstrip(".") in FORMS_OF_ADDRESS else ""


def spelt_out(company: str) -> str:
    """株式会社 in full, whatever the language of the letter: it is the company's name."""
    for short, full in wording.words("ja")["salutation"]["expand"].items():
        company = company.replace(short, full)
    return company


def day(at: int, desk: Desk) -> str:
    """The letter's own form, with its year."""
    when = datetime.fromtimestamp(at, ZoneInfo(desk.zone))
    table = words(desk.locale)["day"]
    return str(table["form"]).format(year=when.year, month=table["month"][when.month - 1] if "month" in table else when.month, day=when.day)


def moment(at: int | None, desk: Desk) -> str:
    return whole(day(at, desk)) if at else ""


def day_typed(text: str, desk: Desk) -> str:
    return whole(day(int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(desk.zone)).timestamp()), desk)) if text else ""


def shortened(title: str) -> str:
    """A shop's title may be endless, and may carry pictures that no font of letters has."""
    kept = plain("".join(c for c in title[:2000] if not 0x1F000 <= ord(c) < 0x20000 and not 0x2600 <= ord(c) < 0x27C0 and c != "\ufe0f"))
    return kept if len(kept) <= LONG_TITLE else kept[: LONG_TITLE - 1] + "…"


def in_a_sentence(proven: Proven, locale: str) -> str:
    table = words(locale)["goods"]
    title, others = shortened(proven.goods[0][0]) if proven.goods else "", len(proven.goods) - 1
    return str(table["with_others" if others > 0 else "one"]).format(title=title, others=others, total=others + 1)


def listed(proven: Proven, locale: str) -> str:
    """Each line with its pieces; beyond a few, how many lines more."""
    table = words(locale)["goods"]
    rows = [str(table["row"]).format(title=shortened(title), pieces=pieces) for title, pieces in proven.goods[:MANY]]
    rest = len(proven.goods) - MANY
    return str(table["between"]).join(rows + [str(table["more"]).format(others=rest, total=len(proven.goods))] * (rest > 0))
