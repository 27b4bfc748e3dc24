"""A migrated SQLite file, made once a process: most tests begin with a copy of it, as they do on PostgreSQL. That a first command makes its own is a
test of its own."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
NAME = "todoke.sqlite3"


@cache
def migrated() -> Path:
    place = Path(tempfile.mkdtemp(prefix="todoke-ready-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TODOKE_", "DATABASE_URL", "DJANGO_"))}
    env = {**kept, "TODOKE_DATA": str(place), "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-m", "todoke.cli.main", "orders"], env=env, check=True, capture_output=True)
    return place / NAME


def copy_to(folder: Path) -> None:
    """Into a data folder that nobody has used yet."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated(), folder / NAME)
