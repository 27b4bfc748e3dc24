"""What every test may use: a desk told from outside by its commands, on both databases, and PostgreSQL if its programs are installed."""

import itertools
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.postgres import Postgres, programs
from hypothesis import HealthCheck, settings
from tests.house import House
from tests.ready import copy_to

TEMPLATE = "migrated"
NO_POSTGRES = "PostgreSQL's programs are not installed: nothing here is proven on PostgreSQL"
numbers = itertools.count(1)
# what a busy machine takes for an example proves nothing: speed is measured in bench/
settings.register_profile("todoke", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("todoke")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server a run, ours alone, with a migrated database to copy from."""
    if programs() is None:
        pytest.skip(NO_POSTGRES)
    server = Postgres()
    try:
        with House(database=server.create(TEMPLATE)) as house:
            house.migrate()
        yield server
    finally:
        server.stop()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """An address for DATABASE_URL: none for SQLite, a fresh database for PostgreSQL."""
    if request.param == "sqlite":
        yield ""
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"desk_{next(numbers)}"
    yield server.create(name, TEMPLATE)
    server.drop(name)


@pytest.fixture
def house(tmp_path: Path, database: str) -> Iterator[House]:
    """A desk that nobody has used yet; its processes end with the test."""
    if not database:
        copy_to(tmp_path)
    with House(tmp_path, database) as desk:
        yield desk


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """In-process tests write to a file, as the desk does: a database in memory has other locks. Where they run on PostgreSQL, each tester has its own."""
    from django.db import connections  # noqa: PLC0415  not before Django is set up

    if os.environ.get("DATABASE_URL"):
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")
    else:
        connections["default"].settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """A process remembers policies and routes by number, and each test begins to number anew."""
    yield
    if found := sys.modules.get("todoke.shops.find"):
        found.POLICIES.clear()
        found.ROUTES.clear()
