"""Engines that are not quite the matcher's, in a file that other processes import."""

from matching.bench_engine import MatcherEngine
from matching.bench_population import profiles


class Rebuilt(MatcherEngine):
    """Opens by building again."""

    shares = True

    def save(self, folder):
        (folder / "count").write_text("100")

    def open_shared(self, folder):
        count = int((folder / "count").read_text())
        self.build(profiles(count), ())


class Forgetful(MatcherEngine):
    """Adds nothing."""

    def add(self, profile, vector):
        pass


class Hoarding(MatcherEngine):
    """Removes nothing."""

    def remove(self, profile_id):
        pass
