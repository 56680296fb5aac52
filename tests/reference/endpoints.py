"""Endpoints of the programme's own texts."""

from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "reference.roadmap": Endpoint(stranger=302, outsider=200),
}
