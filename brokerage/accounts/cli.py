"""Commands: the first administrator, and the way back in when every code is lost."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email

from brokerage.accounts import rules
from brokerage.accounts.queries import find_user_by_email
from brokerage.accounts.routes.visitor import site_words
from brokerage.accounts.service import administration
from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.permissions import SYSTEM
from brokerage.web.hashing import hash_password
from brokerage.web.input_filter import clean_text


@click.command("create-administrator")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.password_option(help="Asked for if it is not given; better so.")
def create_administrator(email: str, name: str, password: str) -> None:
    """Make an administrator, confirmed at once."""
    name = clean_text(name, max_length=rules.LONGEST_NAME)
    try:
        email = validate_email(email, check_deliverability=False).normalized
        rules.check_password(password, [name, email, *site_words()])
        administration.create_administrator(
            email=email, name=name, password_hash=hash_password(password)
        )
    except (EmailNotValidError, DomainError) as refusal:
        raise click.ClickException(f"{refusal}.") from refusal
    db.session.commit()
    click.echo(f"{email} is an administrator. The first sign-in sets up one-time codes.")


@click.command("reset-codes")
@click.argument("email")
def reset_codes(email: str) -> None:
    """Take a broker's or administrator's one-time codes off."""
    user = find_user_by_email(email)
    if user is None:
        raise click.ClickException(f"{email} has no account.")
    administration.reset_codes(SYSTEM, user.id)
    db.session.commit()
    click.echo(f"{email} sets up new codes at the next sign-in.")
