"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "session.answer_counted": N_("Answer from an email counted for someone"),
    "session.attendance_recorded": N_("Session attendance recorded"),
    "session.cancelled": N_("Session cancelled"),
    "session.invitation_withdrawn": N_("Session invitation withdrawn"),
    "session.invitations_sent": N_("Session invitations sent"),
}
