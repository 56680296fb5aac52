"""Nobody is told of the end of what they never heard of."""

import pytest
from sqlalchemy import update

from peerhub.base.database.engine import Db
from peerhub.base.mail.models import BOUNCED, FAILED, SENDING, SENT, WAITING, OutgoingMail
from peerhub.sessions.actions import changes
from tests.cast import Cast
from tests.sessions.arrange import mails, make_facilitator, scheduled


@pytest.mark.parametrize(
    ("state", "tries", "unsure", "told"),
    [
        (WAITING, 0, False, False),
        (WAITING, 1, False, False),  # 451 at RCPT
        (WAITING, 1, True, True),  # the line broke while the content was under way
        (SENDING, 0, False, True),
        (SENT, 1, False, True),
        (FAILED, 1, False, False),  # 550 at RCPT
        (FAILED, 3, True, True),
        (BOUNCED, 1, False, False),
    ],
)
def test_a_cancellation_goes_to_those_whom_the_invitation_may_have_reached(
    db: Db, cast: Cast, state: str, tries: int, unsure: bool, told: bool
) -> None:
    make_facilitator(db, cast.facilitator)
    session = scheduled(db, cast)
    invited = len(mails(db, "sessions/invitation"))
    assert invited > 1
    db.execute(update(OutgoingMail).values(state=state, tries=tries, unsure=unsure))
    changes.cancel(db, cast.facilitator, session.id, "No room")
    assert len(mails(db, "sessions/cancelled")) == (invited if told else 0)
