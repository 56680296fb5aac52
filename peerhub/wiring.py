"""Which doors, jobs, commands and reactions exist: one screen."""

from collections.abc import Callable
from typing import Any

import click
from flask import Blueprint

from peerhub.accounts import commands as people_commands
from peerhub.accounts import facts
from peerhub.accounts import jobs as people_jobs
from peerhub.accounts import views as people_views
from peerhub.base.database.engine import Db
from peerhub.base.facts import Reaction, Reactions
from peerhub.base.jobs.scheduler import Jobs, daily
from peerhub.base.settings import Settings
from peerhub.commitments import jobs as commitments_jobs
from peerhub.commitments import reactions as commitments_reactions
from peerhub.commitments import routes as commitments
from peerhub.dashboards import routes as dashboards
from peerhub.dashboards.views import navigation
from peerhub.demo import commands as demo_commands
from peerhub.demo import routes as demo
from peerhub.exchanges import facts as exchanges_facts
from peerhub.exchanges import reactions as exchanges_reactions
from peerhub.exchanges import routes as exchanges
from peerhub.matching import facts as matching_facts
from peerhub.matching import jobs as matching_jobs
from peerhub.matching import reactions as matching_reactions
from peerhub.matching.routes import blueprint
from peerhub.notices import facts as notices_facts
from peerhub.notices import jobs as notices_jobs
from peerhub.notices import reactions as notices_reactions
from peerhub.notices import routes as notices
from peerhub.notices import views as notices_views
from peerhub.people import facts as people_facts
from peerhub.people.routes import blueprint as blueprint_routes
from peerhub.reference import routes as reference
from peerhub.reference.seed import load_reference
from peerhub.rooms import commands as rooms_commands
from peerhub.rooms import facts as rooms_facts
from peerhub.rooms import jobs as rooms_jobs
from peerhub.rooms import reactions as rooms_reactions
from peerhub.rooms import sockets as rooms_sockets
from peerhub.rooms.routes import blueprint as rooms_blueprint
from peerhub.rooms.seed import load_theme_rooms
from peerhub.rooms.views import places
from peerhub.sessions import commands as sessions_commands
from peerhub.sessions import facts as sessions_facts
from peerhub.sessions import jobs as sessions_jobs
from peerhub.sessions import reactions as sessions_reactions
from peerhub.sessions.routes import blueprint as sessions_blueprint
from peerhub.surveys import commands as surveys_commands
from peerhub.surveys import facts as surveys_facts
from peerhub.surveys import jobs as surveys_jobs
from peerhub.surveys import reactions as surveys_reactions
from peerhub.surveys.routes import blueprint as surveys_blueprint

BLUEPRINTS: tuple[Blueprint, ...] = (
    dashboards.bp,
    reference.bp,
    blueprint_routes.bp,
    notices.bp,
    rooms_blueprint.bp,
    commitments.bp,
    surveys_blueprint.bp,
    sessions_blueprint.bp,
    blueprint.bp,
    exchanges.bp,
)

