"""`todoke`: one command over all others. On the embedded database it creates and migrates what it needs by itself."""

import fcntl
import os
import sys

from django.core.exceptions import ImproperlyConfigured

NEEDS_NO_DATABASE = {"help", "--help", "-h", "--version", "sandbox", "lint", "liquid", "migrate", "docs", "restore"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.settings")
    try:
        start(sys.argv)
    except (ImproperlyConfigured, ValueError) as error:
        print(f"todoke: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


def start(argv: list[str]) -> None:
    import django  # noqa: PLC0415  the settings are read here, so that their errors are ours to tell
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    django.setup()
    from todoke.due.clock import frozen  # noqa: PLC0415

    frozen()
    wanted = argv[1] if len(argv) > 1 else "help"
    if wanted not in NEEDS_NO_DATABASE and "--help" not in argv:
        make_ready()
    execute_from_command_line(["todoke", *(argv[1:] or ["help"])])


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
