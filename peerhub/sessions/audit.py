"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "session.attendance_recorded": N_("Attendance of a session noted"),
    "session.cancelled": N_("Session cancelled"),
    "session.invitation_withdrawn": N_("Invitation to a session withdrawn"),
    "session.invitations_sent": N_("Invitations to a session sent"),
}
