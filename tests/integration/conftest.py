"""Integration tests run on the real schema, once on SQLite and once on PostgreSQL."""

import pytest

from tests.support.databases import ENGINE_NAMES


@pytest.fixture(params=ENGINE_NAMES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """Name the engine this run of the test is on."""
    return request.param
