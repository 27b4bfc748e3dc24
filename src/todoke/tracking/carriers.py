"""All carriers: by their code, by the names that people and channels write, and their tracking pages in the reader's language."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from urllib.parse import quote

from todoke.tracking import america, asia, europe, japan, post
from todoke.tracking.carrier import Carrier, Format

REGIONS = (japan, america, europe, asia, post)
CARRIERS: dict[str, Carrier] = {carrier.code: carrier for region in REGIONS for carrier in region.CARRIERS}
FORMATS: tuple[Format, ...] = tuple(form for region in REGIONS for form in region.FORMATS)

LONGEST = 200  # characters of a name: more is no name
BREAKS = re.compile(r"[\W_]+")
LATIN = "a-z0-9а-яё"


def plain(text: str) -> str:
    """Widths and cases alike, one blank between words: as names are compared."""
    return BREAKS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def pattern(name: str) -> str:
    """A name in Latin or Cyrillic letters is a word of its own; one in Japanese or Chinese stands anywhere."""
    return rf"(?<![{LATIN}]){name}(?![{LATIN}])" if re.fullmatch(f"[{LATIN} ]+", name) else re.escape(name)


def spellings(*, alone: bool) -> Iterator[tuple[str, str]]:
    """Every way to write a carrier: (as compared, code); `alone`: also those that are its name only by themselves."""
    for carrier in CARRIERS.values():
        for name in (carrier.code, *carrier.names.values(), *carrier.written.split(",")):
            if plain(name) and (alone or not (name.strip().startswith("=") or len(plain(name)) < 3)):
                yield plain(name), carrier.code


SPELLINGS: dict[str, str] = dict(spellings(alone=True))
HOSTS: dict[str, str] = {host.strip(): carrier.code for carrier in CARRIERS.values() for host in carrier.hosts.split(",") if host.strip()}


@cache
def named() -> re.Pattern[str]:
    """Every carrier's name, the longest first. Made when it is first asked for: a command that reads no names need not wait for it."""
    return re.compile("|".join(pattern(name) for name, _ in sorted(spellings(alone=False), key=lambda spelling: -len(spelling[0]))))


@lru_cache(4096)
def carrier_of(name: str) -> str:
    """The carrier's code: of a code, or of a name as people and channels write it ("ヤマト運輸(株)", "Yamato (JA)", "1001"). Nothing if we know none."""
    written = plain(name[:LONGEST])
    return SPELLINGS.get(written) or SPELLINGS.get(max(named().findall(written), key=len, default=""), "")


def carriers_named(text: str) -> set[str]:
    """The carriers that a text speaks of."""
    return {SPELLINGS[name] for name in named().findall(plain(text))}


def host_of(host: str) -> str:
    """Whose page it is: `toi.kuronekoyamato.co.jp` is Yamato's."""
    while host and host not in HOSTS:
        host = host.partition(".")[2]
    return HOSTS.get(host, "")


def name_of(carrier: str, locale: str) -> str:
    """As it is called towards people of this language; a carrier that we do not know keeps the name it was given."""
    known = CARRIERS.get(carrier_of(carrier))
    return known.names.get(locale) or known.names["en"] if known else carrier


def link(carrier: Carrier, number: str, locale: str) -> str:
    template = carrier.links.get(locale) or carrier.links[""]
    plain_number = number.isascii() and number.isalnum()
    return template.replace("{number}", number if plain_number else quote(number, safe="", errors="replace"))
