"""Attack 20: mails that somebody makes the site send to another without end (Discourse CVE-2022-31184)."""

from datetime import timedelta

import pytest

from peerhub.accounts.actions import invitations
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.mail.models import OutgoingMail
from peerhub.matching.actions import proposals
from tests.cast import NOW, Cast
from tests.matching.arrange import invited, offer, state


def sent(db: Db, kind: str) -> int:
    """How many mails of a kind were written."""
    return db.query(OutgoingMail).filter_by(kind=kind).count()


def test_asking_and_taking_back_floods_no_other_country(db: Db, cast: Cast) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    each = sent(db, "matching/proposed")
    for _again in range(2):
        proposals.withdraw(db, cast.seeker, proposal.id)
        proposal = proposals.propose(db, cast.seeker, proposal.need_id, proposal.offer_id, "May we talk?")
    proposals.withdraw(db, cast.seeker, proposal.id)
    with pytest.raises(Invalid, match="three proposals for this offer today"):
        proposals.propose(db, cast.seeker, proposal.need_id, proposal.offer_id, "May we talk?")
    with pytest.raises(Invalid, match="three proposals for this offer today"):  # another need is no way around
        proposals.propose(db, cast.seeker, state(db, cast.seeker).id, proposal.offer_id, "May we talk?")
    assert sent(db, "matching/proposed") == 3 * each
    other = offer(db, cast.provider)
    assert proposals.propose(db, cast.seeker, proposal.need_id, other.id, "And this one?")
    with clock.fixed_at(NOW + timedelta(days=1, seconds=1)):
        assert proposals.propose(db, cast.seeker, proposal.need_id, proposal.offer_id, "May we talk?")


def test_sending_an_invitation_again_floods_no_mailbox(db: Db, cast: Cast) -> None:
    wanted = NewInvitation("new.office@cast.example", "Archives", "JM", "Archives")
    invitation = invitations.invite(db, cast.focal_point, wanted)
    for hour in range(1, 25):
        with clock.fixed_at(NOW + timedelta(hours=hour)):
            try:
                invitations.resend(db, cast.focal_point, invitation.id)
            except Invalid:
                continue
    assert sent(db, "accounts/invitation") <= 4
