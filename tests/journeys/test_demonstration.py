"""The demonstration: one click signs in as each role, and its mail is there to read."""

EVERYONE = {
    "supplier-member": "Your organisations",
    "arch-member": "Your organisations",
    "staff-volunteer": "Your organisations",
    "line-manager": "Your organisations",
    "buyer": "Your organisations",
    "broker": "Applications",
    "administrator": "Users",
}


def test_one_click_signs_in_as_each_role(demonstration, new_visitor):
    person = new_visitor(demonstration, "person")
    person.visit("/")
    person.sees("Demonstration. Everyone here is invented")
    person.click("Sign in as someone")
    names = person.page.locator(".card__meta").all_inner_texts()
    assert len(names) == len(EVERYONE)
    for name, opens in zip(names, EVERYONE.values(), strict=True):
        person.press(f"Sign in as {name}")
        person.sees(name)
        person.open_menu()
        person.click(opens)
        person.sees("Demonstration.")
        person.press("Sign out")
        person.click("Sign in as someone")


def test_what_one_role_does_the_next_can_read(demonstration, new_visitor):
    visitor = new_visitor(demonstration, "visitor")
    visitor.visit("/")
    visitor.click("read the mail sent")
    assert visitor.heading == "Mailbox"
    visitor.click("Try the demonstration")
    visitor.click("Create an account")
    visitor.fill("Your name", "Clover Millbrook")
    address = f"clover-{visitor.device}@newcomer.example"
    visitor.fill("Your email address", address)
    visitor.fill("Choose a password", "kestrel pudding viaduct eleven")
    visitor.choose("18 or over")
    visitor.press("Create account")
    visitor.click("read the mail sent")
    visitor.sees(f"To {address}")
    visitor.page.get_by_role("link", name="Confirm your email address").first.click()
    visitor.page.wait_for_url("**/mailbox/*")
    visitor.examine()
    with visitor.page.expect_navigation():
        visitor.page.locator("main a[href*='/confirm-email/']").click()
    visitor.examine()
    visitor.press("Confirm my email address")
    visitor.sees("Your email address is confirmed.")
