"""Doors of exchanges."""

from tests.laws.doors import Door

DOORS = {
    "exchanges.exchanges": Door(stranger=302, outsider=200),
    "exchanges.exchange": Door(stranger=302, outsider=404),
    "exchanges.of_proposal": Door(stranger=302, outsider=404),
    "exchanges.goal": Door(stranger=302, outsider=404),
    "exchanges.tick": Door(stranger=401, outsider=404),
    "exchanges.move": Door(stranger=401, outsider=404),
    "exchanges.close": Door(stranger=302, outsider=404),
    "exchanges.add_person": Door(stranger=401, outsider=404),
    "exchanges.remove_person": Door(stranger=401, outsider=404),
    "exchanges.name_facilitator": Door(stranger=401, outsider=404),
    "exchanges.new_session": Door(stranger=302, outsider=404),
    "exchanges.link_session": Door(stranger=401, outsider=404),
}
