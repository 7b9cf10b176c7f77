"""What the site's own pages say and allow: limits, words, what machines are told. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

LONGEST_DOING = 500
LONGEST_HAPPENED = 2000
FEEDBACK_MOST = 5
FEEDBACK_SPAN = timedelta(minutes=10)

# RFC 9116 asks for less than a year ahead.
SECURITY_CONTACT_LIFETIME = timedelta(days=180)

# An address ends before the full stop or bracket of the sentence around it.
_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)])")


def robots_text(*, is_demonstration: bool) -> str:
    """Return robots.txt: a demonstration is kept out of search engines altogether."""
    rule = "Disallow: /" if is_demonstration else "Allow: /"
    return f"User-agent: *\n{rule}\n"


def security_text(*, email: str, feedback_url: str, own_url: str, today: date) -> str:
    """Return security.txt (RFC 9116): whom to tell about a weakness, and until when that holds."""
    expires = datetime.combine(today + SECURITY_CONTACT_LIFETIME, time(), tzinfo=UTC)
    return (
        f"Contact: mailto:{email}\n"
        f"Contact: {feedback_url}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {own_url}\n"
    )


# By kind of index: what cannot be searched at once without it.
SEARCHED: Mapping[str, str] = {
    "organisation": "organisations",
    "opportunity": "opportunities",
    "volunteer": "unnamed cards of volunteers",
    "brief": "open briefs",
    "planned-purchase": "planned purchases",
    "mentor": "mentors",
    "mentee": "mentees",
    "project": "projects",
    "standing-offer": "standing offers",
}


def not_built_sentence(kind: str) -> str:
    """Say that an index is not built yet, and what becomes of a search meanwhile."""
    return (
        f"The index of {SEARCHED.get(kind, kind)} is not built yet: the next search of them "
        "builds it first."
    )


def readiness_text(missing: Sequence[str], degraded: Sequence[str]) -> str:
    """Return what /readyz says: a word, then a sentence a line; what is missing comes first.

    A process that lacks something may be sent nobody. One that is degraded answers everybody,
    but some of them slowly.
    """
    word = "ready" if not degraded else "degraded"
    return "".join(f"{line}\n" for line in ([*missing] if missing else [word, *degraded]))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in a mail, or an address that can be followed."""

    text: str
    is_link: bool = False


def paragraphs(body: str) -> list[list[list[Piece]]]:
    """Return a mail's text as paragraphs, each a list of lines, each a list of pieces."""
    blocks = [block.strip("\n") for block in body.split("\n\n") if block.strip()]
    return [[_pieces(line) for line in block.split("\n")] for block in blocks]


def _pieces(line: str) -> list[Piece]:
    # Splitting by a group gives text and addresses in turn.
    parts = _ADDRESS.split(line)
    return [Piece(part, is_link=bool(n % 2)) for n, part in enumerate(parts) if part]


@dataclass(frozen=True)
class Trial:
    """A person of the demonstration, and what there is to try as them today."""

    role: str
    can_try: str


