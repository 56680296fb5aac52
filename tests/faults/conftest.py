"""A room on a database of its own, for sites that are killed, cut off and started again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.faults.arrange import Ground, ground_on, new_rooms
from tests.faults.served import Served, serving
from tests.support.databases import Databases


@pytest.fixture(scope="module")
def common(site: Flask, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """One database for the tests of a file."""
    url = databases.fresh()
    with ground_on(site, url, tmp_path_factory.mktemp("faults")) as made:
        yield made
    databases.drop(url)


@pytest.fixture
def ground(site: Flask, common: Ground) -> Ground:
    """That database with rooms of this test alone."""
    return replace(common, place=new_rooms(site, common.database, common.cast))


@pytest.fixture(scope="module")
def served(common: Ground) -> Iterator[Served]:
    """A site on it, for the tests of a file that leave it alive."""
    with serving(common.settings) as running:
        yield running
