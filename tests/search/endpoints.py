"""Who gets what at the endpoint of the search."""

from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "search.show": Endpoint(stranger=302, outsider=200),
}

SAMPLES = {
    "search.show": "/search?q=data&in=countries",
}
