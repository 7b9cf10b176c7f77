"""What members do with their organisation beyond the registration's pages."""

from __future__ import annotations

from brokerage.organisations import rules
from brokerage.organisations.rules import evidence
from brokerage.web.fields import (
    Choice,
    DatePartsField,
    EmailField,
    LongTextField,
    RadiosField,
    TextField,
)
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
    """A fact the organisation states about itself, and what its document says."""

    kind = RadiosField(
        "What can you show?",
        required="Select what you can show",
        choices=list(rules.EVIDENCE_LABELS.items()),
    )
    issuer = TextField(
        "Who gave it out? (optional)",
        hint="For example, the insurer or the scheme. For a policy, who agreed it",
        noun="Who gave it out",
        max_length=evidence.LONGEST_ISSUER,
    )
    reference = TextField(
        "Its number (optional)",
        hint="Only your members and brokers see this",
        noun="Its number",
        max_length=evidence.LONGEST_REFERENCE,
        autocomplete="off",
    )
    link = TextField(
        "Web page where it can be seen (optional)",
        hint="Do not link to anything private: everyone can see this",
        noun="The web page",
        max_length=evidence.LONGEST_LINK,
    )
    issued_on = DatePartsField(
        "When was it issued, or a policy last agreed? (optional)",
        hint="For example, 27 3 2026",
        noun="The day it was issued",
        low_year=1950,
    )
    expires_on = DatePartsField(
        "Until which day does it hold? (if it ends)",
        hint="For example, 26 3 2027. We remind you 60, 30 and 7 days before",
        noun="The last day",
        low_year=2000,
    )
    note = LongTextField(
        "Anything a broker should know? (optional)",
        hint="For example, where a certificate hangs. Everyone can see this note",
        noun="Your note",
        max_length=LONGEST_NOTE,
        rows=3,
    )

    @property
    def details(self) -> evidence.EvidenceDetails:
        """What the document says."""
        return evidence.EvidenceDetails(
            issuer=self.issuer.data,
            reference=self.reference.data,
            link=self.link.data,
            issued_on=self.issued_on.data,
            expires_on=self.expires_on.data,
        )
