"""A service of its own for each campaign, on SQLite, and on PostgreSQL where the tests run on it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.campaigns.cluster import Cluster
from tests.campaigns.serving import OwnDatabase, Service


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    """`service(workers=3)`: not yet prepared, not yet started; ended and cleared away after the test."""
    with ExitStack() as ending:

        def make(workers: int = 3) -> Service:
            address = os.environ.get("DATABASE_URL")
            database = ending.enter_context(OwnDatabase(address)) if address else None
            made = Service(tmp_path / "service", database=database, workers=workers)
            ending.callback(made.stop)
            return made

        yield make


@pytest.fixture
def cluster() -> Iterator[Cluster | None]:
    """A PostgreSQL server that may be stopped, where the tests run on PostgreSQL; else None."""
    if "DATABASE_URL" not in os.environ:
        yield None
        return
    with Cluster() as made:
        yield made
