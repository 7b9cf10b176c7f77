"""How matches are spoken of: the sentences for each kind of candidate, by who reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

METRES_IN_A_MILE = 1609.344
_SHOWN = 4  # words, labels or facts named in one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The sentences about one kind of candidate; "{}" stands for what is named.

    Without `quotes` nothing of a candidate's own words is shown. With `bands` (miles, rising) a
    distance is known to the reader, and to the order, only as the band it lies in.
    """

    mentions: str = "Mentions {}."
    mentions_near: str = "Mentions “{}”, close in spelling or meaning to “{}”."
    mentions_unquoted: str = "Fits words that you typed."
    words_lent: str = "Its categories cover {}."
    no_words: str = "Has none of your words."
    chosen_before: str = "Was chosen before for something like this."
    absent_words: str = "Does not mention {}."
    in_order: str = "Has some of your words side by side, as you wrote them."
    not_in_order: str = "Has none of your words side by side."
    close: str = "Says something close in meaning: “{}”."
    close_unquoted: str = "Is close in meaning to what you typed."
    not_close: str = "Says nothing that is close in meaning."
    quotation: str = "In its own words: “{}”."
    quotes: bool = True

    category: str = "Works in {}, as you asked."
    near_category: str = "Works in “{}”, which is close to “{}”."
    no_category: str = "Has none of the categories that you chose."
    cause: str = "Works for {}."
    no_cause: str = "Has none of the causes that you chose."
    skill: str = "Has {}, as you asked."
    no_skill: str = "Has none of the skills that you chose."
    no_skills_named: str = "Has named no skills."
    skills_lacking: str = "Does not have {}."
    uses_skills: bool = False
    """Whether a candidate asks for skills, where others have them."""

    dates_meet: str = "Is there on {}, when you are free."
    dates_meet_partly: str = "Is there on {}, when you are free for part of it."
    no_date_meets: str = "None of its dates is at a time you said you are free."
    pattern_meets: str = "Is there on {}, when you are free."
    no_pattern_meets: str = "Is not there when you said you are free."
    any_time: str = "Is there at any time."
    no_times: str = "Has not said when."

    distance: str = "Is {} from {}{}."
    remote_too: str = ", and works remotely"
    remote: str = "Works remotely."
    no_place: str = "Has not said where it is."
    bands: tuple[int, ...] = ()
    within: str = "Is within {}."
    beyond: str = "Is more than {} away."

    evidence: str = "Verified: {}."
    no_evidence: str = "Has no verified evidence yet."
    evidence_share: str = "That is {} of the {} kinds of evidence that you asked for."
    no_evidence_asked: str = "Has no verified evidence of what you asked for."
    only_said: str = "Says so, but nobody has confirmed it: {}."
    passes: str = "Passes every filter that you set."

    absent: str = "It is not among those that can be found."
    ruled_out_tags: str = "It does not pass the filters that you set."
    ruled_out_area: str = "It does not say that it serves {}."
    ruled_out_unplaced: str = "It has not said where it is."
    ruled_out_distance: str = "It is further than {} from {}."
    ruled_out_reach: str = "It works within {} of where it is, not at {}."
    ruled_out_dates: str = "It has no date to come in the days that you asked for."
    ruled_out_room: str = "It has no date to come with room in the days that you asked for."
    ruled_out_times: str = "It is not at a time when you said you are free."
    would_help: str = "With {} it would be number {}, not {}."
    part_names: Mapping[str, str] = field(
        default_factory=lambda: {
            "categories": "all the categories asked for",
            "causes": "all the causes asked for",
            "skills": "all the skills asked for",
            "times": "a time that suits",
            "evidence": "the evidence asked for",
        }
    )
    below_floor: str = "It has too little of what you asked for: no strong match."

    widen: Mapping[str, str] = field(
        default_factory=lambda: {
            "distance": "Look further away: {}.",
            "reach": "Try another place: {}, but not at this one.",
            "area": "Leave out the area served: {}.",
            "tags": "Take away a filter: {}.",
            "times": "Look at other times of the week: {}.",
        }
    )
    """By hard rule, what to do without it; the rules that are not here are not given up."""
    nothing_yet: str = "Nothing can be found here yet."
    try_less: str = "Try fewer or more general words, or fewer categories."


def miles(metres: float) -> str:
    """A distance as people say it: "less than a mile", "about 12 miles"."""
    count = round(metres / METRES_IN_A_MILE)
    if metres < METRES_IN_A_MILE:
        return "less than a mile"
    return f"about {count_of(count, 'mile')}"


