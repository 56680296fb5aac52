"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "country.added": N_("Country added"),
    "country.edited": N_("Facts about a country changed"),
    "country.holiday_added": N_("Public holiday added"),
    "country.holiday_removed": N_("Day marked as no public holiday"),
    "country.holiday_restored": N_("Correction of a public holiday taken back"),
}
