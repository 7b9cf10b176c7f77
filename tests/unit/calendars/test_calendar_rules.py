"""What calendars are told, read back by a parser and line by line."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from brokerage.calendars import rules
from brokerage.calendars.rules import Event, EventState, Party

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
DOMAIN = "brokerage.example"
HOST = Party(name="The brokerage", email="no-reply@brokerage.example")
MARKERS = (
    "Tea\r\nATTENDEE:mailto:evil@example.org",
    "Tea\nEND:VEVENT",
    "Tea\rSTATUS:CANCELLED",
    "Tea\u2028X-EVIL:1",
    "Tea\x85X-EVIL:1",
    'Tea";X-EVIL="1',
    "Tea\\nEND:VEVENT",
    "a;b,c:d\\e",
    "{{7*7}} <script>",
    "é" * 300,
    "👩‍👩‍👧‍👦" * 40,
)


def make_event(**fields) -> Event:
    return Event(
        **{
            "kind": "booking",
            "object_id": 7,
            "title": "Plant an orchard",
            "starts_at": datetime(2026, 6, 6, 10, tzinfo=LONDON),
            "ends_at": datetime(2026, 6, 6, 13, tzinfo=LONDON),
            "state": EventState.CONFIRMED,
            "changed_at": NOW,
        }
        | fields
    )


def feed(*events: Event) -> bytes:
    return rules.write_feed("Your dates", events, DOMAIN, NOW)


def only_event(written: bytes | str):
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    return event


def unfolded(written: bytes) -> list[str]:
    """Undo the folding by hand, as RFC 5545 3.1 says, apart from the library."""
    return written.replace(b"\r\n ", b"").decode().split("\r\n")


def test_an_event_is_read_back_as_it_was():
    event = only_event(feed(make_event(place="The orchard, Marston", sequence=3)))
    assert event["uid"] == "booking-7@brokerage.example"
    assert event["sequence"] == 3
    assert event["summary"] == "Plant an orchard"
    assert event["location"] == "The orchard, Marston"
    assert event["status"] == "CONFIRMED"
    assert event.decoded("dtstart") == datetime(2026, 6, 6, 9, tzinfo=UTC)
    assert event.decoded("dtend") == datetime(2026, 6, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour_in_utc"),
    [
        (date(2026, 3, 28), 10),  # the day before the clocks go forward
        (date(2026, 3, 29), 9),  # the day they do
        (date(2026, 10, 24), 9),
        (date(2026, 10, 25), 10),  # the day they go back
    ],
)
def test_ten_in_england_is_ten_in_england_when_the_clocks_change(day, hour_in_utc):
    starts = datetime(day.year, day.month, day.day, 10, tzinfo=LONDON)
    event = only_event(feed(make_event(starts_at=starts, ends_at=starts + timedelta(hours=2))))
    read = event.decoded("dtstart")
    assert read.astimezone(UTC).hour == hour_in_utc
    assert read.astimezone(LONDON).hour == 10


@pytest.mark.parametrize("fold", [0, 1])
def test_a_night_over_the_change_keeps_its_length(fold):
    starts = datetime(2026, 10, 24, 22, tzinfo=LONDON)
    ends = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON, fold=fold)
    event = only_event(feed(make_event(starts_at=starts, ends_at=ends)))
    length = event.decoded("dtend") - event.decoded("dtstart")
    assert length == timedelta(hours=3.5 + fold)


def test_whole_days_end_on_the_day_after_the_last():
    written = feed(make_event(starts_at=date(2026, 3, 28), ends_at=date(2026, 3, 29)))
    lines = unfolded(written)
    assert "DTSTART;VALUE=DATE:20260328" in lines
    assert "DTEND;VALUE=DATE:20260330" in lines


def test_a_time_and_a_day_are_no_span():
    with pytest.raises(ValueError, match="two times or two dates"):
        feed(make_event(ends_at=date(2026, 6, 6)))


@pytest.mark.parametrize("marker", MARKERS)
def test_no_name_adds_a_line_or_breaks_one(marker):
    plain = feed(make_event(title="t", place="p", description="d"))
    event = make_event(title=marker, place=marker, description=f"{marker}")
    written = feed(event)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert b"\r" not in written.replace(b"\r\n", b"")
    names = [line.partition(":")[0].partition(";")[0] for line in unfolded(written)]
    assert names == [line.partition(":")[0].partition(";")[0] for line in unfolded(plain)]
    assert only_event(written)["summary"] == rules.one_line(marker)


@pytest.mark.parametrize("marker", MARKERS)
def test_no_person_adds_an_attendee(marker):
    written = rules.write_invitation(
        make_event(),
        DOMAIN,
        Party(name=marker, email="host@example.org"),
        Party(name=marker, email="vera@example.org"),
    )
    event = only_event(written)
    assert str(event["attendee"]) == "mailto:vera@example.org"
    assert str(event["organizer"]) == "mailto:host@example.org"
    assert "evil" not in [line.partition(":")[0] for line in unfolded(written.encode())]
    assert event["status"] == "CONFIRMED"
    assert len([line for line in unfolded(written.encode()) if line == "END:VEVENT"]) == 1


def test_an_invitation_has_the_identity_of_the_feed():
    invited = only_event(rules.write_invitation(make_event(), DOMAIN, HOST, HOST))
    assert invited["uid"] == only_event(feed(make_event()))["uid"]


def test_what_is_cancelled_is_taken_out_by_its_method():
    event = make_event(state=EventState.CANCELLED, sequence=2)
    calendar = Calendar.from_ical(rules.write_invitation(event, DOMAIN, HOST, HOST))
    assert calendar["method"] == "CANCEL"
    assert only_event(calendar.to_ical())["status"] == "CANCELLED"
    kept = Calendar.from_ical(rules.write_invitation(make_event(), DOMAIN, HOST, HOST))
    assert kept["method"] == "REQUEST"


def test_an_empty_calendar_is_a_calendar():
    calendar = Calendar.from_ical(feed())
    assert calendar["x-wr-calname"] == "Your dates"
    assert calendar.walk("VEVENT") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Another"},
        {"place": "Elsewhere"},
        {"state": EventState.CANCELLED},
        {"starts_at": datetime(2026, 6, 6, 9, tzinfo=LONDON)},
        {"ends_at": datetime(2026, 6, 6, 14, tzinfo=LONDON)},
    ],
)
def test_what_a_calendar_shows_is_what_counts_as_changed(changed):
    assert rules.digest_of_event(make_event(**changed)) != rules.digest_of_event(make_event())


def test_how_full_it_is_and_when_it_was_looked_at_is_no_change():
    other = make_event(description="4 of 5 places taken", changed_at=NOW + timedelta(days=1))
    assert rules.digest_of_event(other) == rules.digest_of_event(make_event())
