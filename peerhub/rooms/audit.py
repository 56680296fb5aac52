"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "message.language_set": N_("Message language set"),
    "message.removed": N_("Another person’s message removed"),
    "poll.closed": N_("Poll closed"),
    "room.described": N_("Room purpose and rules edited"),
    "room.emails_without_text": N_("Messages of a private room no longer in emails"),
    "room.emails_with_text": N_("Messages of a private room allowed in emails"),
    "room.exported": N_("Room exported"),
    "room.facilitator_added": N_("Room facilitator added"),
    "room.facilitator_removed": N_("Room facilitator removed"),
    "thread.exported": N_("Thread exported"),
    "thread.locked": N_("Thread locked"),
    "thread.unlocked": N_("Thread unlocked"),
}
