"""What the audit log says of what is done here."""

from peerhub.base.i18n.marks import N_

SENTENCES = {
    "need.edited": N_("Need changed"),
    "need.met": N_("Need marked as met"),
    "need.paused": N_("Need paused"),
    "need.reopened": N_("Need opened again"),
    "need.stated": N_("Need stated"),
    "need.withdrawn": N_("Need withdrawn"),
    "offer.edited": N_("Offer changed"),
    "offer.made": N_("Offer made"),
    "offer.paused": N_("Offer paused"),
    "offer.reopened": N_("Offer opened again"),
    "proposal.accepted": N_("Invitation to an exchange accepted"),
    "proposal.declined": N_("Invitation to an exchange declined"),
    "proposal.ended": N_("Exchange of a need ended"),
    "proposal.made": N_("Country invited to an exchange"),
    "proposal.withdrawn": N_("Invitation to an exchange withdrawn"),
}
