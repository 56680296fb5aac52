"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "country.added": N_("Country added"),
    "country.edited": N_("Country edited"),
    "country.holiday_added": N_("Public holiday added"),
    "country.holiday_removed": N_("Day marked as not a public holiday"),
    "country.holiday_restored": N_("Public holiday correction undone"),
}
