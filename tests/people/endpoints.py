"""Endpoints of people and countries."""

from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "people.holidays": Endpoint(stranger=302, outsider=200, sending=403),
    "people.strike_holiday": Endpoint(stranger=401, outsider=403),
    "people.forget_holiday": Endpoint(stranger=401, outsider=403),
    "people.index": Endpoint(stranger=302, outsider=403),
    "people.show": Endpoint(stranger=302, outsider=200),
    "people.give_role": Endpoint(stranger=401, outsider=422),
    "people.take_role": Endpoint(stranger=401, outsider=403),
    "people.close_account": Endpoint(stranger=302, outsider=403),
    "people.hand_over": Endpoint(stranger=302, outsider=404),
    "people.add_country": Endpoint(stranger=302, outsider=403),
    "people.change_country": Endpoint(stranger=302, outsider=403),
}

SAMPLES = {
    "people.show": "/people/1",
    "people.close_account": "/people/1/close",
    "people.hand_over": "/seats/1/hand-over",
    "people.change_country": "/countries/JM/edit",
}
