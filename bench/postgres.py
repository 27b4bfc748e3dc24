"""A PostgreSQL of our own, if its programs are on this machine: a Unix socket in a temporary folder, no network, gone afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cached_property
from pathlib import Path

OWNER = "postgres"
IN_A_HURRY = ("-c fsync=off", "-c full_page_writes=off", "-c synchronous_commit=off")


def programs() -> Path | None:
    """The newest server's folder, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


class Postgres:
    """`safe`: commits are flushed, as in production; else it forgets everything in a power cut, and is quick."""

    def __init__(self, safe: bool = False) -> None:
        self.safe = safe
        self.folder = Path(tempfile.mkdtemp(prefix="todoke-pg-", dir="/tmp"))  # a socket's path must be short
        if os.getuid() == 0:
            shutil.chown(self.folder, OWNER, OWNER)
        self.run("initdb", "-D", self.data, "-A", "trust", "-U", OWNER, "--no-sync", "--locale=C.UTF-8", "-E", "UTF8")
        options = ["-c listen_addresses=''", f"-c unix_socket_directories={self.folder}", "-c max_connections=60", "-c shared_buffers=128MB",
                   *(() if safe else IN_A_HURRY)]
        self.run("pg_ctl", "-D", self.data, "-w", "-l", f"{self.folder}/log", "-o", " ".join(options), "start")

    @cached_property
    def data(self) -> str:
        return f"{self.folder}/data"

    def run(self, program: str, *words: str) -> None:
        """As its own user: it refuses to run as root. Raises CalledProcessError."""
        found = programs()
        if found is None:
            raise FileNotFoundError("PostgreSQL's programs are not installed")
        drop = ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"] if os.getuid() == 0 else []
        subprocess.run([*drop, str(found / program), *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/")

    def url(self, name: str) -> str:
        return f"postgres://{OWNER}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template1") -> str:
        """A new database, and its address."""
        self.run("createdb", "-h", str(self.folder), "-U", OWNER, "-T", template, name)
        return self.url(name)

    def drop(self, name: str) -> None:
        self.run("dropdb", "-h", str(self.folder), "-U", OWNER, "--force", "--if-exists", name)

    def stop(self) -> None:
        self.run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


def main(command: list[str]) -> int:
    """`python -m bench.postgres COMMAND…`: the command with DATABASE_URL of a server that lives as long as it does. Exit status: the command's."""
    if programs() is None:
        print("PostgreSQL's programs are not installed: nothing was run on PostgreSQL", file=sys.stderr)
        return 0
    server = Postgres()
    try:
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": server.url("postgres")}, check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
