"""Doors of the pages that bring several domains together."""

from tests.laws.doors import Door

DOORS = {
    "dashboards.countries": Door(stranger=302, outsider=200),
    "dashboards.country": Door(stranger=302, outsider=404),
    "dashboards.theme": Door(stranger=302, outsider=404),
}

SAMPLES = {
    "dashboards.country": "/countries/JM",
    "dashboards.theme": "/themes/data_collection",
}
