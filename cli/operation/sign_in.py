"""What an operator types to open the staff pages for somebody: `sign-in`."""

import click

from cli.application import with_application
from cli.context import journal
from forms.services import current_services
from staff.access.signing import new_link, staff_of


@click.command("sign-in")
@click.argument("email")
@with_application
def sign_in(email: str) -> None:
    """Prints a sign-in link for an active person of the People tab."""
    if staff_of(email) is None:
        raise click.ClickException(f"{email} is not an active person in the tab People")
    click.echo(current_services().links.public_url + new_link(journal(), email))
