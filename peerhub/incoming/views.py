"""What became of an email, in words."""

from peerhub.base.i18n.translate import _, lazy_pgettext
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.incoming import rules
from peerhub.incoming.models import IncomingMail

STATES = {
    rules.HELD: lazy_pgettext("email", "waits for you"),
    rules.WAITING: lazy_pgettext("email", "not handled yet"),
    rules.HANDLING: lazy_pgettext("email", "being handled"),
    rules.DONE: lazy_pgettext("email", "handled"),
    rules.IGNORED: lazy_pgettext("email", "set aside"),
    rules.REFUSED: lazy_pgettext("email", "refused"),
}
_ASKED = lazy_pgettext("email", "its writer was asked")
REASONS = {
    rules.UNREADABLE: _l("It could not be read in time."),
    rules.TOO_MANY_PARTS: _l("It has more parts than an email of a person has."),
    rules.TOO_LARGE: _l("It is too large. It is still in the mailbox."),
    rules.NO_ADDRESS: _l("It came to no address that says what it is about, or to one that is older than a year."),
    rules.EMPTY: _l("Nothing new was written in it."),
    rules.NOT_A_CALENDAR: _l("Its calendar entry is no answer to an invitation."),
    rules.GONE: _l("The account is closed, or may no longer see what it is about."),
    rules.FORGED: _l("It does not come from the address that it names."),
    rules.UNKNOWN_SENDER: _l("Its sender is not the person whose address it came to."),
    rules.UNKNOWN_SESSION: _l(
        "It is about no session of this site, or about another one than the address that it came to."
    ),
    rules.TOO_MANY_ANSWERS: _l(
        "Too many answers already wait for those who run the session. Handle it again once they have decided about some."
    ),
    rules.AUTOMATIC: _l("A program wrote it, such as one that says that somebody is away."),
    rules.LIST: _l("It came from a mailing list."),
    rules.LOOP: _l("It came from this site, or went round in a loop."),
    rules.FAILED: _l("It says that some email could not be delivered."),
    rules.MESSAGE: _l("Posted as a reply."),
    rules.DRAFT: _l("A reply. Its writer was asked whether to post it."),
    rules.TOO_MANY_REPLIES: _l("Too many replies of this person already wait for them. Handle it again later."),
    rules.ANSWER: _l("Counted as an answer to the invitation."),
    rules.NOTE: _l("A note for those who run the session."),
    rules.QUEUED: _l("An answer that waits for those who run the session."),
    rules.BOUNCED: _l("An email did not reach its reader. This is noted."),
    rules.NO_BOUNCE: _l("This address is only for delivery reports."),
    rules.OLD: _l("It was known already, or something later counts."),
    rules.NOTHING_TO_DO: _l("There was nothing to do."),
    rules.SENT_AGAIN: _l("The calendar asked for the invitation, which was sent again."),
    rules.FOR_GUESTS: _l(
        "It tells someone who is invited that another time is not possible. The site is never told that."
    ),
    rules.DISMISSED: _l("Somebody of the secretariat decided that nothing is to be done."),
}


def short(address: str) -> str:
    """An address without its token, which whoever reads it could write to."""
    local, _at, domain = address.rpartition("@")
    name, plus, _token = local.partition("+")
    return f"{name}{'+…' if plus else ''}@{domain}"


def subject(mail: IncomingMail) -> str:
    """What an email calls itself, as far as the secretariat may know."""
    if mail.is_private:
        return _("To a private room")
    return mail.subject or _("Without a subject")


def state(mail: IncomingMail) -> object:
    """What became of an email, in a few words."""
    return _ASKED if (mail.state, mail.reason) == (rules.DONE, rules.DRAFT) else STATES[mail.state]


def reason(word: str) -> object:
    """Why, in a sentence; one that a refusal gave stands as it is."""
    return REASONS.get(word, word)
