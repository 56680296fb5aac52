"""Doors of accounts."""

from tests.laws.doors import Door

DOORS = {
    "people.sign_in": Door(stranger=200, outsider=200, why="This is how one signs in."),
    "people.sign_out": Door(stranger=401, outsider=302),
    "people.ask_for_link": Door(stranger=200, outsider=200, why="This is how one signs in."),
    "people.link": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to open it."),
    "people.use_link": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to use it."),
}
