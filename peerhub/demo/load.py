"""Loading the demonstration into a database, once."""

from collections.abc import Callable

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.demo import accounts, commitments, exchanges, rooms, sessions, site
from peerhub.demo.play import Scenario
from peerhub.people.models import Person

Say = Callable[[str], None]


def is_loaded(db: Db) -> bool:
    """Whether the demonstration is there."""
    return db.scalar(select(Person.id).where(Person.email == accounts.rows()[0]["email"])) is not None


def load(database: Database, say: Say) -> bool:
    """Load everything in one transaction, or nothing; False when it is there already. `say` gets a line as each part is done."""
    now = clock.now().replace(microsecond=0)
    with database.transaction() as db:
        if is_loaded(db):
            return False
        _act_out(Scenario(db, now), say)
        db.info.pop("facts", None)  # nobody has a page open that would want to know
    say(f"Saved {site.keep_mails(database, now)} emails of the last two weeks for /demo/mail.")
    site.leave_no_trace(database)
    return True


def _act_out(play: Scenario, say: Say) -> None:
    accounts.open_accounts(play)
    rooms.open_theme_rooms(play)
    say(f"Opened {len(play.people)} accounts and the rooms of the four themes.")
    site.plan(play)
    exchanges.plan(play)
    sessions.plan(play)
    rooms.plan(play)
    commitments.plan(play)
    exchanges.plan_sessions(play)
    acts = play.perform()
    site.read_old_notices(play)
    for kind in ("need", "offer", "exchange", "session", "thread", "message"):
        say(f"Created {sum(made == kind for made, _key in play.ids)} {kind}s.")
    say(f"Replayed {acts} moments of the last years.")
