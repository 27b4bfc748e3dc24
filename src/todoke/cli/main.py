"""`todoke`: one command over all others. On the embedded database it creates and migrates what it needs by itself."""

import contextlib
import fcntl
import os
import secrets
import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

PURE = {"help", "--version", "version", "carrier", "liquid", "lint", "address", "scans", "sandbox"}  # they work on an empty desk and write nothing
NEEDS_NO_DATABASE = PURE | {"migrate", "docs", "restore", "doctor"}
FULL = "disk is full"
NO_TABLES = ("no such table", "does not exist")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.settings")
    try:
        start(sys.argv)
    except (ImproperlyConfigured, ValueError) as error:
        end(str(error), 2)
    except (OperationalError, ProgrammingError) as error:
        end(database_words(str(error).strip()), 2)
    except KeyboardInterrupt:
        end("stopped. What was done stays done; the same command again does the rest.", 130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone: nothing is left to be flushed
        sys.exit(0)
    except OSError as error:
        end(f"{error.filename or 'a file'}: {error.strerror or error}. Look whether there is room, and whether it may be written.", 2)


def end(words: str, status: int) -> None:
    print(f"todoke: {words}", file=sys.stderr)
    sys.exit(status)


def database_words(said: str) -> str:
    if FULL in said:
        return f"the disk of the database is full: nothing was written. Make room where {os.environ.get('TODOKE_DATA', './data')} lies, and do it once more."
    mend = "Run `todoke migrate` first." if any(words in said for words in NO_TABLES) else "Look at DATABASE_URL, or at the folder TODOKE_DATA."
    return f"the database does not answer: {said.splitlines()[0] if said else 'no word'}. {mend}"


def start(argv: Sequence[str]) -> None:
    """Pure commands leave nothing behind: not even the folder that the settings made for them."""
    folder = os.environ.get("TODOKE_DATA", "./data")
    if os.path.exists(folder) or not is_pure(argv) or os.environ.get("TODOKE_ENV", "development") == "production":
        return run(argv)
    os.environ.setdefault("TODOKE_SECRET_KEY", secrets.token_urlsafe(48))  # nothing is kept that it could open
    try:
        run(argv)
    finally:
        with contextlib.suppress(OSError):
            os.rmdir(folder)


def run(argv: Sequence[str]) -> None:
    import django  # noqa: PLC0415  the settings are read here, so that their errors are ours to tell
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    django.setup()
    from todoke.cli.overview import overview, unknown, version  # noqa: PLC0415
    from todoke.due.clock import frozen  # noqa: PLC0415

    frozen()
    wanted = argv[1] if len(argv) > 1 else "help"
    if wanted in ("--version", "version"):
        print(version())
    elif wanted in ("help", "--help", "-h") and len(argv) < 3:
        print(overview())
    elif mend := unknown(argv[2] if wanted == "help" else wanted):
        end(mend, 2)
    else:
        if wanted not in NEEDS_NO_DATABASE and not is_pure(argv):
            make_ready()
        execute_from_command_line(["todoke", *argv[1:]])


def asks_for_help(argv: Sequence[str]) -> bool:
    return "--help" in argv or "-h" in argv


def is_pure(argv: Sequence[str]) -> bool:
    """Samples need no desk; a real order does. To read a bounce needs none; to take it in does."""
    wanted = argv[1] if len(argv) > 1 else "help"
    desk = {"render": "--order", "bounce": "--su"}.get(wanted)
    return wanted in PURE or (desk is not None and not any(word.startswith(desk) for word in argv)) or asks_for_help(argv)


def make_ready() -> None:
    """SQLite: made and migrated at once, by one process at a time. PostgreSQL is migrated by `todoke migrate`, when its operator says so."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    if connection.vendor != "sqlite":
        return
    with open(settings.DATA / ".migrating", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)


if __name__ == "__main__":
    main()
