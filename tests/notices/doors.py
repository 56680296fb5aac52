"""Doors of notices and of the outbox."""

from peerhub.base.database.engine import Db
from peerhub.notices.actions import notify
from tests.cast import Cast
from tests.laws.doors import Door

DOORS = {
    "notices.show": Door(stranger=302, outsider=200),
    "notices.open_notice": Door(stranger=302, outsider=404),
    "notices.read_all": Door(stranger=401, outsider=302),
    "notices.outbox": Door(stranger=302, outsider=403),
    "notices.try_mail_again": Door(stranger=401, outsider=403),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """A line in the bells that are looked at."""
    notify(db, [cast.seeker.id, cast.secretariat.id], "people/joined", {"name": "Archives"}, "/")
    return {}
