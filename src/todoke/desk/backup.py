"""One file that holds the desk: its database as it stood at one moment, and the key that opens its secrets (TRU-6).

A backup is taken while the desk works; on SQLite by its online backup, on PostgreSQL by pg_dump. A file is read back only into an empty place."""

import contextlib
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from todoke.due.clock import iso

ABOUT, KEY, SQLITE, POSTGRES = "about.json", "secret_key", "todoke.sqlite3", "todoke.dump"
FORMAT = 1
MOST_SMALL = 100_000  # bytes of what is not the database


class NotDone(Exception):
    """Nothing was changed. The text says why, and the mend."""


class Saved(NamedTuple):
    """`key`: whether the key is in the file too; where it comes from the environment it is not."""

    file: str
    bytes: int
    database: str
    key: bool


def own_key() -> Path:
    return Path(settings.DATA) / KEY


def database_file() -> Path:
    """Of the embedded database."""
    return Path(str(settings.DATABASES["default"]["NAME"]))


def key_comes_from_outside() -> bool:
    return bool(os.environ.get("TODOKE_SECRET_KEY"))


def mark_of(key: str) -> str:
    """Tells whether two keys are the same, and nothing else about them."""
    return hashlib.sha256(b"todoke.backup\0" + key.strip().encode()).hexdigest()[:32]


# ── saving ──────────────────────────────────────────────────────────────────────────────────────────
def save(file: Path, force: bool = False) -> Saved:
    """Readable by its owner only: it holds people's names, and mostly the key. Raises NotDone."""
    if file.exists() and not force:
        raise NotDone(f"{file} is there already. Choose another name, or --force.")
    if not file.parent.is_dir():
        raise NotDone(f"{file.parent} is no folder. Make it first.")
    try:
        return saved(file)
    except (OSError, sqlite3.Error) as error:
        raise NotDone(f"{file} could not be written: {getattr(error, 'strerror', None) or error}. Make room, or choose another place.") from None


