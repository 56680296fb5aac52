"""Doors of notices and of the outbox."""

from tests.laws.doors import Door

DOORS = {
    "notices.show": Door(stranger=302, outsider=200),
    "notices.open_notice": Door(stranger=302, outsider=404),
    "notices.read_all": Door(stranger=401, outsider=302),
    "notices.outbox": Door(stranger=302, outsider=403),
    "notices.try_mail_again": Door(stranger=401, outsider=403),
}
