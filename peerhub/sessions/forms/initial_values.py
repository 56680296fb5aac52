"""What the form of a session holds before anybody has filled it in."""

from datetime import datetime, time, timedelta

from peerhub.base import clock
from peerhub.base.i18n.reader import zone_info
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.sessions.models import DRAFT, FACILITATOR
from peerhub.sessions.queries import agenda
from peerhub.sessions.queries.choices import StoredPlan
from peerhub.sessions.rules.agenda import USUAL_AGENDA

USUAL_LENGTH = 90
USUAL_HOUR_UTC = 13  # inside 7 to 22 o'clock in 175 of 193 capitals
AHEAD = timedelta(days=14)


def new_session_values(scheduler: Person) -> dict[str, object]:
    """What the form of a new session holds at first."""
    wall = (clock.now() + AHEAD).replace(hour=USUAL_HOUR_UTC, minute=0).astimezone(zone_info(scheduler.zone))
    return {
        "kind": "thematic",
        "date": wall.date(),
        "time": time(wall.hour, wall.minute),
        "zone": scheduler.zone,
        "minutes": USUAL_LENGTH,
        "facilitators": [scheduler.id],
        "agenda": [{"minutes": minutes, "title": _(title)} for minutes, title in USUAL_AGENDA],
    }


def existing_session_values(written: StoredPlan, *, copied: bool, scheduler: Person) -> dict[str, object]:
    """What the form holds for a session that exists; a copy gets a new day at the same hour, and its scheduler."""
    session = written.session
    wall = written.wall_start
    leading = [person_id for person_id, role in written.roles.items() if role == FACILITATOR]
    if copied:
        wall = datetime.combine((clock.now() + AHEAD).astimezone(zone_info(session.zone)).date(), wall.time())
        leading = leading or [scheduler.id]
    return {
        "told": "" if copied or session.state == DRAFT else "y",
        "kind": session.kind,
        "instrument_code": session.instrument_code or "",
        "theme_code": session.theme_code or "",
        "title": session.title,
        "purpose": session.purpose,
        "outcome_code": session.outcome_code,
        "date": wall.date(),
        "time": wall.time(),
        "zone": session.zone,
        "minutes": session.minutes,
        "join_link": session.join_link,
        "facilitators": leading,
        "agenda": [
            {"minutes": item.minutes, "title": agenda.agenda_words(item.title), "owner": item.owner}
            for item in written.agenda
        ],
        "countries": [{"code": code, "part": part} for code, part in written.countries.items()],
        "people": [person_id for person_id, role in written.roles.items() if role != FACILITATOR],
    }
