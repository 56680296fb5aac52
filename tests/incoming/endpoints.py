"""Who gets what at the endpoints of incoming emails."""

from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "incoming.index": Endpoint(stranger=302, outsider=403),
    "incoming.show": Endpoint(stranger=302, outsider=403),
    "incoming.handle_again": Endpoint(stranger=401, outsider=403),
    "incoming.dismiss": Endpoint(stranger=401, outsider=403),
}
