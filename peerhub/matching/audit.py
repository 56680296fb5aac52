"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "need.edited": N_("Need edited"),
    "need.met": N_("Need marked as met"),
    "need.paused": N_("Need paused"),
    "need.reopened": N_("Need reopened"),
    "need.stated": N_("Need added"),
    "need.withdrawn": N_("Need withdrawn"),
    "offer.edited": N_("Offer edited"),
    "offer.made": N_("Offer added"),
    "offer.paused": N_("Offer paused"),
    "offer.reopened": N_("Offer reopened"),
    "proposal.accepted": N_("Proposal accepted"),
    "proposal.declined": N_("Proposal declined"),
    "proposal.ended": N_("Exchange for a need ended"),
    "proposal.made": N_("Exchange proposed to a country"),
    "proposal.withdrawn": N_("Proposal withdrawn"),
}
