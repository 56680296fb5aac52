"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "person.closed": N_("Account closed"),
    "role.given": N_("Role given"),
    "role.removed": N_("Role removed"),
    "seat.handed_over": N_("Seat handed over"),
}
