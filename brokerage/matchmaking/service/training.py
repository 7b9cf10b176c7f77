"""What coded notices and the sentence encoder teach about categories, kept in the data folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from brokerage.errors import DomainError
from brokerage.matchmaking.queries.meaning import find_encoder
from brokerage.matchmaking.queries.suggestions import (
    VECTORS_FOLDER,
    get_learned_folder,
    list_known,
)
from brokerage.matchmaking.rules import Scheme


def train_from_notices(file: Path, text: Sequence[str], label: str) -> dict[str, Any]:
    """Learn CPV codes from a file of coded notices; return what was learned from (DomainError)."""
    from matching.category_texts import CategoryTexts  # noqa: PLC0415  # slow to import
    from matching.classify_command import learn_and_keep  # noqa: PLC0415  # slow to import

    texts, folder = CategoryTexts(list_known(Scheme.CPV)), get_learned_folder(Scheme.CPV)
    encoder = find_encoder()
    if encoder is not None:
        texts.load(folder / VECTORS_FOLDER, encoder.name)
    try:
        return learn_and_keep(file, folder, text, label, categories=texts, encoder=encoder)
    except ValueError as error:
        raise DomainError(str(error)) from error


def prepare_vectors() -> list[str]:
    """Encode the categories whose vectors are missing or of another state; return their schemes.

    This takes a minute for a full list, so it runs at the start of the server or by command.
    """
    from matching.category_texts import CategoryTexts  # noqa: PLC0415  # slow to import

    encoder, prepared = find_encoder(), []
    for scheme in Scheme if encoder is not None else ():
        known = list_known(scheme)
        folder = get_learned_folder(scheme) / VECTORS_FOLDER
        if known and encoder and not CategoryTexts(known).load(folder, encoder.name):
            CategoryTexts(known, encoder).save(folder)
            prepared.append(scheme.value)
    return prepared
