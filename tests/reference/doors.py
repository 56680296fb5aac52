"""Doors of the programme's own texts."""

from tests.laws.doors import Door

DOORS = {
    "reference.roadmap": Door(stranger=302, outsider=200),
}
