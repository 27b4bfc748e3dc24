"""A desk opened for a trial, and the trial's parts that run inside it, each in a process of its own."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from bench.bodies import SECRET
from bench.house import PYTHON, House

GO = "go"


def fresh(database: str, name: str) -> str:
    """A new database on that server (its address is one of Postgres.url), or nothing for SQLite."""
    if not database:
        return ""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return database.replace("/postgres?", f"/{name}?")


def open_desk(database: str, name: str, mail: str = "") -> House:
    """Migrated, with a shop and its connection plain/main."""
    house = House("", fresh(database, name), mail=mail)
    if database:
        house.migrate()
    house.connect("plain", "main", "--shop", "うつわのみなと", "--secret", SECRET)
    return house


def begin(house: House, *words: str, module: str = "bench.within") -> "subprocess.Popen[str]":
    return subprocess.Popen([PYTHON, "-m", module, *words], env=house.env, stdout=subprocess.PIPE, text=True, cwd=house.folder)


def result(process: "subprocess.Popen[str]") -> Any:
    """What a part says at its end. Raises RuntimeError if it broke."""
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} broke: exit {process.returncode}")
    return json.loads(out.splitlines()[-1]) if out.strip() else {}


def part(house: House, *words: str, module: str = "bench.within") -> Any:
    return result(begin(house, *words, module=module))


class Spent(NamedTuple):
    """`seconds`: from the first one's start to the last one's end. `cpu`: what all of them reckoned, database aside on PostgreSQL."""

    seconds: float
    cpu: float


def side_by_side(house: House, workers: int, *words: str) -> Spent:
    """All are ready before any begins."""
    (house.folder / GO).unlink(missing_ok=True)
    parts = [begin(house, *words, str(at)) for at in range(workers)]
    for at in range(workers):
        wait_until(house.folder / f"ready{at}")
    (house.folder / GO).touch()
    told = [result(one) for one in parts]
    return Spent(max(one["ended"] for one in told) - min(one["began"] for one in told), sum(one["cpu"] for one in told))


def wait_until(place: Path, seconds: float = 60.0) -> None:
    until = time.monotonic() + seconds
    while not place.exists():
        if time.monotonic() > until:
            raise TimeoutError(f"{place} did not appear")
        time.sleep(0.002)
    if place.name.startswith("ready"):
        place.unlink()
