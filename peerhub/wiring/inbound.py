"""Who handles the emails that come in, by the purpose of their address; and the command that receives them."""

from peerhub.base.mail.addresses import BOUNCE
from peerhub.incoming import commands
from peerhub.incoming.actions.bounces import BOUNCES
from peerhub.incoming.rules import ANY, INVITATION, SESSION, THREAD, Handlers
from peerhub.rooms.inbound import REPLIES
from peerhub.sessions.inbound import CALENDARS, INVITATIONS, SESSIONS

HANDLERS: Handlers = {
    THREAD: REPLIES,
    SESSION: SESSIONS,
    INVITATION: INVITATIONS,
    BOUNCE: BOUNCES,
    ANY: CALENDARS,
}
RECEIVE = commands.receive_with(HANDLERS)
