"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "account_invitation.accepted": N_("Invitation to join accepted"),
    "account_invitation.sent": N_("Invitation to join sent"),
    "account_invitation.sent_again": N_("Invitation to join sent again"),
    "account_invitation.withdrawn": N_("Invitation to join withdrawn"),
    "password.changed": N_("Password changed"),
}
