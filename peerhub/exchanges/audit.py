"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "exchange.goal_edited": N_("Exchange goal edited"),
    "exchange.moved_to_closed": N_("Exchange closed"),
    "exchange.moved_to_exchange": N_("Exchange started"),
    "exchange.moved_to_follow_up": N_("Exchange moved to follow-up"),
    "exchange.moved_to_prepare": N_("Exchange moved back to preparation"),
    "exchange.opened": N_("Exchange opened"),
    "exchange.person_added": N_("Person added to an exchange"),
    "exchange.person_removed": N_("Person removed from an exchange"),
    "exchange.session_added": N_("Session added to an exchange"),
}