def saved(file: Path) -> Saved:
    """Beside it first: a backup that is cut off leaves the old one as it was."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        copy = Path(folder) / (SQLITE if connection.vendor == "sqlite" else POSTGRES)
        copy_sqlite(copy) if connection.vendor == "sqlite" else dump_postgres(copy)
        packed = pack(Path(folder) / "packed", copy)
        size = packed.stat().st_size
        os.replace(packed, file)
    return Saved(str(file), size, connection.vendor, not key_comes_from_outside())


def copy_sqlite(to: Path) -> None:
    """In one step, so that a busy writer neither waits nor makes it begin anew; then looked through."""
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(to)) as copy:
        connection.connection.backup(copy)
        found = copy.execute("PRAGMA quick_check").fetchone()[0]
        if found != "ok":
            raise NotDone(f"the database is damaged: {found}. Restore an older backup.")
        copy.execute("PRAGMA journal_mode=DELETE")


def dump_postgres(to: Path) -> None:
    run([program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={to}", name_of()])


def pack(to: Path, copy: Path) -> Path:
    with open(os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw, tarfile.open(fileobj=raw, mode="w") as tar:
        about = {"format": FORMAT, "made_at": iso(int(time.time())), "database": connection.vendor, "key_mark": mark_of(settings.SECRET_KEY)}
        add(tar, ABOUT, json.dumps(about).encode())
        if not key_comes_from_outside():
            add(tar, KEY, own_key().read_bytes())
        tar.add(copy, arcname=copy.name, filter=nobodys)
        raw.flush()
        os.fsync(raw.fileno())
    return to


def add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = len(data), 0o600, int(time.time())
    tar.addfile(info, io.BytesIO(data))


def nobodys(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


# ── reading back ────────────────────────────────────────────────────────────────────────────────────
def restore(file: Path, force: bool = False) -> list[str]:
    """Returns what its operator must know. Raises NotDone."""
    try:
        with tarfile.open(file) as tar:
            about = json.loads(small(tar, ABOUT))
            if about.get("format") != FORMAT:
                raise NotDone(f"{file} was made by another version of Todoke (format {about.get('format')!r}). Restore it with that one, then upgrade.")
            check_place(str(about["database"]), force)
            key = small(tar, KEY).decode() if KEY in tar.getnames() else ""
            put_sqlite(tar, force) if about["database"] == "sqlite" else put_postgres(tar, force)
    except (tarfile.TarError, EOFError, KeyError, ValueError, TypeError) as error:
        why = str(error).split("\n")[0].rstrip(":")  # the rest tells how each way of packing failed
        raise NotDone(f"{file} is no backup of Todoke, or it is damaged ({why})") from None
    except OSError as error:
        raise NotDone(f"{file}: {error.strerror or error}") from None
    return [*put_key(key, str(about["key_mark"])), f"made {about['made_at']}"]


def small(tar: tarfile.TarFile, name: str) -> bytes:
    """Raises KeyError where it is missing; only plain files count."""
    info = tar.getmember(name)
    found = tar.extractfile(info) if info.isfile() and info.size <= MOST_SMALL else None
    if found is None:
        raise KeyError(name)
    return found.read()


def check_place(database: str, force: bool) -> None:
    if database != connection.vendor:
        wanted = "unset DATABASE_URL" if database == "sqlite" else "set DATABASE_URL to a PostgreSQL database"
        raise NotDone(f"this backup holds a {database} database, and the desk is set to {connection.vendor}. To restore it, {wanted}.")
    if is_filled() and not force:
        raise NotDone("there is a desk in this place already. Choose an empty one (TODOKE_DATA or DATABASE_URL), or --force to replace it.")


def is_filled() -> bool:
    if connection.vendor == "sqlite":
        return database_file().exists()
    return "orders_order" in connection.introspection.table_names()


def put_sqlite(tar: tarfile.TarFile, force: bool) -> None:
    """Written beside it and checked first; then it takes the old one's place."""
    target = database_file()
    source = tar.extractfile(SQLITE)
    if source is None:
        raise KeyError(SQLITE)
    connection.close()
    if target.exists() and force:
        nobody_works_on(target)
    fresh = target.with_suffix(".restoring")
    with open(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
        file.flush()
        os.fsync(file.fileno())
    if found := damage_of(fresh):
        fresh.unlink()
        raise NotDone(f"the database in this backup is damaged: {found}")
    for old in (target.with_name(target.name + "-wal"), target.with_name(target.name + "-shm")):
        old.unlink(missing_ok=True)
    os.replace(fresh, target)


def damage_of(database: Path) -> str:
    """What SQLite finds wrong with it; empty: nothing."""
    with contextlib.closing(sqlite3.connect(database)) as copy:
        try:
            found = str(copy.execute("PRAGMA quick_check").fetchone()[0])
        except sqlite3.DatabaseError as error:
            return str(error)
    return "" if found == "ok" else found


def nobody_works_on(database: Path) -> None:
    """A desk that runs must not lose its file under its feet."""
    with contextlib.closing(sqlite3.connect(database, timeout=1)) as old:
        try:
            old.execute("PRAGMA locking_mode=EXCLUSIVE")
            old.execute("BEGIN EXCLUSIVE")
            old.rollback()
        except sqlite3.OperationalError:
            raise NotDone("a desk works on this database. Stop its web and workers first.") from None
        except sqlite3.DatabaseError:
            return  # it is damaged: that is what the backup is for


def put_postgres(tar: tarfile.TarFile, force: bool) -> None:
    source = tar.extractfile(POSTGRES)
    if source is None:
        raise KeyError(POSTGRES)
    with tempfile.NamedTemporaryFile(suffix=".dump") as dump:
        shutil.copyfileobj(source, dump, 1 << 20)
        dump.flush()
        clean = ["--clean", "--if-exists"] if force else []
        connection.close()
        run([program("pg_restore"), "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error", *clean, f"--dbname={name_of()}", dump.name])


def put_key(key: str, mark: str) -> list[str]:
    """The key that opens the connections' secrets."""
    if key_comes_from_outside():
        same = mark == mark_of(settings.SECRET_KEY)
        return [] if same else ["TODOKE_SECRET_KEY is another than when the backup was made: the connections' secrets cannot be opened. Set the old key."]
    if not key:
        return ["the backup was made with TODOKE_SECRET_KEY in the environment and does not hold it: set that key before the desk starts"]
    with open(os.open(own_key(), os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
        file.write(key)
    return []


# ── PostgreSQL's own programs ───────────────────────────────────────────────────────────────────────
def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise NotDone(f"{name} is not installed. Install PostgreSQL's client programs of the server's version.")
    return found


def name_of() -> str:
    return str(connection.settings_dict["NAME"])


def run(words: list[str]) -> None:
    """The password goes by the environment: a command line can be read by everybody on the machine."""
    chosen = connection.settings_dict
    told = {"PGHOST": chosen.get("HOST"), "PGPORT": chosen.get("PORT"), "PGUSER": chosen.get("USER"), "PGPASSWORD": chosen.get("PASSWORD"),
            **{f"PG{name.upper()}": value for name, value in chosen.get("OPTIONS", {}).items() if name == "sslmode"}}
    done = subprocess.run(words, env={**os.environ, **{name: str(value) for name, value in told.items() if value}}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotDone(f"{Path(words[0]).name} did not succeed: {done.stderr.strip()[-500:]}")
