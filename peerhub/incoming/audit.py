"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "incoming.handled_again": N_("Incoming email handled again"),
    "incoming.handled_as": N_("Incoming email handled by hand"),
    "incoming.dismissed": N_("Incoming email dismissed"),
}
