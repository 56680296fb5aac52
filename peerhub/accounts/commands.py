"""The command line of accounts: how the first people of an installation get in."""

import click
from flask.cli import AppGroup

from peerhub.accounts.actions import invitations as invitation_actions
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.accounts.queries import invitations
from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.base.errors import Invalid
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT
from peerhub.people.queries import places

user = AppGroup("user", help="People and their accounts.")


@user.command()
@click.argument("email")
@click.option("--country", help="Two-letter code of the country whose team they join.")
@click.option("--office", required=True, help="The office they have a seat in.")
@click.option("--name", help="The name others see. Default: the office.")
@click.option("--role", type=click.Choice([ADMINISTRATOR, SECRETARIAT, FOCAL_POINT]), help="A role to give them.")
@click.option("--language", default="en", show_default=True, help="Language of the email.")
def invite(email: str, country: str | None, office: str, name: str | None, role: str | None, language: str) -> None:
    """Invite EMAIL to join. Sends the email and prints its link, or the link of an invitation that is still open.

    Use --role administrator for the first account of a new site.
    """
    migrations.must_be_current(database().engine)
    code = country.upper() if country else None
    settings = database().settings
    if language not in settings.languages:
        raise click.ClickException(f"Emails can be in {', '.join(settings.languages)}. Choose one of these.")
    try:
        with database().transaction() as db:
            if code and places.country_by_code(db, None, code) is None:
                raise click.ClickException(f"There is no country “{code}”. Write its two letters, for example JM.")
            waiting = invitations.open_for(db, None, email)
            invitation = waiting or invitation_actions.create(
                db, None, NewInvitation(email, name or office, code, office, language, role)
            )
            path = invitations.join_path(db, None, invitation)
    except Invalid as refusal:
        raise click.ClickException(str(refusal)) from None
    if waiting:
        click.echo(f"{waiting.email} already has an open invitation, so no second email is sent. Its link:", err=True)
    click.echo(settings.public_url + path)
