"""Writing a resource, suggesting a case study, looking for one."""

from __future__ import annotations

from brokerage.toolkit import rules
from brokerage.toolkit.rules import ResourceAnswers, ResourceKind
from brokerage.web.fields import (
    CheckboxesField,
    Choice,
    DatePartsField,
    LongTextField,
    RadiosField,
    SelectField,
    TextField,
    at_least,
)
from brokerage.web.forms import Form, SearchForm

LONGEST_QUERY = 200
SHORT_TITLE = "Use a few words more for the title"
SHORT_SUMMARY = "Say a little more about what it is"
SHORT_BODY = "Say a little more"
MARKDOWN_HINT = (
    "An empty line begins a paragraph. “## Words” is a heading, “- words” a point of a list, "
    "“**words**” is bold, “[words](https://…)” a link. Pictures are not shown"
)
AGREED = "yes"


class WordsForm(Form):
    """What every resource says, and under what it is filed; choices are set by the view."""

    title = TextField(
        "Title",
        required="Enter a title",
        max_length=rules.LONGEST_TITLE,
        validators=[at_least(rules.SHORTEST_TITLE, SHORT_TITLE)],
    )
    summary = LongTextField(
        "In one or two sentences",
        required="Say in a sentence what it is",
        hint="People see this in the list",
        noun="The summary",
        max_length=rules.LONGEST_SUMMARY,
        rows=3,
        validators=[at_least(rules.SHORTEST_SUMMARY, SHORT_SUMMARY)],
    )
    body = LongTextField(
        "The text",
        required="Enter the text",
        hint=MARKDOWN_HINT,
        max_length=rules.LONGEST_BODY,
        rows=16,
        validators=[at_least(rules.SHORTEST_BODY, SHORT_BODY)],
    )
    themes = CheckboxesField("Themes")
    voices = CheckboxesField(
        "Whom it is for", choices=[Choice(*each) for each in rules.VOICE_LABELS.items()]
    )
    pledges = TextField(
        "Pledges",
        hint="Their codes, with commas between. Leave it empty if you do not know them",
        max_length=rules.MOST_PLEDGES * (rules.LONGEST_CODE + 2),
    )


class ResourceForm(WordsForm):
    """All a broker says of a resource."""

    kind = RadiosField(
        "What is it?",
        required="Select what it is",
        choices=[
            Choice(kind, label, rules.KIND_HINTS[kind]) for kind, label in rules.KIND_LABELS.items()
        ],
    )
    topics = CheckboxesField(
        "Topics", hint="It is shown to suppliers whose passport has a gap there"
    )
    link = TextField(
        "Address of a page to go to",
        hint="Needed where people are sent elsewhere. It begins with https://",
        noun="The address",
        max_length=rules.LONGEST_LINK,
    )
    source = TextField(
        "Where this is from",
        hint="The law, page or paper, and when it was read",
        max_length=rules.LONGEST_SOURCE,
    )
    review_by = DatePartsField(
        "Read it again by",
        required="Enter the day by which it is read again",
        hint="For example, 27 3 2027. Brokers are reminded two weeks before",
        noun="The next reading",
        low_year=2020,
        high_year=2060,
    )

    @property
    def answers(self) -> ResourceAnswers:
        """What was answered (DomainError where the pledges make no sense)."""
        return ResourceAnswers(
            kind=self.kind.data,
            title=self.title.data,
            summary=self.summary.data,
            body=self.body.data,
            link=self.link.data,
            source=self.source.data,
            themes=tuple(self.themes.data),
            voices=tuple(self.voices.data),
            pledges=rules.parse_codes(self.pledges.data),
            topics=tuple(self.topics.data),
            review_by=self.review_by.data,
        )


class CaseStudyForm(WordsForm):
    """What an organisation tells of itself."""

    has_agreed = CheckboxesField(
        "Before we publish it",
        required="Tick that you may share this",
        choices=[Choice(AGREED, "We may share this, and it names nobody who has not agreed")],
    )

    @property
    def answers(self) -> ResourceAnswers:
        """What was answered (DomainError where the pledges make no sense)."""
        return ResourceAnswers(
            kind=ResourceKind.CASE_STUDY,
            title=self.title.data,
            summary=self.summary.data,
            body=self.body.data,
            themes=tuple(self.themes.data),
            voices=tuple(self.voices.data),
            pledges=rules.parse_codes(self.pledges.data),
        )


class DeclineForm(Form):
    """Why a case study or an event is not taken."""

    reason = LongTextField(
        "What would have to change?",
        required="Say what would have to change: they are told",
        noun="The reason",
        max_length=500,
        rows=4,
        validators=[at_least(rules.SHORTEST_REASON, "Say it in a sentence: they are told")],
    )


class ReviewForm(Form):
    """When it is read again."""

    review_by = DatePartsField(
        "Read it again by",
        required="Enter the day by which it is read again",
        hint="For example, 27 3 2027",
        noun="The next reading",
        low_year=2020,
        high_year=2060,
    )


class ResourceSearchForm(SearchForm):
    """Words and filters; all choices but kinds and voices are set when the form is made."""

    q = TextField(
        "What would you like to do?",
        hint="Use your own words, like “pay a living wage” or “first tender”",
        max_length=LONGEST_QUERY,
        noun="Your search",
    )
    kind = SelectField("What is it?", choices=list(rules.KIND_LABELS.items()), prompt="Anything")
    theme = SelectField("Theme", prompt="Any theme")
    voice = SelectField("Who are you?", choices=list(rules.VOICE_LABELS.items()), prompt="Anyone")
    pledge = SelectField("Pledge", prompt="Any pledge")
    topic = SelectField("Topic", prompt="Any topic")
