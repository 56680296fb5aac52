"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "account_invitation.accepted": N_("Account invitation accepted"),
    "account_invitation.sent": N_("Account invitation sent"),
    "account_invitation.sent_again": N_("Account invitation sent again"),
    "account_invitation.withdrawn": N_("Account invitation withdrawn"),
    "address.changed": N_("Email address changed"),
    "address.kept": N_("Email address kept, sign-ins ended"),
    "password.changed": N_("Password changed"),
}
