"""Endpoints of the pages that bring several domains together."""

from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "dashboards.audit": Endpoint(stranger=302, outsider=403),
    "dashboards.sources": Endpoint(stranger=302, outsider=200),
    "dashboards.week": Endpoint(stranger=302, outsider=200),
    "dashboards.health": Endpoint(
        stranger=200, outsider=200, why="A load balancer asks whether the site is up; it learns nothing else."
    ),
    "dashboards.counts": Endpoint(stranger=302, outsider=200),
    "dashboards.countries": Endpoint(stranger=302, outsider=200),
    "dashboards.country": Endpoint(stranger=302, outsider=200),
    "dashboards.theme": Endpoint(stranger=302, outsider=200),
}

SAMPLES = {
    "dashboards.country": "/countries/JM",
    "dashboards.theme": "/themes/data_collection",
}
