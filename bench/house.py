"""A desk of its own for one trial: a fresh data folder, a database, and processes started by us and ended by us."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable


class Said(NamedTuple):
    """What a command left: exit status, standard output's lines as JSON, standard error."""

    status: int
    lines: list[Any]
    complaint: str

    @property
    def line(self) -> Any:
        return self.lines[0]


class House:
    """`database`: a PostgreSQL address, or nothing for SQLite in the folder. Close it when done."""

    def __init__(self, folder: str | Path = "", database: str = "", mail: str = "", **more: str) -> None:
        self.own = not folder
        self.folder = Path(folder or tempfile.mkdtemp(prefix="todoke-", dir=os.environ.get("TODOKE_BENCH_DIR")))
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("TODOKE_", "DATABASE_URL", "DJANGO_"))}
        self.env = kept | {"TODOKE_DATA": str(self.folder), "DJANGO_SETTINGS_MODULE": "todoke.settings"} | more
        self.env |= {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
        self.env |= {"DATABASE_URL": database} if database else {}
        self.env |= {"TODOKE_MAIL_URL": mail} if mail else {}
        self.db = "postgresql" if database else "sqlite"
        self.started: list[subprocess.Popen[bytes]] = []

    def todoke(self, *words: str, now: str = "", given: str = "") -> Said:
        """One command with --json, to its end."""
        env = self.env | ({"TODOKE_NOW": now} if now else {})
        done = subprocess.run([PYTHON, "-m", "bench.todoke", *words, "--json"], env=env, input=given, capture_output=True, text=True, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        return Said(done.returncode, lines, done.stderr)

    def migrate(self) -> None:
        """What an operator does once on PostgreSQL. Raises CalledProcessError."""
        subprocess.run([PYTHON, "-m", "bench.todoke", "migrate", "--skip-checks", "-v", "0"], env=self.env, check=True, stdout=sys.stderr)

    def connect(self, channel: str = "plain", name: str = "main", *words: str, now: str = "") -> Any:
        said = self.todoke("connect", channel, name, *words, now=now)
        if said.status:
            raise RuntimeError(said.complaint)
        return said.line

    # ── processes ──
    def start(self, *command: str, log: str = "out.log", **env: str) -> subprocess.Popen[bytes]:
        """In a process group of its own; what it says goes to a file in the folder."""
        with open(self.folder / log, "ab") as out:
            process = subprocess.Popen([PYTHON, *command], env=self.env | env, stdout=out, stderr=out, cwd=self.folder, start_new_session=True)
        self.started.append(process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        return self.start("-m", "bench.todoke", "work", log="worker.log")

    def web(self, port: int, processes: int = 2, application: str = "todoke.wsgi", threads: int = 8) -> subprocess.Popen[bytes]:
        """gunicorn, answering when this returns."""
        process = self.start("-m", "gunicorn", application, "-w", str(processes), "-k", "gthread", "--threads", str(threads), "-b", f"127.0.0.1:{port}",
                             "--keep-alive", "30", "--max-requests", "0", log="web.log")
        wait_for(f"http://127.0.0.1:{port}/health/ready")
        return process

    def end(self, *processes: subprocess.Popen[bytes]) -> None:
        """Politely, then for good."""
        for process in processes or tuple(self.started):
            if process.poll() is None:
                signal_group(process, signal.SIGTERM)
        for process in processes or tuple(self.started):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                signal_group(process, signal.SIGKILL)
                process.wait(10)
            if process in self.started:
                self.started.remove(process)

    def close(self) -> None:
        self.end()
        if self.own:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> "House":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """To it and its children: they were started in a group of their own."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(url: str, seconds: float = 30.0) -> None:
    """Until it answers anything at all."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError as answered:
            answered.close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(f"{url} did not answer within {seconds:g} s")


def flushes_a_second(folder: Path, seconds: float = 0.5) -> int:
    """4 kB appended and flushed, again and again: what a commit costs on this disk."""
    place, count = folder / "flushes", 0
    with open(place, "ab", buffering=0) as file:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            file.write(b"x" * 4096)
            os.fdatasync(file.fileno())
            count += 1
    place.unlink()
    return int(count / seconds)


def chunks(rows: list[Any], size: int) -> Iterable[list[Any]]:
    return (rows[at : at + size] for at in range(0, len(rows), size))
