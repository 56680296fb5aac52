"""The command line of accounts: how the first people of an installation get in."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.errors import Invalid
from peerhub.base.web import database
from peerhub.people.actions.invitations import Invited, open_invitation
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT
from peerhub.people.queries import country_of_code, join_path, waiting_invitation

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
            if code and country_of_code(db, None, code) is None:
                raise click.ClickException(f"There is no country “{code}”. Write its two letters, for example JM.")
            waiting = waiting_invitation(db, None, email)
            invitation = waiting or open_invitation(
                db, None, Invited(email, name or office, code, office, language, role)
            )
            path = join_path(db, None, invitation)
    except Invalid as refusal:
        raise click.ClickException(str(refusal)) from None
    if waiting:
        click.echo(f"{waiting.email} already has an open invitation, so no second email is sent. Its link:", err=True)
    click.echo(settings.public_url + path)
