"""The first door: a local firm signs up, a broker approves it, anyone finds it by what it means."""

from brokerage.extensions import utcnow
from tests.journeys.support.staff import sign_in, sign_in_as_broker
from tests.journeys.support.visitor import PLAIN_PHONE, every_device

OWNER = "marigold@otmoor-heating.example"
PASSWORD = "kestrel pudding viaduct eleven"
FIRM = "Otmoor Warmth"
PAGE = "/directory/otmoor-warmth"
WORDS = (
    "We fix boilers and leaking taps in homes, schools and village halls. "
    "We come the same day when there is no hot water."
)
BETTER_WORDS = f"{WORDS} We train two school leavers every year."
TRAVEL = "How far do you travel? (optional)"
REASON = "Please say whether you take on school leavers: buyers ask us that."


@every_device(PLAIN_PHONE)
def test_a_newcomer_signs_up_and_is_found(site, new_visitor):
    owner, broker = new_visitor(site, "owner"), new_visitor(site, "broker")
    anyone = new_visitor(site, "anyone")
    makes_an_account(owner, site)
    answers_the_first_half(owner)
    comes_back_later(owner)
    answers_the_second_half(owner)
    checks_the_answers_and_sends(owner)
    does_not_find_it_yet(anyone)
    sign_in_as_broker(broker, site)
    asks_for_changes(broker)
    changes_and_sends_again(owner, site)
    approves(broker)
    assert f"Good news: {FIRM} is in the directory." in site.mail_to(OWNER)
    finds_it_by_what_it_means(anyone)


def makes_an_account(owner, site):
    owner.visit("/")
    owner.click("Sign up to be found")
    owner.press("Create an account first")
    owner.fill("Your name", "Marigold Fenwright")
    owner.fill("Your email address", OWNER)
    owner.fill("Choose a password", "password1")
    owner.choose("18 or over")
    owner.press("Create account")
    assert owner.page.locator(".govuk-error-summary").is_visible()
    assert owner.typed("Your email address") == OWNER
    owner.fill("Choose a password", PASSWORD)
    owner.press("Create account")
    assert owner.heading == "Check your email"
    owner.visit(site.link_mailed_to(OWNER))
    owner.press("Confirm my email address")
    owner.sees("Your email address is confirmed. You can sign in now.")
    sign_in(owner, OWNER, "not what I chose")
    assert owner.page.locator(".govuk-error-summary").is_visible()
    sign_in(owner, OWNER, PASSWORD)
    assert owner.heading == "Put your organisation in the directory"


def answers_the_first_half(owner):
    owner.press("Start now")
    assert owner.heading == "What are you?"
    owner.sees("Step 1 of 8")
    owner.press("Continue")
    owner.sees_errors("Select what you are")
    owner.choose("Business")
    owner.press("Continue")
    owner.fill("Name of the organisation", FIRM)
    owner.fill("Website (if you have one)", "www.otmoor-warmth.example")
    owner.press("Continue")
    owner.choose("Companies House")
    owner.fill("Registration number", "12 E4")
    owner.press("Continue")
    owner.sees_errors(
        "A company number has 8 digits, or 2 letters and 6 digits, like 01234567 or OC123456"
    )
    assert owner.typed("Registration number") == "12 E4"
    owner.fill("Registration number", "1234567")
    owner.press("Continue")
    owner.fill("What is your postcode?", "ZZ9 9ZZ")
    owner.press("Continue")
    owner.sees_errors("We do not know that postcode. Check it, or enter one near by")
    assert owner.typed("What is your postcode?") == "ZZ9 9ZZ"


def comes_back_later(owner):
    owner.click("Come back later")
    assert owner.heading == "Your organisations"
    owner.sees("3 of 8 questions answered. Next: where you are based.")
    owner.press("Sign out")
    owner.sees("You are signed out.")
    sign_in(owner, OWNER, PASSWORD)
    assert owner.heading == "Your account"
    owner.click(f"Carry on with {FIRM}")
    assert owner.heading == "What is your postcode?"


