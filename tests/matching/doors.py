"""Doors of matching."""

from tests.laws.doors import Door

DOORS = {
    "matching.needs": Door(stranger=302, outsider=200),
    "matching.new_need": Door(stranger=302, outsider=200),
    "matching.need": Door(stranger=302, outsider=404),
    "matching.edit_need": Door(stranger=302, outsider=404),
    "matching.set_need_state": Door(stranger=401, outsider=404),
    "matching.invite": Door(stranger=302, outsider=404),
    "matching.offers": Door(stranger=302, outsider=200),
    "matching.new_offer": Door(stranger=302, outsider=200),
    "matching.offer": Door(stranger=302, outsider=404),
    "matching.edit_offer": Door(stranger=302, outsider=404),
    "matching.set_offer_state": Door(stranger=401, outsider=404),
    "matching.proposal": Door(stranger=302, outsider=404),
    "matching.accept": Door(stranger=401, outsider=404),
    "matching.decline": Door(stranger=401, outsider=404),
    "matching.withdraw": Door(stranger=401, outsider=404),
}
