"""Doors of sessions."""

from peerhub.base.database.engine import Db
from peerhub.sessions.access import invitation_path
from tests.cast import Cast
from tests.laws.doors import Door
from tests.sessions.arrange import draft, scheduled

DOORS = {
    "sessions.index": Door(stranger=302, outsider=200),
    "sessions.show": Door(stranger=302, outsider=404),
    "sessions.new": Door(stranger=302, outsider=403),
    "sessions.edit": Door(stranger=302, outsider=404),
    "sessions.send": Door(stranger=401, outsider=404),
    "sessions.delete": Door(stranger=401, outsider=404),
    "sessions.answer": Door(stranger=401, outsider=404),
    "sessions.join": Door(stranger=401, outsider=404),
    "sessions.download": Door(stranger=302, outsider=404),
    "sessions.withdraw": Door(stranger=401, outsider=404),
    "sessions.cancel": Door(stranger=401, outsider=404),
    "sessions.end": Door(stranger=401, outsider=404),
    "sessions.attendance": Door(stranger=401, outsider=404),
    "sessions.minutes": Door(stranger=401, outsider=404),
    "sessions.minutes_versions": Door(stranger=302, outsider=404),
    "sessions.calendar": Door(stranger=302, outsider=200),
    "sessions.create_feed": Door(stranger=401, outsider=302),
    "sessions.revoke_feed": Door(stranger=401, outsider=404),
    "sessions.invitation": Door(
        stranger=404, outsider=404, why="A mail leads here; its address is signed for one person."
    ),
    "sessions.answer_invitation": Door(
        stranger=404, outsider=404, why="One click in a mail answers; the address is signed."
    ),
    "sessions.meeting": Door(
        stranger=404, outsider=404, why="A calendar leads to the button that joins; the address is signed."
    ),
    "sessions.join_from_mail": Door(
        stranger=404, outsider=404, why="That button leads to the meeting; the address is signed."
    ),
    "sessions.feed": Door(
        stranger=404, outsider=404, why="Calendars cannot sign in; the address is signed and revocable."
    ),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """Pages with an id in their address."""
    running = scheduled(db, cast, people=frozenset({cast.seeker.id, cast.secretariat.id})).id
    draft(db, cast)
    return {
        "sessions.show": f"/sessions/{running}",
        "sessions.edit": f"/sessions/{running}/edit",
        "sessions.minutes_versions": f"/sessions/{running}/minutes/versions",
        "sessions.invitation": invitation_path(db, running, cast.seeker.id),
        "sessions.meeting": f"{invitation_path(db, running, cast.seeker.id)}/join",
    }
