"""Which files a path means: one file, a kind's folder, or a folder of kinds. Without one: the shipped catalogue (CMD-9, NTC-22)."""

from pathlib import Path
from typing import NamedTuple

from todoke.notices.catalogue import SHIPPED, About, CatalogueError, catalogue, read_about
from todoke.notices.lint.draft import language_of
from todoke.notices.lint.findings import Hit, hit
from todoke.notices.wording import LOCALES


class NothingThere(Exception):
    """A path that means nothing. The message says why."""


class Place(NamedTuple):
    """A file and what it is: kind and locale, empty if nothing tells them. source: of a text that lies in no file."""

    path: Path
    kind: str
    locale: str
    source: str | None = None


class Kind(NamedTuple):
    """The files of one kind that are judged. about: its own, else the shipped kind's, None if neither can be used; others: texts in further
    languages, shipped ones, beside which it will stand; troubles: with the kind itself."""

    name: str
    about: About | None
    places: list[Place]
    others: list[Place]
    troubles: list[tuple[Path, Hit]]


def kinds_in(path: Path) -> list[Kind]:
    """Raises NothingThere, OSError."""
    if not path.exists():
        raise NothingThere(f"{path}: there is no such file or folder")
    if path.is_file():
        return [one_file(path)]
    folders = [path] if _is_kind(path) else sorted(one for one in path.rglob("*") if one.is_dir() and _is_kind(one))
    if not folders:
        raise NothingThere(f"{path}: no notice in it. A kind is a folder with about.toml or texts like ja.liquid")
    return [kind for folder in folders for kind in in_folder(folder)]


def _is_kind(folder: Path) -> bool:
    return (folder / "about.toml").is_file() or any(folder.glob("*.liquid"))


def in_folder(folder: Path) -> list[Kind]:
    """The kind that the folder is; files that name a kind of their own are kinds of their own."""
    texts = sorted(one for one in folder.glob("*.liquid") if one.is_file())
    own = [one for one in texts if _language(one) not in LOCALES and _kind_by_name(one)]
    rest = [one for one in texts if one not in own]
    whole = [_kind(folder, rest)] if rest or not own else []
    return [*whole, *(one_file(one) for one in own)]


def one_file(path: Path) -> Kind:
    if path.name == "about.toml":
        return _kind(path.parent, [])
    folder = path.parent.resolve()
    named = _kind_by_name(path)
    if _language(path) in LOCALES or not named:
        kind = _kind(folder, [path])
        return (
            kind
            if kind.about or (folder / "about.toml").is_file() or _language(path) in LOCALES
            else Kind("", None, [Place(path, "", language_of(path))], [], [])
        )
    about, _ = about_of(folder / named)
    return Kind(named, about, [Place(path, named, language_of(path))], [], [])


def _kind(folder: Path, texts: list[Path]) -> Kind:
    name = folder.name or folder.resolve().name
    about, troubles = about_of(folder)
    known = name if about else ""
    places = [Place(one, known, _language(one) if _language(one) in LOCALES else language_of(one)) for one in texts]
    mine = {_language(one) for one in folder.glob("*.liquid")}
    shipped = [Place(SHIPPED / name / f"{locale}.liquid", name, locale) for locale in catalogue().locales(name) if locale not in mine]
    siblings = [Place(one, known, _language(one)) for one in sorted(folder.glob("*.liquid")) if one not in texts and _language(one) in LOCALES]
    return Kind(name, about, places, [*siblings, *shipped] if about else [], [(path, found) for path, found in troubles])


def about_of(folder: Path) -> tuple[About | None, list[tuple[Path, Hit]]]:
    """(what holds for the kind, what is wrong with it)."""
    path, name = folder / "about.toml", folder.name or folder.resolve().name
    try:
        if path.is_file():
            return read_about(path), []
    except CatalogueError as error:
        return _shipped(name), [(path, hit("L-ABOUT", error.line, error.message.splitlines()[0][:160]))]
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        return _shipped(name), [(path, hit("L-ABOUT", 1, type(error).__name__))]
    known = _shipped(name)
    return known, [] if known else [(folder, hit("L-ABOUT", 1, name))]


def _shipped(name: str) -> About | None:
    try:
        return catalogue().about(name)
    except KeyError:
        return None


def _language(path: Path) -> str:
    return path.name.removesuffix(".liquid").removesuffix(".mjml")


def _kind_by_name(path: Path) -> str:
    """A shipped kind by the file's own name: order_confirmation.liquid, order-confirmation.liquid."""
    name = _language(path).replace("-", "_")
    return name if _shipped(name) else ""