def count_of(count: int, noun: str, ending: str = "s") -> str:
    """A number with its noun: "1 mile", "1,200 miles"."""
    return f"{count:,} {noun}{ending * (count != 1)}"


def quoted(values: Sequence[str]) -> str:
    """A few values in quotation marks, as in a sentence."""
    return listed([f"“{value}”" for value in values])


def shortened(text: str, count: int) -> str:
    """The first words of a text, as many as `count`, with a sign that more follows."""
    said = text.split()
    return " ".join(said).rstrip(" .;") if len(said) <= count else f"{' '.join(said[:count])} …"


def listed(values: Sequence[str]) -> str:
    """A few values, as in a sentence."""
    shown = values[:_SHOWN]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


ORGANISATION = Wording()
"""An organisation, as someone sees it who looks for one."""

OPPORTUNITY = Wording(
    words_lent="Its causes or skills cover {}.",
    cause="Is about {}, which you care about.",
    no_cause="Is not about a cause that you chose.",
    skill="Uses {}, which you can do.",
    no_skill="Uses none of the skills that you chose.",
    no_skills_named="Asks for no particular skill.",
    skills_lacking="Also uses {}, which you have not said you can do.",
    uses_skills=True,
    dates_meet="Is on {}, when you are free.",
    dates_meet_partly="Is on {}, when you are free for part of it.",
    pattern_meets="Can be done on {}, when you are free.",
    no_pattern_meets="Cannot be done at a time you said you are free.",
    any_time="Can be done at a time that you and the host agree.",
    no_times="Does not say when it is.",
    remote_too=", or can be done from home",
    remote="Can be done from home.",
    no_place="Does not say where it is.",
    absent="It is not open, or has no date to come.",
    ruled_out_reach="It is too far from {}.",
    ruled_out_dates="It has no date to come in the days that you asked for.",
    ruled_out_room="It has no place left on a date to come.",
    ruled_out_times="It is not at a time you said you are free.",
    below_floor="It has too little of what you said you look for.",
    nothing_yet="There are no opportunities here yet.",
    try_less="Try fewer or more general words, or fewer filters.",
)
"""An opportunity, as a volunteer sees it."""

VOLUNTEER_CARD = Wording(
    quotes=False,
    words_lent="What they care about and can do covers {}.",
    cause="Cares about {}.",
    no_cause="Has not said that they care about this cause.",
    skill="Can do {}.",
    no_skill="Has said none of the skills that the role uses.",
    no_skills_named="Has said no skills.",
    skills_lacking="Has not said that they can do {}.",
    dates_meet="Is free on {}, when the role is.",
    dates_meet_partly="Is free on {}, for part of the role.",
    no_date_meets="Is not free at a time of the role.",
    pattern_meets="Is free on {}, when the role is.",
    no_pattern_meets="Is not free at a time of the role.",
    any_time="Is free at any time.",
    no_times="Has not said when they are free.",
    remote_too="",
    remote="Helps from home too.",
    no_place="Has not said where they start from.",
    bands=(1, 3, 5, 10, 20),
    within="Starts within {}.",
    beyond="Starts more than {} away.",
    passes="Fits the rules of this role.",
    absent="They cannot be found now.",
    ruled_out_tags="They do not do roles like this one.",
    ruled_out_area="They do not say that they come to {}.",
    ruled_out_unplaced="They have not said where they start from.",
    ruled_out_distance="They start too far away.",
    ruled_out_reach="They do not travel this far.",
    ruled_out_dates="They are not free on a date to come.",
    ruled_out_room="They are not free on a date with room.",
    ruled_out_times="They are not free at a time of the role.",
    below_floor="They have too little of what the role looks for.",
    widen={},
    nothing_yet="No volunteers have opted in yet.",
    try_less="Name more causes or skills that the role uses.",
)
"""A volunteer who opted in to be seen, without a name, as a host sees them."""

BRIEF = Wording(
    words_lent="What it asks for covers {}.",
    category="Asks for {}, which you sell.",
    near_category="Asks for “{}”, which is close to “{}” that you sell.",
    no_category="Asks for none of the categories that you sell.",
    remote_too=", or can be done remotely",
    remote="Can be done remotely.",
    no_place="Does not say where it is.",
    passes="Is where you work.",
    absent="It is not open to suppliers now.",
    below_floor="It has too little of what you sell.",
    widen={},
    nothing_yet="No briefs are open to suppliers yet.",
    try_less="Say more about what you sell in your profile.",
)
"""An open brief, as a supplier sees it."""
