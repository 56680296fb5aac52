"""What the site does by itself while time passes: its jobs, and emails that leave."""

from datetime import datetime, timedelta
from email.utils import format_datetime

from sqlalchemy import delete, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import SENT, WAITING, OutgoingMail
from peerhub.base.mail.render import render
from peerhub.base.mail.transport import transport
from peerhub.commitments.actions import reminders
from peerhub.dashboards.queries import digest
from peerhub.demo.play import DAY, Scenario
from peerhub.notices.actions import emails
from peerhub.notices.models import Notice
from peerhub.sessions.actions import due_mails, ending
from peerhub.sessions.actions import reminders as reminder_actions
from peerhub.surveys import store
from peerhub.surveys.actions import closing, mailing, opening

TICKS = (*range(-70, -14, 7), *range(-14, 1))  # days from now: once a week, of late once a day
NEWS = timedelta(days=7)
KEPT_MAILS = timedelta(days=14)


def open_next(db: Db, now: datetime) -> bool:
    """Open a survey that waits for places for its answers; False when none does."""
    waiting = opening.to_prepare(db)
    for survey_id in waiting[:1]:
        while opening.prepare_some(db, survey_id):
            pass
        opening.open_prepared(db, survey_id, now)
    return bool(waiting)


def mail_next(db: Db, now: datetime) -> bool:
    """Queue the emails of a survey that is being mailed; False when none is."""
    mailed = mailing.waiting_for_mail(db, now)
    for survey_id in mailed[:1]:
        mailing.send_next(db, survey_id, now)
    return bool(mailed)


def session_mail_next(db: Db, _now: datetime) -> bool:
    """Write some emails of a session that still has some to write; False when none has."""
    due = due_mails.sessions_due(db)
    for session_id in due[:1]:
        due_mails.write_next(db, session_id)
    return bool(due)


def close_next(db: Db, now: datetime) -> bool:
    """Close a survey whose time is over or that everybody has answered; False when there is none."""
    for survey_id, seen in closing.fully_answered(db, now):
        closing.end_early(db, survey_id, seen, now)
    over = closing.to_close(db, now)
    for survey_id in over[:1]:
        closing.end(db, survey_id, now)
        closing.close(db, survey_id, now, closing.results_of(closing.answers_of(db, survey_id)))
    return bool(over)


def news_next(db: Db, now: datetime) -> bool:
    """Write an email about what waits in a bell; False when none is due."""
    return emails.send_next(db, now, digest.CONTENT)


VERBS = (
    session_mail_next,
    ending.end_due,
    open_next,
    reminder_actions.remind_next,
    mailing.remind_next,
    mail_next,
    close_next,
    news_next,
    reminders.remind_next,
    reminders.ask_next,
)


def plan(play: Scenario) -> None:
    """Let the jobs run, and a last time now: the first tick of the server finds nothing that is late."""
    for days in TICKS:
        play.at(play.now + days * DAY, tick)


def tick(play: Scenario) -> None:
    """Run what is due and let the emails leave, as far as the outbox knows."""
    now = clock.now()
    for verb in VERBS:
        while verb(play.db, now):
            pass
    waiting = update(OutgoingMail).where(OutgoingMail.state == WAITING, OutgoingMail.not_before <= now)
    play.db.execute(waiting.values(state=SENT, sent_at=now, tries=1))


def read_old_notices(play: Scenario) -> None:
    """Everybody has read what is older than a week."""
    old = update(Notice).where(Notice.created_at < play.now - NEWS)
    play.db.execute(old.values(read_at=play.now - NEWS))


def keep_mails(database: Database, now: datetime) -> int:
    """Put the emails of the last two weeks where /demo/mail shows them; a real mail server gets none of them."""
    if database.settings.smtp_host:
        return 0
    with transport(database.settings) as keep, database.session() as db:
        newer = OutgoingMail.state == SENT, OutgoingMail.sent_at > now - KEPT_MAILS
        mails = db.scalars(select(OutgoingMail).where(*newer).order_by(OutgoingMail.sent_at, OutgoingMail.id)).all()
        for mail in mails:
            message = render(database.settings, mail)
            message["Date"] = format_datetime(mail.sent_at or now)
            keep(message, "")
    return len(mails)


def leave_no_trace(database: Database) -> None:
    """Do what is done when private emails have left and surveys are published."""
    with database.transaction() as db:
        db.execute(delete(OutgoingMail).where(OutgoingMail.private))
        for key in closing.to_erase(db):
            while store.erase(db, key):
                pass
