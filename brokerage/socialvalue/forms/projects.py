"""The forms with which a community body asks, and a broker answers."""

from __future__ import annotations

from decimal import Decimal

from brokerage.socialvalue.rules import kinds
from brokerage.socialvalue.rules.kinds import FIXED_UNITS, KIND_LABELS
from brokerage.socialvalue.rules.projects import ProjectStatus
from brokerage.web.fields import (
    BoundedDecimalField,
    CheckboxesField,
    DatePartsField,
    FileField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form, SearchForm
from brokerage.web.pictures import ACCEPT

MILES = (("1", "1 mile"), ("3", "3 miles"), ("5", "5 miles"), ("10", "10 miles"))
LONGEST_QUERY = 200
MOST_PICTURE_MEGABYTES = 7


class ProjectForm(Form):
    """What a project is, where, and why it matters."""

    title = TextField(
        "What is your project called?",
        required="Enter what your project is called",
        hint="Short and plain: “Tablets for our parents’ group”",
        max_length=kinds.LONGEST_TITLE,
        noun="The title",
        validators=[at_least(kinds.SHORTEST_TITLE, "Use a few words more for the title")],
    )
    why = LongTextField(
        "Why does it matter?",
        required="Say why it matters",
        hint="Who is it for, and what changes for them? Name nobody, and tell nothing that could "
        "show who somebody is",
        noun="Your answer",
        max_length=kinds.LONGEST_WHY,
        rows=8,
        validators=[at_least(kinds.SHORTEST_WHY, "Say a little more about why it matters")],
    )
    place_name = TextField(
        "Where is it?",
        required="Say where it is",
        hint="As people call it: “Blackbird Leys, the community centre”. Everyone can read it",
        max_length=kinds.LONGEST_PLACE,
        noun="The place",
    )
    postcode = TextField(
        "Postcode",
        required="Enter the postcode",
        hint="We use it to find out how near businesses are. Only those you agree with see it",
        width=10,
        autocomplete="off",
        max_length=10,
    )
    contact = LongTextField(
        "How can a business reach you, once you have agreed?",
        required="Say how a business can reach you",
        hint="A post and a shared mailbox or phone number. Nobody sees it before you both agree",
        noun="Your answer",
        max_length=kinds.LONGEST_CONTACT,
        rows=2,
    )


class NeedForm(Form):
    """One thing that is needed."""

    kind = SelectField(
        "What kind of help is it?",
        required="Select the kind of help",
        noun="The kind",
        choices=list(KIND_LABELS.items()),
        prompt="Select a kind",
    )
    what = TextField(
        "What do you need?",
        required="Say what you need",
        hint="“Tablets”, “A minibus with driver”, “Help with our accounts”",
        noun="What you need",
        max_length=kinds.LONGEST_WHAT,
    )
    asked = BoundedDecimalField(
        "How much of it?",
        required="Enter how much of it",
        hint="A number, like 6",
        noun="How much",
        low=Decimal("0.01"),
        high=Decimal(kinds.MOST_AMOUNT),
    )
    unit = TextField(
        "Counted in",
        hint="“tablets”, “boxes”, “days”. Leave it empty for skills, time, placements and money: "
        + ", ".join(sorted(set(FIXED_UNITS.values()))),
        width=20,
        max_length=kinds.LONGEST_UNIT,
    )
    needed_by = DatePartsField("When do you need it by?", required="Enter the day", noun="The day")
    detail = LongTextField(
        "What should a business know? (optional)",
        hint="What it has to be able to do, what would do instead",
        noun="Your answer",
        max_length=kinds.LONGEST_DETAIL,
        rows=3,
    )


class PictureForm(Form):
    """A picture and the words that stand for it."""

    picture = FileField(
        "Picture",
        required="Select a picture",
        hint=f"JPEG, PNG, WebP or GIF, at most {MOST_PICTURE_MEGABYTES}MB. Show nobody who has "
        "not said yes to it",
        accept=ACCEPT,
        most_megabytes=MOST_PICTURE_MEGABYTES,
    )
    alt_text = TextField(
        "What does it show?",
        required="Say in words what the picture shows",
        hint="For people who cannot see it: “Eight parents around a table with one laptop”",
        noun="Your answer",
        max_length=kinds.LONGEST_ALT_TEXT,
    )


class EndForm(Form):
    """What became of a project."""

    status = RadiosField(
        "What became of it?",
        required="Select what became of it",
        choices=[
            (ProjectStatus.MET, "It is met", "You have what you need, also from elsewhere"),
            (ProjectStatus.CLOSED, "It is closed", "It stays to be read. You can open it again"),
            (ProjectStatus.WITHDRAWN, "It is withdrawn", "Nobody can read it any more"),
        ],
    )
    reason = LongTextField(
        "Why?",
        hint="Whoever made an offer reads it. You need none if it is met",
        noun="The reason",
        max_length=kinds.LONGEST_REASON,
        rows=3,
    )


class ReasonForm(Form):
    """Why: the other side reads it."""

    reason = LongTextField(
        "Why?",
        required="Say why, in a few words",
        hint="The other side reads it",
        noun="The reason",
        max_length=kinds.LONGEST_REASON,
        rows=3,
    )


class ChangesForm(Form):
    """What a broker asks to be changed."""

    reason = LongTextField(
        "What has to change?",
        required="Say what has to change",
        hint="In plain words: they read it as you write it",
        noun="Your answer",
        max_length=kinds.LONGEST_REASON,
        rows=4,
    )


class ProjectSearchForm(SearchForm):
    """Words and filters among open projects."""

    q = TextField(
        "What could you give?",
        hint="In your own words, like “laptops” or “help with gardens”. Misspelling is fine",
        max_length=LONGEST_QUERY,
        noun="Your search",
    )
    kind = SelectField("Kind of help", choices=list(KIND_LABELS.items()), prompt="Any kind")
    place = TextField("Near", hint="A postcode or a place", max_length=100, width=20)
    within = SelectField("Within", choices=list(MILES), prompt="Any distance")
    priority = CheckboxesField("Place", choices=[("yes", "In a priority place")])


class StandingSearchForm(SearchForm):
    """One kind of standing offers."""

    kind = SelectField("Kind of help", choices=list(KIND_LABELS.items()), prompt="Any kind")
