"""Telling those whom an invitation concerns: notices and mails, as rows."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from peerhub.base.database.engine import Db
from peerhub.base.i18n.countries import kept
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.outbox import Mail
from peerhub.matching.access import speaks_for, spokespeople
from peerhub.matching.models import INVITED, Proposal
from peerhub.notices.actions import notices
from peerhub.people.access import focal_points, open_people
from peerhub.people.models import Person

PATIENCE = timedelta(days=7)


def ask(db: Db, proposal: Proposal) -> None:
    """Notice and mail to everybody who speaks for the invited country."""
    _notify(db, _providers(db, proposal), "matching/invited", proposal)


def remind(db: Db, proposal: Proposal) -> None:
    """Remind the invited country, and let the seekers know that they can ask another one meanwhile."""
    _notify(db, _providers(db, proposal), "matching/reminder", proposal)
    notices.notify(db, _ids(_seekers(db, proposal)), "matching/no_answer_yet", _data(proposal), _path(proposal))


def remind_next(db: Db, now: datetime) -> bool:
    """Remind of one invitation that nobody has answered for a week; False when none is due. Each is reminded of once."""
    due = (Proposal.state == INVITED, Proposal.reminded_at.is_(None), Proposal.invited_at <= now - PATIENCE)
    claimed = claim(db, Proposal, due, {"reminded_at": now})
    for proposal in claimed:
        remind(db, proposal)
    return bool(claimed)


def refused(db: Db, proposal: Proposal) -> None:
    """Notice and mail to the seekers: the reason, and the country that was named instead."""
    _notify(db, _seekers(db, proposal), "matching/declined", proposal)


def withdrawn(db: Db, proposal: Proposal) -> None:
    """A line in the bell of those who were asked."""
    notices.notify(db, _ids(_providers(db, proposal)), "matching/withdrawn", _data(proposal), _path(proposal))


def lapsed(db: Db, proposal: Proposal, *, by_seeker: bool) -> None:
    """A line in the bell of the country that did not end it: of those who were asked, or of those who asked."""
    people = _providers(db, proposal) if by_seeker else _seekers(db, proposal)
    notices.notify(
        db, _ids(people), "matching/need_over" if by_seeker else "matching/offer_over", _data(proposal), _path(proposal)
    )


def _providers(db: Db, proposal: Proposal) -> list[Person]:
    return spokespeople(db, proposal.offer.country_code)


def _seekers(db: Db, proposal: Proposal) -> list[Person]:
    """Who invited, who stated the need, and the focal points of their country."""
    wanted = {proposal.invited_by_id, proposal.need.created_by_id}
    found = open_people(db, wanted | set(_ids(focal_points(db, proposal.need.country_code))))
    return [person for person in found if speaks_for(db, person, proposal.need.country_code)]


def _notify(db: Db, people: list[Person], kind: str, proposal: Proposal) -> None:
    data = _data(proposal)
    notices.notify(db, _ids(people), kind, data, _path(proposal))
    for person in people:
        stream = f"proposal:{proposal.id}:{person.id}"
        outbox.queue(db, person.receiver, Mail(kind=kind, dedupe_key=f"{kind}:{stream}", data=data, stream=stream))


def _data(proposal: Proposal) -> dict[str, Any]:
    return {
        "seeker": kept(proposal.need.country),
        "provider": kept(proposal.offer.country),
        "challenge": proposal.need.challenge,
        "done": proposal.offer.done,
        "message": proposal.message,
        "reason": proposal.decline_reason,
        "named": kept(proposal.named_country),
        "path": _path(proposal),
        "need_path": f"/needs/{proposal.need_id}",
    }


def _path(proposal: Proposal) -> str:
    return f"/proposals/{proposal.id}"


def _ids(people: Iterable[Person]) -> list[int]:
    return [person.id for person in people]
