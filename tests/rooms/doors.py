"""Who gets what at the doors of rooms."""

from tests.laws.doors import Door

DOORS = {
    "rooms.index": Door(stranger=302, outsider=200),
    "rooms.read_all": Door(stranger=401, outsider=None),
    "rooms.show": Door(stranger=302, outsider=404),
    "rooms.describe": Door(stranger=302, outsider=404),
    "rooms.name_facilitator": Door(stranger=401, outsider=404),
    "rooms.dismiss_facilitator": Door(stranger=401, outsider=404),
    "rooms.read": Door(stranger=401, outsider=404),
    "rooms.start": Door(stranger=302, outsider=404),
    "rooms.events": Door(stranger=302, outsider=404),
    "rooms.thread": Door(stranger=302, outsider=404),
    "rooms.post": Door(stranger=401, outsider=404),
    "rooms.mark": Door(stranger=401, outsider=404),
    "rooms.lock": Door(stranger=401, outsider=404),
    "rooms.answer": Door(stranger=401, outsider=404),
    "rooms.message": Door(stranger=302, outsider=404),
    "rooms.edit": Door(stranger=302, outsider=404),
    "rooms.menu": Door(stranger=302, outsider=404),
    "rooms.history": Door(stranger=302, outsider=404),
    "rooms.remove": Door(stranger=401, outsider=404),
    "rooms.restore": Door(stranger=401, outsider=404),
    "rooms.react": Door(stranger=401, outsider=404),
    "rooms.react_here": Door(stranger=401, outsider=404),
    "rooms.quote": Door(stranger=302, outsider=404),
    "rooms.people": Door(stranger=302, outsider=404),
    "rooms.language": Door(stranger=302, outsider=404),
    "rooms.poll": Door(stranger=302, outsider=404),
    "rooms.vote": Door(stranger=401, outsider=422),
    "rooms.close_poll": Door(stranger=401, outsider=404),
    "rooms.export_thread": Door(stranger=302, outsider=404),
    "rooms.export_room": Door(stranger=302, outsider=404),
    "rooms.search": Door(stranger=302, outsider=200),
}

SOCKETS = {
    "room:open": "members, and in open rooms everybody signed in; others hear that there is no such room",
    "room:close": "everybody signed in; it only stops what they hear",
}
