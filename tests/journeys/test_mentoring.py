"""Mentoring: a mentee asks, a mentor says yes, two meetings are held, and both say how it was."""

from tests.factories.accounts import make_user
from tests.factories.mentoring import make_mentoring_profile
from tests.journeys.support.visitor import DESKTOP, every_device
from tests.journeys.support.volunteering import comes_in

MENTEE = "sol@people.example"
MENTOR = "fenna@people.example"


@every_device(DESKTOP)
def test_a_mentee_and_a_mentor_meet_twice(site, new_visitor):
    with site.arranging():
        make_user(name="Sol Hazelford", email=MENTEE)
        officer = make_user(name="Fenna Brookledger", email=MENTOR)
        make_mentoring_profile(officer, "mentor", ways=["video"])
    sol, fenna = new_visitor(site, "mentee"), new_visitor(site, "mentor")
    answers_the_questions(sol)
    asks(sol)
    says_yes(fenna)
    ticks_off(fenna, sol)
    ends_and_says_how_it_was(sol, fenna)


def answers_the_questions(sol):
    comes_in(sol, MENTEE, then="/mentoring")
    assert sol.heading == "Mentoring"
    sol.sees("There is never a mentor for a child here.")
    sol.click("I would like a mentor")
    assert sol.heading == "What would you like help with?"
    sol.choose("Interviews")
    sol.press("Continue")
    sol.choose("By video call")
    sol.press("Continue")
    sol.choose("Any of these: my time is my own")
    sol.press("Continue")
    sol.choose("Every month")
    sol.fill("How many meetings?", "many")
    sol.press("Continue")
    sol.sees("There is a problem")
    sol.fill("How many meetings?", "2")
    sol.press("Continue")
    assert sol.heading == "You as a mentee"
    sol.press("Show my card without my name")
    sol.sees("Your card is shown now.")


def asks(sol):
    sol.press("See mentors who fit")
    sol.sees("Mentor 1", "Helps with “Interviews”.")
    assert "Fenna" not in sol.page.content()
    sol.click("Ask to meet mentor 1")
    sol.fill("How many meetings would you have?", "2")
    sol.fill("What would you like to say?", "I would like to practise for an interview.")
    sol.press("Send")
    sol.sees("We have sent your ask.", "They answer by")


def says_yes(fenna):
    comes_in(fenna, MENTOR, then="/mentoring/pairs")
    fenna.click("Someone who wants a mentor")
    fenna.sees("I would like to practise for an interview.")
    assert "Sol Hazelford" not in fenna.page.content()
    fenna.press("Say yes")
    fenna.press("Say yes")
    assert fenna.heading == "Sol Hazelford"
    fenna.sees("sol@people.example")


def ticks_off(fenna, sol):
    sol.visit("/mentoring/pairs")
    sol.click("Fenna Brookledger")
    for person in (fenna, sol):
        for number in (1, 2):
            person.press(f"It was held meeting {number}")
    sol.sees("2 of 2 meetings held.")


def ends_and_says_how_it_was(sol, fenna):
    sol.click("End the mentoring")
    sol.choose("We have met as we agreed")
    sol.press("End it")
    assert sol.heading == "How was the mentoring?"
    sol.choose("It helped a lot")
    sol.choose("A broker, and the other one of us")
    sol.press("Send")
    sol.sees("Thank you for your feedback.", "Look for someone else")
    fenna.visit("/mentoring/pairs")
    fenna.click("Sol Hazelford")
    fenna.sees("What they said", "It helped a lot.", "nobody is to blame")
    fenna.press("Say how it was")
    fenna.choose("It helped a bit")
    fenna.choose("Only a broker")
    fenna.press("Send")
    fenna.sees("Only a broker can read this.")
