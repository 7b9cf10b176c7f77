"""The task list of a sign-up: what there is to answer, and what is missing. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Protocol


class Step(StrEnum):
    """A part of the sign-up."""

    VOICES = "voices"
    PLEDGES = "pledges"
    DETAILS = "details"
    NOTES = "notes"


STEP_LABELS: Mapping[str, str] = {
    Step.VOICES: "In which voices you sign",
    Step.PLEDGES: "Your pledges",
    Step.DETAILS: "Who leads, from where to where",
    Step.NOTES: "Risk and equality",
}


class Answered(Protocol):
    """A pledge with its questions answered or not."""

    is_complete: bool


def missing_steps(
    voices: Collection[str], pledges: Sequence[Answered], risk_note: str, equality_note: str
) -> list[str]:
    """Return the labels of what has no answer yet."""
    answers = {
        Step.VOICES: bool(voices),
        Step.PLEDGES: bool(pledges),
        Step.DETAILS: bool(pledges) and all(each.is_complete for each in pledges),
        Step.NOTES: bool(risk_note.strip() and equality_note.strip()),
    }
    return [STEP_LABELS[step] for step, is_answered in answers.items() if not is_answered]