TRIALS: Mapping[str, Trial] = {
    "supplier-member": Trial(
        "Supplier",
        "You work at a bicycle workshop. A council has asked it something: answer that, see what "
        "became of other answers, and find what else buyers look for. See how buyers see it, and "
        "change its page.",
    ),
    "arch-member": Trial(
        "Charity: ARCh, reading helpers",
        "Volunteers ask to read with children. Answer them, look at the unnamed cards of others "
        "who would fit and invite one, or change a role.",
    ),
    "staff-volunteer": Trial(
        "Staff volunteer at a council",
        "See what suits you and ask for a place. You have bookings of every kind: one is held, one "
        "waits, one host proposes another date. You cannot ask for leave here yet.",
    ),
    "line-manager": Trial(
        "Line manager at a council",
        "Someone says they work for your council: confirm it or say no. "
        "You cannot agree leave for volunteering here yet.",
    ),
    "buyer": Trial(
        "Buyer at a council",
        "Your council’s briefs stand in every state. Read what suppliers answer, see who fits "
        "and why, ask them, and close a brief. Or write a new one.",
    ),
    "broker": Trial(
        "Broker",
        "Applications, a host’s first volunteering role and an employer’s work addresses wait "
        "for you. Approve one, ask for changes, or say no and why.",
    ),
    "administrator": Trial(
        "Administrator",
        "Do everything that a broker does, and look after accounts and mail that did not arrive.",
    ),
}
"""By the key that people.json gives each; the page shows them in this order."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Organisation",
        "Any body with a page or an account here: a business, charity, community group, "
        "school or council.",
    ),
    ("Member", "A person who acts for an organisation here, such as an owner or an editor."),
    (
        "Broker",
        "A person who runs this site for the partnership. Brokers read applications and "
        "check facts.",
    ),
    ("Administrator", "A broker who can also change the site’s settings."),
    ("Directory", "The public list of organisations that anyone can search."),
    (
        "Application",
        "An organisation’s answers on their way to the directory. A broker approves them, "
        "asks for changes, or says no and why.",
    ),
    (
        "Unclaimed listing",
        "A page made from a public list, not by the organisation. The organisation can take "
        "it over or have it removed.",
    ),
    (
        "Take over",
        "To become the owner of an unclaimed listing of your own organisation. A broker "
        "checks it first.",
    ),
    (
        "Supplier",
        "An organisation that wants to sell goods, services or building work.",
    ),
    (
        "Social enterprise",
        "A business that exists to do good and puts most of its profit into that.",
    ),
    (
        "Social value",
        "The good that a purchase does beyond what is bought, such as local jobs or hours "
        "given to a charity.",
    ),
    (
        "Brief",
        "What a buyer wants to buy, in plain words, before any notice. It is private to the "
        "buyer’s organisation, or open to every approved supplier.",
    ),
    (
        "Shortlist",
        "The suppliers a buyer keeps in view for a brief, with notes for colleagues.",
    ),
    (
        "Enquiry",
        "One text that a buyer sends to several suppliers alike, to ask who could do the work.",
    ),
    (
        "Market engagement",
        "Asking suppliers what they could do, before anything is bought. It is not an "
        "invitation to tender, and it promises nothing.",
    ),
    (
        "Forward plan",
        "What a buyer may buy in the months and years to come. Everyone can read it, and it may "
        "still change.",
    ),
    ("Kind of work", "What an organisation sells, as a group with a code that buyers use (CPV)."),
    ("Cause", "What a charity or group works for, such as food growing or reading."),
    (
        "Volunteer",
        "A person who gives time without pay. Here also what you tell us about it: causes, "
        "skills, times and places.",
    ),
    ("Host", "An approved organisation that wants volunteers."),
    (
        "Opportunity",
        "Something a host would like volunteers to do: a day, or a regular role.",
    ),
    ("Session", "One date of an opportunity, with its number of places."),
    (
        "Flexible",
        "Without fixed dates: you and the host agree the times.",
    ),
    (
        "Booking",
        "Your ask for a place, and what became of it. Asking takes no place: the host’s yes does.",
    ),
    (
        "Held place",
        "The host said yes and keeps a seat for you until something it needs first is there.",
    ),
    ("Alternative", "Another date or role that a host suggests when the one you asked for is off."),
    (
        "Unnamed card",
        "What hosts see of a volunteer who agreed to it: causes, skills and times, but no name.",
    ),
    (
        "Evidence",
        "A fact about an organisation with where it comes from, its date, and who has checked it.",
    ),
    ("Verified", "A broker has seen the evidence. What nobody has checked is never called this."),
    (
        "Match",
        "A suggestion of the site: who fits a search, how well, and for which reasons.",
    ),
    (
        "Charter",
        "The partnership’s promises for a fair local economy, which organisations can sign.",
    ),
    (
        "Priority place",
        "A neighbourhood that the partnership puts first, with the source that says why.",
    ),
)
"""The words people meet on today's pages, most used first."""
