"""Endpoints of accounts."""

from sqlalchemy import select

from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.actions import sign_in_links
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.accounts.queries import invitations
from peerhub.base.database.engine import Db
from peerhub.base.mail.models import OutgoingMail
from peerhub.people.actions import roles
from peerhub.people.models import Person
from tests.cast import Cast
from tests.laws.endpoints import Endpoint

ENDPOINTS = {
    "accounts.sign_in": Endpoint(stranger=200, outsider=200, why="This is how one signs in."),
    "accounts.sign_out": Endpoint(stranger=401, outsider=302),
    "accounts.ask_for_link": Endpoint(stranger=200, outsider=200, why="This is how one signs in."),
    "accounts.link": Endpoint(stranger=404, outsider=404, why="The signed token in the mail is the right to open it."),
    "accounts.use_link": Endpoint(
        stranger=404, outsider=404, why="The signed token in the mail is the right to use it."
    ),
    "accounts.choose_language": Endpoint(stranger=302, outsider=302, why="Strangers read the first pages too."),
    "accounts.profile": Endpoint(stranger=302, outsider=200),
    "accounts.change_password": Endpoint(stranger=302, outsider=200),
    "accounts.change_address": Endpoint(stranger=302, outsider=200),
    "accounts.keep_address": Endpoint(stranger=401, outsider=302),
    "accounts.new_address": Endpoint(stranger=302, outsider=404),
    "accounts.confirm_address": Endpoint(stranger=401, outsider=404),
    "accounts.keep_old_address": Endpoint(
        stranger=404, outsider=404, why="The signed token in the mail is the right to open it."
    ),
    "accounts.sign_out_everywhere": Endpoint(stranger=401, outsider=None),
    "accounts.hide_steps": Endpoint(stranger=401, outsider=302),
    "accounts.end_sign_in": Endpoint(stranger=401, outsider=404),
    "accounts.end_other_sign_ins": Endpoint(stranger=401, outsider=None),
    "accounts.close_own": Endpoint(stranger=302, outsider=200),
    "accounts.invitations": Endpoint(stranger=302, outsider=403),
    "accounts.invite": Endpoint(stranger=302, outsider=403),
    "accounts.resend": Endpoint(stranger=401, outsider=404),
    "accounts.withdraw": Endpoint(stranger=401, outsider=404),
    "accounts.join": Endpoint(stranger=404, outsider=404, why="The signed token in the mail is the right to open it."),
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """Pages of links: an invitation to take up, a sign-in to confirm; with lines for the lists."""
    by = db.get_one(Person, cast.secretariat.id)
    invitation = invitation_actions.create(
        db, by, NewInvitation("new@cast.example", "Archives", "JM", "Archives", role="focal_point")
    )
    roles.add(db, cast.seeker.id, "focal_point", "JM")
    sign_in_links.send(db, cast.provider.email)
    link = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "accounts/sign_in_link")).one()
    return {"accounts.join": invitations.join_path(db, None, invitation), "accounts.link": link.data["path"]}
