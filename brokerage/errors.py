"""What a rule says when it refuses; pure Python, so that rules.py may raise it."""

from __future__ import annotations


class DomainError(Exception):
    """A refusal with a sentence fit for the page and, where there is one, the field it is about."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFoundError(Exception):
    """There is no such thing, or this visitor may not know that there is."""


class NotReadyError(Exception):
    """Something is still being prepared in this process: the same request is answered soon."""
