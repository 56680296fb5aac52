"""Doors of surveys."""

from tests.laws.doors import Door

DOORS = {
    "surveys.answer": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to answer."),
    "surveys.close": Door(stranger=401, outsider=404),
    "surveys.commit": Door(stranger=404, outsider=404, why="The signed token says whose commitment it is."),
    "surveys.export": Door(stranger=302, outsider=404),
    "surveys.index": Door(stranger=302, outsider=200),
    "surveys.reopen": Door(stranger=401, outsider=404),
    "surveys.results": Door(stranger=302, outsider=404),
}
