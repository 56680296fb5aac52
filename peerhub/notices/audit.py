"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "mail.sent_again": N_("Failed email sent again"),
}
