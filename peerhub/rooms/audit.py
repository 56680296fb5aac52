"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "message.language_set": N_("Language of a message named"),
    "message.removed": N_("Message of somebody else removed"),
    "poll.closed": N_("Poll closed"),
    "room.described": N_("Purpose and rules of a room changed"),
    "room.exported": N_("Room exported"),
    "room.facilitator_added": N_("Facilitator of a room named"),
    "room.facilitator_removed": N_("Facilitator of a room taken away"),
    "thread.exported": N_("Thread exported"),
    "thread.locked": N_("Thread locked"),
    "thread.unlocked": N_("Thread opened again"),
}
