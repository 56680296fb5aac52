"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "exchange.goal_edited": N_("Goal of an exchange changed"),
    "exchange.moved_to_closed": N_("Exchange closed"),
    "exchange.moved_to_exchange": N_("Exchange moved to the phase of exchanging"),
    "exchange.moved_to_follow_up": N_("Exchange moved to the phase of follow-up"),
    "exchange.moved_to_prepare": N_("Exchange moved back to preparing"),
    "exchange.opened": N_("Exchange opened"),
    "exchange.person_added": N_("Person taken into an exchange"),
    "exchange.person_removed": N_("Person taken out of an exchange"),
    "exchange.session_added": N_("Session joined to an exchange"),
}
