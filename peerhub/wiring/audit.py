"""What the audit log says: the sentences of all domains, by verb (the thing, a dot, what was done to it)."""

from peerhub.accounts import audit as accounts
from peerhub.exchanges import audit as exchanges
from peerhub.incoming import audit as incoming
from peerhub.matching import audit as matching
from peerhub.notices import audit as notices
from peerhub.people import audit as people
from peerhub.reference import audit as reference
from peerhub.rooms import audit as rooms
from peerhub.sessions import audit as sessions
from peerhub.surveys import audit as surveys

SENTENCES = {
    **reference.SENTENCES,
    **people.SENTENCES,
    **accounts.SENTENCES,
    **notices.SENTENCES,
    **incoming.SENTENCES,
    **rooms.SENTENCES,
    **surveys.SENTENCES,
    **sessions.SENTENCES,
    **matching.SENTENCES,
    **exchanges.SENTENCES,
}
