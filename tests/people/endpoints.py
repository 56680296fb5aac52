"""Endpoints of people and countries."""

from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "people.holidays": Endpoint(stranger=302, outsider=200, sending=403),
    "people.remove_holiday": Endpoint(stranger=401, outsider=403),
    "people.restore_holiday": Endpoint(stranger=401, outsider=403),
    "people.index": Endpoint(stranger=302, outsider=403),
    "people.show": Endpoint(stranger=302, outsider=200),
    "people.give_role": Endpoint(stranger=401, outsider=422),
    "people.remove_role": Endpoint(stranger=401, outsider=403),
    "people.close_account": Endpoint(stranger=302, outsider=403),
    "people.hand_over": Endpoint(stranger=302, outsider=404),
    "people.add_country": Endpoint(stranger=302, outsider=403),
    "people.edit_country": Endpoint(stranger=302, outsider=403),
}

SAMPLES = {
    "people.show": "/people/1",
    "people.close_account": "/people/1/close",
    "people.hand_over": "/seats/1/hand-over",
    "people.edit_country": "/countries/JM/edit",
}
