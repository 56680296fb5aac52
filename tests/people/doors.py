"""Doors of accounts."""

from tests.laws.doors import Door

DOORS = {
    "people.sign_in": Door(stranger=200, outsider=200, why="This is how one signs in."),
    "people.sign_out": Door(stranger=401, outsider=302),
}
