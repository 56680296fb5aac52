"""What follows from each fact: `inside` in its transaction, `after` once that is committed."""

from peerhub.accounts import facts as accounts_facts
from peerhub.accounts import reactions as accounts
from peerhub.base.facts import Reaction, Reactions
from peerhub.base.mail import facts as mail_facts
from peerhub.commitments import facts as commitments_facts
from peerhub.commitments import reactions as commitments
from peerhub.dashboards.queries import digest
from peerhub.exchanges import facts as exchanges_facts
from peerhub.exchanges import reactions as exchanges
from peerhub.matching import facts as matching_facts
from peerhub.matching import reactions as matching
from peerhub.notices import facts as notices_facts
from peerhub.notices import reactions as notices
from peerhub.people import facts as people_facts
from peerhub.rooms import facts as rooms_facts
from peerhub.rooms import reactions as rooms
from peerhub.rooms import sockets as rooms_sockets
from peerhub.sessions import facts as sessions_facts
from peerhub.sessions import jobs as sessions_jobs
from peerhub.sessions import reactions as sessions
from peerhub.surveys import facts as surveys_facts
from peerhub.surveys import reactions as surveys

REACTIONS: Reactions = {
    mail_facts.MailQueued: (Reaction(after=notices.wake_couriers),),
    mail_facts.MailLeaves: (Reaction(inside=notices.look_again_with(digest.CONTENT)),),
    mail_facts.MailNotDelivered: (Reaction(inside=sessions.notify_not_delivered),),
    notices_facts.NoticesChanged: (Reaction(after=notices.push_counts),),
    people_facts.AccountOpened: (Reaction(inside=rooms.count_for),),
    people_facts.PersonClosed: (
        Reaction(inside=accounts.end_sign_ins),
        Reaction(inside=notices.drop_emails),
        Reaction(inside=rooms.end_memberships, after=rooms.close_sockets),
        Reaction(inside=sessions.remove_person),
        Reaction(inside=exchanges.remove_person),
    ),
    people_facts.PersonReturned: (
        Reaction(inside=rooms.end_old_memberships),
        Reaction(inside=sessions.invite_again),
        Reaction(inside=exchanges.leave_old_teams),
    ),
    people_facts.SeatHandedOver: (
        Reaction(inside=rooms.hand_over_seat),
        Reaction(inside=sessions.hand_over_seat),
        Reaction(inside=exchanges.hand_over_seat),
        Reaction(inside=matching.hand_over_seat),
        Reaction(inside=surveys.hand_over_seat),
        Reaction(inside=commitments.hand_over_seat),
        Reaction(inside=notices.notify_successor),
    ),
    accounts_facts.PersonJoined: (
        Reaction(inside=notices.notify_inviter),
        Reaction(inside=rooms.begin_reading),
    ),
    accounts_facts.SignInsEnded: (Reaction(after=rooms.close_sockets),),
    rooms_facts.FacilitatorAdded: (Reaction(inside=rooms.notify_facilitator),),
    rooms_facts.MembersRemoved: (Reaction(after=rooms.close_for),),
    commitments_facts.CommitmentDue: (Reaction(inside=commitments.notify_due),),
    commitments_facts.CommitmentOverdue: (Reaction(inside=commitments.notify_overdue),),
    commitments_facts.CommitmentSettled: (Reaction(inside=commitments.settle),),
    rooms_facts.MessagePosted: (Reaction(inside=rooms.notify_followers),),
    rooms_facts.MessageRemoved: (Reaction(inside=rooms.withdraw_notices),),
    rooms_facts.MessageRestored: (Reaction(inside=rooms.restore_notices),),
    rooms_facts.PeopleMentioned: (Reaction(inside=rooms.notify_mentioned),),
    rooms_facts.PlaceMuted: (Reaction(inside=rooms.send_no_emails),),
    rooms_facts.Reacted: (Reaction(after=rooms_sockets.push_own),),
    rooms_facts.ReplySettled: (Reaction(inside=rooms.settle_reply),),
    rooms_facts.ReplyWaits: (Reaction(inside=rooms.notify_of_reply),),
    rooms_facts.RoomChanged: (Reaction(after=rooms_sockets.push_change),),
    rooms_facts.ThreadRead: (Reaction(inside=rooms.read_notices, after=rooms.push_counts),),
    surveys_facts.SurveyClosed: (Reaction(inside=surveys.notify_closed),),
    surveys_facts.SurveyOpened: (Reaction(inside=surveys.notify_opened),),
    surveys_facts.SurveyPublished: (Reaction(inside=surveys.notify_published),),
    surveys_facts.SurveyOffered: (Reaction(inside=surveys.notify_offered),),
    sessions_facts.CalendarRequestReceived: (Reaction(inside=sessions.notify_of_request),),
    sessions_facts.DraftDeleted: (Reaction(inside=exchanges.remove_session),),
    sessions_facts.NoteReceived: (Reaction(inside=sessions.notify_of_note),),
    sessions_facts.InvitationAnswered: (
        Reaction(inside=sessions.remind_no_more),
        Reaction(inside=sessions.notify_answered),
    ),
    sessions_facts.MailsDue: (Reaction(after=sessions_jobs.write_soon),),
    sessions_facts.PeopleInvited: (Reaction(inside=sessions.notify_invited),),
    sessions_facts.SessionWithoutFacilitator: (Reaction(inside=sessions.notify_without_facilitator),),
    sessions_facts.MinutesPublished: (Reaction(inside=sessions.notify_minutes),),
    sessions_facts.SessionCancelled: (Reaction(inside=sessions.notify_cancelled),),
    sessions_facts.SessionEnded: (Reaction(inside=sessions.ask_for_reflection),),
    sessions_facts.SessionMoved: (Reaction(inside=sessions.notify_moved),),
    matching_facts.ProposalMade: (Reaction(inside=matching.notify_provider),),
    matching_facts.ProposalDeclined: (Reaction(inside=matching.settle), Reaction(inside=matching.notify_declined)),
    matching_facts.ProposalLapsed: (Reaction(inside=matching.settle), Reaction(inside=matching.notify_lapsed)),
    matching_facts.ProposalWithdrawn: (Reaction(inside=matching.settle), Reaction(inside=matching.notify_withdrawn)),
    matching_facts.ProposalUnanswered: (Reaction(inside=matching.notify_unanswered),),
    matching_facts.ProposalAccepted: (Reaction(inside=matching.settle), Reaction(inside=exchanges.open_exchange)),
    exchanges_facts.ExchangeOpened: (Reaction(inside=exchanges.notify_opened),),
    exchanges_facts.ExchangeMemberAdded: (Reaction(inside=exchanges.notify_added),),
    exchanges_facts.ExchangePhaseChanged: (Reaction(inside=exchanges.notify_phase),),
}
