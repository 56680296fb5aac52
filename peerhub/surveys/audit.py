"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "survey.asked_by_name": N_("Small group asked by name in a survey"),
    "survey.closed": N_("Survey closed"),
    "survey.declined": N_("Small group not asked in a survey"),
    "survey.prolonged": N_("Survey kept open for longer"),
}
