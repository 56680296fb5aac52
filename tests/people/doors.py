"""Doors of accounts."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.mail.models import OutgoingMail
from peerhub.people.actions.accounts import give_role
from peerhub.people.actions.invitations import Invited, open_invitation
from peerhub.people.actions.sign_in import send_link
from peerhub.people.models import Person
from peerhub.people.queries import join_path
from tests.cast import Cast
from tests.laws.doors import Door

DOORS = {
    "people.holidays": Door(stranger=302, outsider=200, sending=403),
    "people.strike_holiday": Door(stranger=401, outsider=403),
    "people.forget_holiday": Door(stranger=401, outsider=403),
    "people.sign_in": Door(stranger=200, outsider=200, why="This is how one signs in."),
    "people.sign_out": Door(stranger=401, outsider=302),
    "people.ask_for_link": Door(stranger=200, outsider=200, why="This is how one signs in."),
    "people.link": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to open it."),
    "people.use_link": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to use it."),
    "people.choose_language": Door(stranger=302, outsider=302, why="Strangers read the first pages too."),
    "people.profile": Door(stranger=302, outsider=200),
    "people.change_password": Door(stranger=302, outsider=200),
    "people.sign_out_everywhere": Door(stranger=401, outsider=None),
    "people.hide_steps": Door(stranger=401, outsider=302),
    "people.end_sign_in": Door(stranger=401, outsider=404),
    "people.end_other_sign_ins": Door(stranger=401, outsider=None),
    "people.close_own": Door(stranger=302, outsider=200),
    "people.invitations": Door(stranger=302, outsider=403),
    "people.invite": Door(stranger=302, outsider=403),
    "people.resend": Door(stranger=401, outsider=404),
    "people.withdraw": Door(stranger=401, outsider=404),
    "people.join": Door(stranger=404, outsider=404, why="The signed token in the mail is the right to open it."),
    "people.index": Door(stranger=302, outsider=403),
    "people.show": Door(stranger=302, outsider=200),
    "people.give_role": Door(stranger=401, outsider=422),
    "people.take_role": Door(stranger=401, outsider=403),
    "people.close_account": Door(stranger=302, outsider=403),
    "people.hand_over": Door(stranger=302, outsider=404),
    "people.add_country": Door(stranger=302, outsider=403),
    "people.change_country": Door(stranger=302, outsider=403),
}

SAMPLES = {
    "people.show": "/people/1",
    "people.close_account": "/people/1/close",
    "people.hand_over": "/seats/1/hand-over",
    "people.change_country": "/countries/JM/edit",
}


def samples(db: Db, cast: Cast) -> dict[str, str]:
    """Pages of links: an invitation to take up, a sign-in to confirm; with lines for the lists."""
    by = db.get_one(Person, cast.secretariat.id)
    invitation = open_invitation(db, by, Invited("new@cast.example", "Archives", "JM", "Archives", role="focal_point"))
    give_role(db, cast.seeker.id, "focal_point", "JM")
    send_link(db, cast.provider.email)
    link = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "people/sign_in_link")).one()
    return {"people.join": join_path(db, None, invitation), "people.link": link.data["path"]}
