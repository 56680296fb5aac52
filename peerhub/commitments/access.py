"""Whose commitment it is, and who reads it: the person and their team, nobody else; and whose a mailed link is."""

from sqlalchemy import ColumnElement, or_

from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import tokens
from peerhub.commitments.models import Commitment
from peerhub.people.access import sits_for
from peerhub.people.models import Person

MAILED = "commitment"


def visible_to(viewer: Person) -> ColumnElement[bool]:
    """Which commitments the person may read, as a condition."""
    own = Commitment.person_id == viewer.id
    return or_(own, Commitment.country_code == viewer.country_code) if viewer.country_code else own


def commitment_for(db: Db, viewer: Person, commitment_id: int) -> Commitment:
    """The commitment, for its maker and the maker's team. Raises NotFound for others."""
    commitment = db.get(Commitment, commitment_id)
    if commitment is None or not (is_own(viewer, commitment) or _is_team(viewer, commitment)):
        raise NotFound
    return commitment


def commitment_to_edit(db: Db, viewer: Person, commitment_id: int) -> Commitment:
    """The commitment, for its maker. Raises NotAllowed for the team, NotFound for others."""
    commitment = commitment_for(db, viewer, commitment_id)
    if not is_own(viewer, commitment):
        raise NotAllowed(_("Only the person who made this commitment can edit it."))
    return commitment


def mailed_path(db: Db, commitment: Commitment) -> str:
    """The address at which whoever made a commitment says what came of it, without signing in."""
    return f"/commitments/by-email/{tokens.sign(settings_of(db), MAILED, [commitment.id, commitment.person_id])}"


def commitment_of_token(db: Db, token: str) -> Commitment:
    """The commitment behind such an address. Raises NotFound for what is not ours, for closed accounts, and for whoever has handed
    the commitment over since."""
    signed = tokens.read(settings_of(db), MAILED, token)
    if not isinstance(signed, list) or len(signed) != 2:
        raise NotFound
    commitment = db.get(Commitment, signed[0])
    if commitment is None or commitment.person_id != signed[1] or commitment.person.closed_at is not None:
        raise NotFound
    return commitment


def person_of_token(db: Db, token: str) -> Person:
    """Whose commitment it is."""
    return commitment_of_token(db, token).person


def is_own(viewer: Person, commitment: Commitment) -> bool:
    """Whether the person made the commitment."""
    return commitment.person_id == viewer.id


def _is_team(viewer: Person, commitment: Commitment) -> bool:
    return commitment.country_code is not None and sits_for(viewer, commitment.country_code)