REACTIONS: Reactions = {
    notices_facts.NoticesChanged: (Reaction(after=notices_reactions.push_counts),),
    people_facts.PersonClosed: (
        Reaction(inside=rooms_reactions.end_memberships, after=rooms_reactions.close_sockets),
        Reaction(inside=sessions_reactions.let_go_of_person),
        Reaction(inside=exchanges_reactions.let_go_of_person),
    ),
    people_facts.PersonReturned: (
        Reaction(inside=rooms_reactions.end_old_memberships),
        Reaction(inside=sessions_reactions.ask_again),
        Reaction(inside=exchanges_reactions.let_go_of_old_parts),
    ),
    people_facts.SeatHandedOver: (
        Reaction(inside=rooms_reactions.pass_on_seat),
        Reaction(inside=sessions_reactions.pass_on_seat),
        Reaction(inside=exchanges_reactions.pass_on_seat),
        Reaction(inside=matching_reactions.pass_on_seat),
        Reaction(inside=surveys_reactions.pass_on_seat),
        Reaction(inside=commitments_reactions.pass_on_seat),
        Reaction(inside=notices_reactions.tell_successor),
    ),
    facts.PersonJoined: (
        Reaction(inside=notices_reactions.tell_inviter),
        Reaction(inside=rooms_reactions.begin_reading),
    ),
    facts.SignInsEnded: (Reaction(after=rooms_reactions.close_sockets),),
    rooms_facts.MemberRemoved: (Reaction(after=rooms_reactions.close_for),),
    rooms_facts.MessagePosted: (Reaction(inside=rooms_reactions.tell_participants),),
    rooms_facts.MessageRemoved: (Reaction(inside=rooms_reactions.withdraw_calls),),
    rooms_facts.MessageRestored: (Reaction(inside=rooms_reactions.call_again),),
    rooms_facts.PeopleMentioned: (Reaction(inside=rooms_reactions.tell_mentioned),),
    rooms_facts.Reacted: (Reaction(after=rooms_sockets.push_own),),
    rooms_facts.RoomChanged: (Reaction(after=rooms_sockets.push_change),),
    rooms_facts.ThreadRead: (Reaction(after=rooms_reactions.push_counts),),
    surveys_facts.SurveyClosed: (Reaction(inside=surveys_reactions.tell_managers),),
    surveys_facts.SurveyOffered: (Reaction(inside=surveys_reactions.offer),),
    sessions_facts.DraftThrownAway: (Reaction(inside=exchanges_reactions.let_go_of_session),),
    sessions_facts.MinutesPublished: (Reaction(inside=sessions_reactions.tell_minutes),),
    sessions_facts.SessionCancelled: (Reaction(inside=sessions_reactions.tell_cancelled),),
    sessions_facts.SessionEnded: (Reaction(inside=sessions_reactions.ask_for_reflection),),
    sessions_facts.SessionMoved: (Reaction(inside=sessions_reactions.tell_moved),),
    sessions_facts.SessionScheduled: (Reaction(inside=sessions_reactions.tell_invited),),
    matching_facts.ProposalMade: (Reaction(inside=matching_reactions.ask_provider),),
    matching_facts.ProposalDeclined: (Reaction(inside=matching_reactions.tell_refusal),),
    matching_facts.ProposalLapsed: (Reaction(inside=matching_reactions.tell_end),),
    matching_facts.ProposalWithdrawn: (Reaction(inside=matching_reactions.tell_withdrawal),),
    matching_facts.ProposalAccepted: (Reaction(inside=exchanges_reactions.open_exchange),),
    exchanges_facts.ExchangeOpened: (Reaction(inside=exchanges_reactions.tell_opening),),
    exchanges_facts.ExchangePhaseChanged: (Reaction(inside=exchanges_reactions.tell_phase),),
}

SOCKETS: tuple[Callable[[], None], ...] = (rooms_sockets.register,)

JOBS: Jobs = {
    "commitments.ask": commitments_jobs.ask,
    "commitments.remind": commitments_jobs.remind,
    "rooms.close_polls": rooms_jobs.close_polls,
    "sessions.end": sessions_jobs.end,
    "surveys.prepare": surveys_jobs.prepare,
    "surveys.remind": surveys_jobs.remind,
    "surveys.mail": surveys_jobs.mail,
    "surveys.close": surveys_jobs.close,
    "surveys.erase": surveys_jobs.erase,
    "sessions.remind": sessions_jobs.remind,
    "matching.remind": matching_jobs.remind_providers,
    "prune": daily(people_jobs.prune, notices_jobs.prune, rooms_jobs.prune),
    "mail": notices_jobs.deliver,  # last, so that what the others wrote leaves at once
}

COMMANDS: tuple[click.Group, ...] = (
    demo_commands.demo,
    people_commands.user,
    rooms_commands.rooms,
    rooms_commands.search,
    sessions_commands.sessions,
    surveys_commands.surveys,
)

SEEDS: tuple[Callable[[Db], int], ...] = (load_reference, load_theme_rooms)

CONTEXT: tuple[Callable[[], dict[str, Any]], ...] = (
    navigation,
    people_views.addresses,
    notices_views.addresses,
    places.addresses,
)


def blueprints(settings: Settings) -> tuple[Blueprint, ...]:
    """The doors of this installation; those of the demonstration never open in production."""
    return (*BLUEPRINTS, demo.bp) if settings.is_demo else BLUEPRINTS
