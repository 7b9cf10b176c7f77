"""The forms of accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from brokerage.accounts import rules
from brokerage.errors import DomainError
from brokerage.web.fields import (
    CodeField,
    EmailField,
    LongTextField,
    PasswordField,
    RadiosField,
    SelectField,
    TextField,
)
from brokerage.web.forms import Form, SearchForm

EMAIL_NEEDED = "Enter your email address"
PASSWORD_NEEDED = "Enter a password"  # noqa: S105 - a sentence for the page
PASSWORD_HINT = (
    f"At least {rules.SHORTEST_PASSWORD} characters. Three or four words that have nothing to "
    "do with you work well, like “kettle harbour violet nine”, but not these."
)
AGE_BANDS = (
    (rules.AgeBand.ADULT.value, "18 or over"),
    (rules.AgeBand.SIXTEEN.value, "16 or 17"),
)
ROLES = (
    (rules.Role.NONE.value, "Neither", "Uses the site like anyone else."),
    (rules.Role.BROKER.value, "Broker", "Approves organisations and looks after matches."),
    (
        rules.Role.ADMINISTRATOR.value,
        "Administrator",
        "A broker who also looks after accounts and settings.",
    ),
)


class NewPasswordForm(Form):
    """A form in which a password is chosen; `context` is what a guesser would try first."""

    def __init__(self, *args: Any, context: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._context = tuple(context)

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge the password only where everything else is in order with it."""
        is_valid: bool = super().validate(extra_validators)
        if self.password.errors:
            return False
        try:
            rules.check_password(self.password.data, [*self._context, *self.own_context()])
        except DomainError as refusal:
            self.add_domain_error(refusal)
            return False
        return is_valid

    def own_context(self) -> list[str]:
        """What was typed beside the password."""
        return []


class RegisterForm(NewPasswordForm):
    """Making an account."""

    name = TextField(
        "Your name",
        required="Enter your name",
        hint="As colleagues know you. Other members of your organisation see it.",
        autocomplete="name",
        max_length=rules.LONGEST_NAME,
    )
    email = EmailField(
        "Your email address",
        required=EMAIL_NEEDED,
        hint="We send a link to it to make sure that it is yours.",
    )
    password = PasswordField(
        "Choose a password",
        required=PASSWORD_NEEDED,
        hint=PASSWORD_HINT,
        autocomplete="new-password",
        noun="Your password",
    )
    age_band = RadiosField(
        "How old are you?",
        required="Select how old you are",
        hint="You must be 16 or over to have an account. We do not ask for your date of birth.",
        choices=AGE_BANDS,
    )

    def own_context(self) -> list[str]:
        """Nobody's password is their name."""
        return [self.name.data or "", self.email.data or ""]


class SignInForm(Form):
    """An address and a password."""

    email = EmailField("Your email address", required=EMAIL_NEEDED, autocomplete="username")
    password = PasswordField("Your password", required="Enter your password")


class EmailForm(Form):
    """An address to send a link to."""

    email = EmailField("Your email address", required=EMAIL_NEEDED)


class ResetForm(NewPasswordForm):
    """A new password, for somebody who followed a link."""

    password = PasswordField(
        "Choose a new password",
        required=PASSWORD_NEEDED,
        hint=PASSWORD_HINT,
        autocomplete="new-password",
        noun="Your password",
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password, for somebody who knows the old one."""

    old_password = PasswordField("Your password now", required="Enter your password now")
    password = PasswordField(
        "Your new password",
        required="Enter a new password",
        hint=PASSWORD_HINT,
        autocomplete="new-password",
    )


class NameForm(Form):
    """One's own name."""

    name = TextField(
        "Your name",
        required="Enter your name",
        autocomplete="name",
        max_length=rules.LONGEST_NAME,
        label_is_heading=True,
    )


class PasswordForm(Form):
    """The password again, before something that matters."""

    password = PasswordField("Your password", required="Enter your password")


class CodeForm(Form):
    """A code from an authenticator app."""

    code = CodeField(
        "Code",
        required="Enter the 6 digits your app shows",
        hint="6 digits, like 123456. Your app shows a new one every 30 seconds.",
        noun="The code",
    )


class RecoveryCodeForm(Form):
    """One of the codes for the day the phone is lost."""

    code = TextField(
        "Recovery code",
        required="Enter a recovery code",
        hint="16 letters and numbers, like ab2d-ef3h-ij4l-mn5p. Each code works once.",
        autocomplete="off",
        max_length=60,
        width=20,
        noun="The recovery code",
    )


class SuspendForm(Form):
    """Why an account is suspended."""

    reason = LongTextField(
        "Why?",
        required="Enter the reason",
        hint="The person gets this by email, in your words.",
        max_length=rules.LONGEST_REASON,
        noun="The reason",
    )


class RoleForm(Form):
    """What somebody may do for the partnership."""

    role = RadiosField("What may this person do?", required="Select an answer", choices=ROLES)


class UserSearchForm(SearchForm):
    """Finding a user."""

    q = TextField("Name or email address", max_length=100)


class AuditSearchForm(SearchForm):
    """Narrowing the audit log down."""

    action = SelectField("What was done", prompt="Anything")