def answers_the_second_half(owner):
    owner.fill("What is your postcode?", "ox4 9zz")
    owner.press("Continue")
    owner.sees("We do not know OX4 9ZZ yet, so we put you in the middle of OX4.")
    owner.click("Back")
    owner.fill("What is your postcode?", "ox41aa")
    owner.press("Continue")
    owner.sees("We found OX4 1AA, served by Oxford City Council.")
    owner.fill("What do you do?", "Boilers")
    owner.press("Continue")
    owner.sees_errors("Say a little more: a sentence or two about what you do")
    owner.fill("What do you do?", WORDS)
    owner.press("Continue")
    assert owner.heading == "Which of these fit?"
    owner.fill("Try other words", "bathrooms")
    owner.press("Suggest again")
    owner.press("Continue")
    owner.sees_errors("Select what fits, or “None of these”")
    owner.choose("Maintenance of heating, lifts and electrics in buildings")
    owner.press("Continue")
    assert owner.heading == "Where do you work?"
    owner.choose("Oxford City Council")
    owner.fill(TRAVEL, "a long way")
    owner.press("Continue")
    assert owner.typed(TRAVEL) == "a long way"
    owner.fill(TRAVEL, "12")
    owner.press("Continue")
    owner.choose("Sell to councils and other local buyers")
    owner.press("Continue")


def checks_the_answers_and_sends(owner):
    assert owner.heading == "Check your answers"
    owner.sees("01234567", "OX4 1AA", WORDS)
    owner.click("Change what you want here")
    owner.choose("Send staff to volunteer")
    owner.press("Continue")
    owner.sees("Send staff to volunteer")
    owner.press("Send to a broker")
    assert owner.heading == "Application sent"
    owner.sees(FIRM, "Nothing about Otmoor Warmth is public until then.")


def does_not_find_it_yet(anyone):
    anyone.visit(PAGE, status=404)
    anyone.visit("/")
    anyone.fill("Search the directory", FIRM)
    anyone.press("Search")
    anyone.sees("0 organisations found")
    assert FIRM not in anyone.text


def asks_for_changes(broker):
    broker.open_menu()
    broker.click("Applications")
    broker.click(FIRM)
    broker.sees("Waiting for a broker", WORDS, "Companies House: 01234567")
    broker.press("Ask for changes")
    broker.press("Ask for changes")
    broker.sees_errors("Enter what should be changed")
    broker.fill("What should be changed?", REASON)
    broker.press("Ask for changes")
    broker.sees(f"{FIRM} is asked for changes by email.", "Nothing waits")


def changes_and_sends_again(owner, site):
    assert REASON in site.mail_to(OWNER)
    owner.visit(site.link_mailed_to(OWNER))
    owner.sees("What the broker wrote", REASON)
    owner.click(f"Check your answers and send {FIRM}")
    owner.click("Change what you do")
    owner.fill("What do you do?", BETTER_WORDS)
    owner.press("Continue")
    assert owner.heading == "Which of these fit?"
    owner.choose("Training for work")
    owner.press("Continue")
    owner.sees(BETTER_WORDS, "Training for work")
    owner.press("Send to a broker")
    assert owner.heading == "Application sent"


def approves(broker):
    broker.visit("/broker/applications")
    broker.click(FIRM)
    broker.sees(REASON, BETTER_WORDS)
    broker.press("Approve")
    broker.choose("I found this number on the register, under this name")
    assert broker.typed("Where you saw it") == "Companies House"
    broker.press("Approve")
    broker.sees(f"{FIRM} is in the directory. Its members get an email.")


def finds_it_by_what_it_means(anyone):
    for words in ("plumber", "plumer", "boyler repair"):
        anyone.visit("/directory")
        anyone.fill("What are you looking for?", words)
        anyone.fill("Near", "OX3")
        anyone.press("Search")
        assert anyone.page.get_by_role("link", name=FIRM).is_visible(), words
    anyone.click(FIRM)
    assert anyone.heading == FIRM
    today = f"{utcnow().date():%-d %B %Y}"
    anyone.sees(
        "On a public register: verified",
        f"Verified by a broker of the partnership on {today}: Companies House",
        f"Last confirmed by the organisation on {today}.",
        "01234567 (Companies House)",
    )
    assert "OX4" not in anyone.text
