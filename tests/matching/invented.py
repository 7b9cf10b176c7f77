"""Times as hypothesis invents them, around a Monday."""

from datetime import date, timedelta

from hypothesis import strategies as st

from matching.profile import Occasion, Times

TODAY = date(2026, 11, 23)
PARTS = ["MondayMorning", "TuesdayMorning", "TuesdayAfternoon", "SundayEvening"]

day_parts = st.frozensets(st.sampled_from(PARTS), max_size=3)
days = st.integers(-2, 4).map(lambda n: TODAY + timedelta(days=n))
times = st.builds(
    Times,
    day_parts,
    st.lists(st.builds(Occasion, days, day_parts, st.booleans()), max_size=3).map(tuple),
    st.booleans(),
)
