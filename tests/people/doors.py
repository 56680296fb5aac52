"""Doors of accounts."""

from tests.laws.doors import Door

DOORS = {
    "people.sign_in": Door(stranger=200, outsider=200, why="This is how one signs in."),
    "people.sign_out": Door(stranger=401, outsider=302),
    "people.ask_for_link": Door(stranger=200, outsider=200, why="This is how one signs in."),
    "people.link": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to open it."),
    "people.use_link": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to use it."),
    "people.choose_language": Door(stranger=302, outsider=302, why="Strangers read the first pages too."),
    "people.profile": Door(stranger=302, outsider=200),
    "people.change_password": Door(stranger=302, outsider=200),
    "people.sign_out_everywhere": Door(stranger=401, outsider=None),
    "people.close_own": Door(stranger=302, outsider=200),
    "people.invitations": Door(stranger=302, outsider=403),
    "people.invite": Door(stranger=302, outsider=403),
    "people.resend": Door(stranger=401, outsider=404),
    "people.withdraw": Door(stranger=401, outsider=404),
    "people.join": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to open it."),
    "people.index": Door(stranger=302, outsider=403),
    "people.show": Door(stranger=302, outsider=404),
    "people.give_role": Door(stranger=401, outsider=404),
    "people.take_role": Door(stranger=401, outsider=404),
    "people.close_account": Door(stranger=302, outsider=404),
    "people.hand_over": Door(stranger=302, outsider=404),
    "people.audit": Door(stranger=302, outsider=403),
    "people.add_country": Door(stranger=302, outsider=403),
    "people.change_country": Door(stranger=302, outsider=404),
}
