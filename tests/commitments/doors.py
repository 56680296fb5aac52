"""Doors of commitments."""

from tests.laws.doors import Door

DOORS = {
    "commitments.answer": Door(stranger=401, outsider=404),
    "commitments.edit": Door(stranger=302, outsider=404),
    "commitments.export": Door(stranger=302, outsider=200),
    "commitments.index": Door(stranger=302, outsider=200),
    "commitments.new": Door(stranger=302, outsider=200),
    "commitments.show": Door(stranger=302, outsider=404),
    "commitments.take_up": Door(stranger=401, outsider=404),
    "commitments.withdraw": Door(stranger=401, outsider=404),
}
