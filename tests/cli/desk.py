"""A desk of its own in a folder, spoken to from outside as a person or a program would."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tests.ready import copy_to
from tests.spare import todoke

from todoke.cli.main import NEEDS_NO_DATABASE, is_pure

BODIES = Path(__file__).parents[1] / "channels" / "shopify" / "bodies"
ROOT = Path(__file__).parents[2]
PLACED = "2026-11-24T10:05:00+09:00"  # shortly after the orders of BODIES
CLEARED = {"DATABASE_URL", "TODOKE_DATA", "TODOKE_SECRET_KEY", "TODOKE_NOW", "TODOKE_ENV", "TODOKE_MAIL_URL", "TODOKE_URL"}


class Said(NamedTuple):
    status: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def row(self) -> dict[str, Any]:
        return self.rows[0]


def needs_database(words: Sequence[str]) -> bool:
    return bool(words) and words[0] not in NEEDS_NO_DATABASE and not is_pure(["todoke", *words])


class Desk:
    """`folder` is the working directory; the data lies in ./data as it does by default."""

    fresh = False

    def __init__(self, folder: Path, **env: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
        self.folder, self.env = folder, {**kept, "PYTHONPATH": str(ROOT / "src"), **env}
        self.words = [sys.executable, "-m", "todoke.cli.main"]

    def __call__(self, *words: str, now: str = "", stdin: str = "") -> Said:
        self.make_ready(words)
        env = {**self.env, "TODOKE_NOW": now} if now else self.env
        return Said(*todoke(words, self.folder, env, stdin))

    def make_ready(self, words: Sequence[str]) -> None:
        """The first command that needs a database finds one that is migrated already; `fresh`: it makes its own."""
        if not self.fresh and "DATABASE_URL" not in self.env and needs_database(words) and not self.database.parent.exists():
            copy_to(self.database.parent)

    def opened(self, *words: str) -> "subprocess.Popen[str]":
        """A command that runs on, in a process group of its own."""
        return subprocess.Popen([*self.words, *words], cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                start_new_session=True)

    @property
    def database(self) -> Path:
        return self.folder / "data" / "todoke.sqlite3"

    def bytes_of_all_files(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted((self.folder / "data").iterdir()))


def with_orders(desk: Desk, *bodies: str) -> Desk:
    """Live orders of Shopify's shape, decided, and their mails sent: made once, and copied for each test."""
    shutil.copytree(Path(made(bodies or ("order_by_bank_transfer", "order_of_a_guest_abroad")).name) / "data", desk.folder / "data")
    return desk


@cache
def made(bodies: tuple[str, ...]) -> "tempfile.TemporaryDirectory[str]":
    place = tempfile.TemporaryDirectory(prefix="todoke-tests-", ignore_cleanup_errors=True)
    desk = Desk(Path(place.name))
    assert desk("connect", "shopify", "minato", "--mails", "todoke", "--test").status == 0
    files = [str(BODIES / f"{name}.json") for name in bodies]
    assert desk("import", *files, "--channel", "shopify", "--notify", now=PLACED).status == 0
    assert desk("work", "--until-idle", now="2026-11-24T12:00:00+09:00").status == 0
    return place
