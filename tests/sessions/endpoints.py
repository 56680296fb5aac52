"""Endpoints of sessions."""

from peerhub.base.database.engine import Db
from peerhub.sessions.access import invitation_path
from tests.cast import Cast
from tests.laws.endpoints import Endpoint
from tests.sessions.arrange import draft, scheduled

ENDPOINTS = {
    "sessions.index": Endpoint(stranger=302, outsider=200),
    "sessions.show": Endpoint(stranger=302, outsider=404),
    "sessions.new": Endpoint(stranger=302, outsider=403),
    "sessions.edit": Endpoint(stranger=302, outsider=404),
    "sessions.send": Endpoint(stranger=401, outsider=404),
    "sessions.sending": Endpoint(stranger=302, outsider=404),
    "sessions.email": Endpoint(stranger=302, outsider=404),
    "sessions.email_html": Endpoint(stranger=302, outsider=404),
    "sessions.delete": Endpoint(stranger=401, outsider=404),
    "sessions.answer": Endpoint(stranger=401, outsider=404),
    "sessions.join": Endpoint(stranger=401, outsider=404),
    "sessions.download": Endpoint(stranger=302, outsider=404),
    "sessions.withdraw": Endpoint(stranger=401, outsider=404),
    "sessions.cancel": Endpoint(stranger=401, outsider=404),
    "sessions.decide": Endpoint(stranger=401, outsider=404),
    "sessions.delete_note": Endpoint(stranger=401, outsider=404),
    "sessions.end": Endpoint(stranger=401, outsider=404),
    "sessions.attendance": Endpoint(stranger=401, outsider=404),
    "sessions.minutes": Endpoint(stranger=401, outsider=404),
    "sessions.minutes_versions": Endpoint(stranger=302, outsider=404),
    "sessions.calendar": Endpoint(stranger=302, outsider=200),
    "sessions.create_feed": Endpoint(stranger=401, outsider=302),
    "sessions.revoke_feed": Endpoint(stranger=401, outsider=404),
    "sessions.invitation": Endpoint(
        stranger=404, outsider=404, why="A mail leads here; its address is signed for one person."
    ),
    "sessions.answer_invitation": Endpoint(
        stranger=404, outsider=404, why="One click in a mail answers; the address is signed."
    ),
    "sessions.meeting": Endpoint(
        stranger=404, outsider=404, why="A calendar leads to the button that joins; the address is signed."
    ),
    "sessions.join_from_mail": Endpoint(
        stranger=404, outsider=404, why="That button leads to the meeting; the address is signed."
    ),
    "sessions.feed": Endpoint(
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
        "sessions.sending": f"/sessions/{running}/sending",
        "sessions.email": f"/sessions/{running}/email",
        "sessions.invitation": invitation_path(db, running, cast.seeker.id),
        "sessions.meeting": f"{invitation_path(db, running, cast.seeker.id)}/join",
    }
