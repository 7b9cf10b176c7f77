"""More pages of the seeded world: objects in another state, where other forms are offered."""

from tests.conventions.access_matrix import Cell
from tests.conventions.world import World


def list_other_states(world: World) -> list[Cell]:
    """List the pages, each to be asked for by the role that its endpoint's line allows."""
    return []
