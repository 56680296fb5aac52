"""Who may see and change an invitation to join."""

from peerhub.accounts.models import AccountInvitation
from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.people.access import may_manage_team
from peerhub.people.models import Person


def invitation_for(db: Db, actor: Person, invitation_id: int) -> AccountInvitation:
    """An open invitation to a team that the actor looks after. Raises NotFound."""
    invitation = db.get(AccountInvitation, invitation_id)
    is_open = invitation is not None and invitation.accepted_at is None and invitation.withdrawn_at is None
    if not is_open or invitation is None or not may_manage_team(db, actor, invitation.seat.country_code):
        raise NotFound
    return invitation
