"""What the rules say no with: sentences fit for the page, and no Flask."""


class DomainError(Exception):
    """A rule refused.

    `field` is the name of the form field to blame (None when it is the whole request) and
    `sentence` is what the person reads, in plain English.
    """

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFoundError(Exception):
    """No such row, or none that this person may know of: the page answers 404."""
