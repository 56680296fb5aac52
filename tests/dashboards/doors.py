"""Doors of the pages that bring several domains together."""

from tests.laws.doors import Door

DOORS = {
    "dashboards.audit": Door(stranger=302, outsider=403),
    "dashboards.sources": Door(stranger=302, outsider=200),
    "dashboards.week": Door(stranger=302, outsider=200),
    "dashboards.health": Door(
        stranger=200, outsider=200, why="A load balancer asks whether the site is up; it learns nothing else."
    ),
    "dashboards.counts": Door(stranger=302, outsider=200),
    "dashboards.countries": Door(stranger=302, outsider=200),
    "dashboards.country": Door(stranger=302, outsider=200),
    "dashboards.theme": Door(stranger=302, outsider=200),
}

SAMPLES = {
    "dashboards.country": "/countries/JM",
    "dashboards.theme": "/themes/data_collection",
}
