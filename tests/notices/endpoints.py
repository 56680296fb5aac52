"""Endpoints of notices and of the outbox."""

from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.notices import access
from peerhub.notices.actions import notices
from tests.cast import Cast
from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "notices.show": Endpoint(stranger=302, outsider=200),
    "notices.open_notice": Endpoint(stranger=302, outsider=404),
    "notices.emails": Endpoint(stranger=302, outsider=200),
    "notices.address_works": Endpoint(stranger=401, outsider=302),
    "notices.stop_emails": Endpoint(stranger=404, outsider=404, why="The signed token says whose emails it stops."),
    "notices.stop_or_resume_emails": Endpoint(stranger=404, outsider=404, why="Likewise, for mail programs too."),
    "notices.read_all": Endpoint(stranger=401, outsider=302),
    "notices.outbox": Endpoint(stranger=302, outsider=403),
    "notices.outbox_mail": Endpoint(stranger=302, outsider=403),
    "notices.outbox_html": Endpoint(stranger=302, outsider=403),
    "notices.own_emails": Endpoint(stranger=302, outsider=200),
    "notices.own_mail": Endpoint(stranger=302, outsider=404),
    "notices.own_html": Endpoint(stranger=302, outsider=404),
    "notices.try_mail_again": Endpoint(stranger=401, outsider=403),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """A line in the bells that are looked at."""
    notices.notify(
        db, [cast.seeker.id, cast.secretariat.id], "people/joined", Subject("page", 1, "", "/"), {"name": "Archives"}
    )
    return {"notices.stop_emails": access.stop_path(db, cast.secretariat.id, ["mentions", "replies"])}
