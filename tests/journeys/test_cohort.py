"""A group of reading helpers: places, who joins, who goes where, offers and answers."""

from tests.factories.accounts import make_user
from tests.factories.volunteering import make_flexible_opportunity, make_volunteer
from tests.journeys.support.visitor import PLAIN_PHONE, every_device
from tests.journeys.support.volunteering import HOST, HOST_OWNER, comes_in, make_host

TESSA, FAY = "tessa@volunteers.example", "fay@volunteers.example"
GROUP = "Reading helpers, spring"
SCHOOLS = ("Acornmead Primary School", "Rookhaven Primary School")


@every_device(PLAIN_PHONE)
def test_a_group_of_helpers_is_placed_in_schools(site, new_visitor):
    with site.arranging():
        arrange()
    host, tessa, fay = (new_visitor(site, who) for who in ("host", "tessa", "fay"))
    begins_the_group(host)
    adds_the_schools(host)
    for person, email in ((tessa, TESSA), (fay, FAY)):
        joins(person, email)
    works_it_out(host)
    sees_who_is_left_over(host)
    sends_the_offers(host)
    assert "Say yes or no by" in site.mail_to(TESSA)
    says_yes(tessa)
    host.visit("/account")
    host.click(HOST)
    host.click("Groups to place")
    host.click(GROUP)
    host.click("Version 1")
    host.sees("1 said yes")


def arrange():
    host = make_host()
    for name in SCHOOLS:
        make_flexible_opportunity(
            host,
            title=f"Reading helper at {name}",
            place_name=name,
            day_parts=["TuesdayMorning"],
            easting=453_600,
            northing=204_600,
        )
    for name, email, part in (
        ("Tessa Brook", TESSA, "TuesdayMorning"),
        ("Fay Ashdown", FAY, "FridayAfternoon"),
    ):
        make_volunteer(make_user(name=name, email=email), day_parts=[part])


def begins_the_group(host):
    comes_in(host, HOST_OWNER)
    host.click(HOST)
    host.click("Groups to place")
    host.press("Begin a group")
    host.press("Save")
    host.sees_errors("Enter what the group is called", "Enter what people join")
    host.fill("What is the group called?", GROUP)
    host.fill("What do people join?", "Read with children twice a week. We train you.")
    host.press("Save")
    host.sees("Now add the places.")


def adds_the_schools(host):
    host.click("Add places")
    for name in SCHOOLS:
        host.choose(f"Reading helper at {name}")
    host.press("Add")
    host.sees("Added 2 places.")
    host.click(f"Reading helper at {SCHOOLS[1]}")
    host.fill("How many points does it get beyond those of its area?", "3")
    host.press("Save")
    host.sees_errors("Say why this place comes first")
    host.fill("Why does it get those points? (if any)", "It waits for its first helpers")
    host.press("Save")
    host.sees("3 points to come first")
    host.click("Back to the group")
    host.press("Let people join")
    host.sees("Open. Anyone with an account can join")


def joins(person, email):
    comes_in(person, email)
    person.visit(f"/directory/{HOST.lower().replace(' ', '-')}")
    person.click(GROUP)
    person.press("Join")
    person.sees("see your name and what is below")
    person.press("Join")
    person.sees("You have joined.")


def works_it_out(host):
    host.press("Work out who goes where")
    assert host.heading == "Who goes where"
    host.sees("1 of 2 people have a place", "This is the best possible.", "Tessa Brook")
    assert "Rookhaven" in host.text
    host.click("A list to print")
    host.sees("Tessa Brook")
    host.click("Back to the version")


def sees_who_is_left_over(host):
    host.click("Left over: 1")
    host.sees("Fay Ashdown", "is not free at the times of", "Who is still needed")
    host.sees("Tuesday morning helper")
    host.click("Who goes where")


def sends_the_offers(host):
    host.press("Send the offers")
    host.press("Send 1 offer")
    host.sees("Sent 1 offer.", "Offered, no answer yet")


def says_yes(person):
    person.visit("/account")
    person.click("See your groups and offers")
    person.click(f"Reading helper at {SCHOOLS[1]}")
    person.sees("Why this one", "Free when it is: Tuesday morning.")
    person.press("Yes, I take it")
    person.sees("You said yes.")
