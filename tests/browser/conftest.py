"""A real server on the whole demonstration."""

from collections.abc import Iterator

import pytest

from tools.demonstration import Demonstration, demonstration


@pytest.fixture(scope="session")
def demo() -> Iterator[Demonstration]:
    """The demonstration, served: one for all tests of a process, so what they change must not matter to others."""
    with demonstration() as served:
        yield served
