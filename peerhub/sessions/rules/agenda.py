"""The usual agenda of a session, which its form is filled in with."""

from peerhub.base.i18n.marks import N_

# Minutes and words; kept in English as long as nobody changes them, and shown in each reader's language.
USUAL_AGENDA = (
    (10, N_("Welcome, who is here, what we want")),
    (20, N_("Where the seeking countries stand")),
    (30, N_("What was done elsewhere, and what came of it")),
    (20, N_("Questions and answers")),
    (10, N_("What each of us takes home, and next steps")),
)
