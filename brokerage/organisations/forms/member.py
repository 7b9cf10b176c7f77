"""What members do with their organisation beyond the registration's pages."""

from __future__ import annotations

from brokerage.organisations import rules
from brokerage.web.fields import Choice, EmailField, LongTextField, RadiosField
from brokerage.web.forms import Form

LONGEST_NOTE = 300
ROLE_CHOICES = [
    Choice(role, label.partition(":")[0], label.partition(": ")[2].capitalize())
    for role, label in rules.ROLE_LABELS.items()
]


class InvitationForm(Form):
    """Who is invited, and as what."""

    email = EmailField(
        "Email address of the person",
        required="Enter the email address of the person you invite",
        hint="We send a link that works for two days, for this address only",
        autocomplete="off",
        noun="Email address",
    )
    role = RadiosField(
        "What will they do here?", required="Select what they will do", choices=ROLE_CHOICES
    )


class RoleForm(Form):
    """What a member does for the organisation."""

    role = RadiosField(
        "What do they do here?", required="Select what they do", choices=ROLE_CHOICES
    )


class EvidenceForm(Form):
    """A fact the organisation states about itself."""

    kind = RadiosField(
        "What can you show?",
        required="Select what you can show",
        choices=list(rules.EVIDENCE_LABELS.items()),
    )
    note = LongTextField(
        "Where can a broker see it? (optional)",
        hint="For example, a web page or a certificate number. Everyone can see this note",
        noun="Your note",
        max_length=LONGEST_NOTE,
        rows=3,
    )
