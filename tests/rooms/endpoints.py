"""Who gets what at the endpoints of rooms."""

from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "rooms.index": Endpoint(stranger=302, outsider=200),
    "rooms.read_all": Endpoint(stranger=401, outsider=None),
    "rooms.show": Endpoint(stranger=302, outsider=404),
    "rooms.describe": Endpoint(stranger=302, outsider=404),
    "rooms.add_facilitator": Endpoint(stranger=401, outsider=404),
    "rooms.remove_facilitator": Endpoint(stranger=401, outsider=404),
    "rooms.emails": Endpoint(stranger=302, outsider=404),
    "rooms.read": Endpoint(stranger=401, outsider=404),
    "rooms.start": Endpoint(stranger=302, outsider=404),
    "rooms.events": Endpoint(stranger=302, outsider=404),
    "rooms.thread": Endpoint(stranger=302, outsider=404),
    "rooms.post": Endpoint(stranger=401, outsider=404),
    "rooms.mark": Endpoint(stranger=401, outsider=404),
    "rooms.follow_thread": Endpoint(stranger=401, outsider=404),
    "rooms.follow_room": Endpoint(stranger=401, outsider=404),
    "rooms.lock": Endpoint(stranger=401, outsider=404),
    "rooms.answer": Endpoint(stranger=401, outsider=404),
    "rooms.message": Endpoint(stranger=302, outsider=404),
    "rooms.edit": Endpoint(stranger=302, outsider=404),
    "rooms.menu": Endpoint(stranger=302, outsider=404),
    "rooms.history": Endpoint(stranger=302, outsider=404),
    "rooms.remove": Endpoint(stranger=401, outsider=404),
    "rooms.restore": Endpoint(stranger=401, outsider=404),
    "rooms.react": Endpoint(stranger=401, outsider=404),
    "rooms.react_here": Endpoint(stranger=401, outsider=404),
    "rooms.mailed_reply": Endpoint(stranger=404, outsider=404, why="The signed token says whose reply it is."),
    "rooms.discard_mailed_reply": Endpoint(stranger=404, outsider=404, why="Likewise."),
    "rooms.quote": Endpoint(stranger=302, outsider=404),
    "rooms.people": Endpoint(stranger=302, outsider=404),
    "rooms.language": Endpoint(stranger=302, outsider=404),
    "rooms.poll": Endpoint(stranger=302, outsider=404),
    "rooms.vote": Endpoint(stranger=401, outsider=422),
    "rooms.close_poll": Endpoint(stranger=401, outsider=404),
    "rooms.export_thread": Endpoint(stranger=302, outsider=404),
    "rooms.export_room": Endpoint(stranger=302, outsider=404),
}

SOCKETS = {
    "room:open": "members, and in open rooms everybody signed in; others hear that there is no such room",
    "room:close": "everybody signed in; it only stops what they hear",
}
