"""One example value for each argument of each address, from the seeded world.

ARGUMENTS serves every endpoint; BY_ENDPOINT says where one needs something else, such as the
token of a link that still works. An argument without an example fails the access test.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.conventions.world import World

ARGUMENTS: Mapping[str, Callable[[World], Any]] = {}
BY_ENDPOINT: Mapping[str, Callable[[World], Mapping[str, Any]]] = {
    "static": lambda world: {"filename": "no-such-file.css"},
    "pages.show_mail": lambda world: {"message_id": 1},
}


class NoExampleError(LookupError):
    """An address has an argument that nobody gave an example for."""


def example_values(endpoint: str, arguments: set[str], world: World) -> dict[str, Any]:
    """Return a value for each argument of this endpoint's address."""
    own = dict(BY_ENDPOINT[endpoint](world)) if endpoint in BY_ENDPOINT else {}
    for name in arguments - own.keys():
        if name not in ARGUMENTS:
            raise NoExampleError(f"{endpoint}: add an example for {name} to example_urls.py")
        own[name] = ARGUMENTS[name](world)
    return own
