"""What administrators do: with users, with the audit log, with mail that did not arrive."""

import pytest
from sqlalchemy import event, select

from brokerage.accounts.models import RecoveryCode, User
from brokerage.accounts.service import administration
from brokerage.audit import AuditDetails, AuditEvent
from brokerage.errors import DomainError
from brokerage.extensions import db, utcnow
from brokerage.mail import OutboxMessage, queue_mail
from tests.factories.accounts import make_user
from tests.support.page import Page, classes, text_of


@pytest.fixture
def administrator(db_session):
    return make_user(is_administrator=True, name="Ada Ministrator")


@pytest.fixture
def person(db_session):
    return make_user(name="Sam Weller", email="sam@site.example")


@pytest.fixture
def desk(sign_in_as, administrator):
    return sign_in_as(administrator)


def events(action):
    return db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()


def titles(page):
    return [text_of(each) for each in Page(page.text).all("h2") if "card__title" in classes(each)]


def error_of(page):
    return " ".join(Page(page.text).error_summary)


def test_users_are_found_by_part_of_name_or_address(desk, person):
    for words in ("weller", "sam@", "SITE sam", "wEll sam"):
        page = desk.get("/administration/users", query_string={"q": words})
        assert titles(page) == ["Sam Weller"]
    nobody = desk.get("/administration/users", query_string={"q": "100%_"})
    assert "Nobody found" in nobody.text


def test_users_come_a_page_at_a_time(desk, db_session):
    for number in range(30):
        make_user(name=f"Volunteer {number:02}")
    first = desk.get("/administration/users")
    assert "Volunteer 00" in first.text
    assert "Volunteer 29" not in first.text
    assert "Volunteer 29" in desk.get("/administration/users?page=2").text


def test_suspending_ends_sign_ins_at_once_and_tells_the_person(
    desk, person, sign_in_as, administrator, outbox
):
    theirs = sign_in_as(person)
    page = desk.click(desk.get(f"/administration/users/{person.id}"), "Suspend the account")
    assert "Enter the reason" in error_of(desk.submit(page, {"reason": ""}))
    desk.submit(page, {"reason": "Sent advertisements to every host."})
    assert theirs.get("/account").status_code == 302
    assert "Sent advertisements" in outbox.last_to(person.email).body
    kept = events("accounts:user:suspend")[0]
    assert (kept.actor_id, kept.object_id) == (administrator.id, person.id)
    again = desk.get(f"/administration/users/{person.id}/suspend")
    assert "suspended already" in error_of(desk.submit(again, {"reason": "Again"}))

    page = desk.click(desk.get(f"/administration/users/{person.id}"), "Lift the suspension")
    desk.submit(page)
    assert outbox.last_to(person.email).subject == "Your account works again"
    assert sign_in_as(person).get("/account").status_code == 200
    assert "is not suspended" in error_of(desk.submit(page))


@pytest.mark.parametrize("role", ["broker", "administrator"])
def test_making_somebody_staff_ends_their_sign_ins_and_asks_for_codes(
    desk, person, sign_in_as, outbox, role
):
    theirs = sign_in_as(person)
    page = desk.click(desk.get(f"/administration/users/{person.id}"), "Change the role")
    desk.submit(page, {"role": role})
    assert theirs.get("/account").status_code == 302
    assert outbox.last_to(person.email).subject == "Your role was changed"
    client = desk.application.test_client()
    form = {"email": person.email, "password": "moss lantern orchard seven"}
    assert client.submit(client.get("/sign-in"), form).location == "/sign-in/set-up-codes"
    kept = events("accounts:user:change_role")[0]
    details = db.session.get(AuditDetails, kept.id)
    assert (details.before, details.after) == ({"role": "none"}, {"role": role})


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"age_band": "16-17"}, "18 or over"),
        ({"is_verified": False}, "not confirmed"),
        ({"is_suspended": True}, "suspension"),
    ],
)
def test_who_cannot_be_staff(desk, db_session, made, said):
    user = make_user(**made)
    page = desk.get(f"/administration/users/{user.id}/role")
    assert said in error_of(desk.submit(page, {"role": "broker"}))
    db_session.refresh(user)
    assert not user.is_staff


def test_nobody_administers_themselves(desk, administrator, db_session):
    address = f"/administration/users/{administrator.id}"
    assert "This is you" in desk.get(address).text
    for what, form in (
        ("role", {"role": "none"}),
        ("suspend", {"reason": "Tired"}),
        ("reset-codes", {}),
    ):
        page = desk.submit(desk.get(f"{address}/{what}"), form)
        assert "your own account" in error_of(page)
    db_session.refresh(administrator)
    assert administrator.is_administrator
    assert administrator.totp_confirmed_at


def test_the_last_administrator_stays(db_session, administrator):
    somebody = make_user(is_broker=True).as_subject()
    for act in (
        lambda: administration.suspend_user(somebody, administrator.id, "A reason"),
        lambda: administration.change_role(
            somebody, administrator.id, administration.rules.Role.NONE
        ),
    ):
        with pytest.raises(DomainError, match="last administrator"):
            act()


def test_resetting_codes_takes_them_off(desk, db_session, sign_in_as, outbox):
    broker = make_user(is_broker=True)
    db_session.add(RecoveryCode(user_id=broker.id, code_digest="a digest"))
    theirs = sign_in_as(broker)
    page = desk.click(desk.get(f"/administration/users/{broker.id}"), "Reset the sign-in codes")
    desk.submit(page)
    assert theirs.get("/account").status_code == 302
    db_session.refresh(broker)
    assert broker.totp_secret is None
    assert db_session.scalars(select(RecoveryCode)).all() == []
    assert outbox.last_to(broker.email).subject == "Your sign-in codes were changed"


def test_the_audit_log_shows_who_did_what_and_that_it_was_read(desk, person, db_session):
    desk.submit(desk.get(f"/administration/users/{person.id}/role"), {"role": "broker"})
    text = desk.get("/administration/audit").text
    assert "accounts:user:change_role" in text
    assert "Ada Ministrator" in text
    narrowed = desk.get("/administration/audit?action=accounts:user:change_role").text
    assert Page(narrowed).text.count("accounts:sign_in:start") == 1  # only in the list to pick from
    assert len(events("accounts:audit:view")) == 2
    desk.head("/administration/audit")
    assert len(events("accounts:audit:view")) == 2


def test_erased_values_are_said_to_be_erased(desk, db_session):
    kept = db_session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    db_session.delete(db_session.get(AuditDetails, kept.id))
    assert "Erased" in desk.get("/administration/audit").text


def test_looking_at_a_person_is_recorded(desk, person, administrator, db_session):
    desk.get(f"/administration/users/{person.id}")
    kept = events("accounts:user:view")[0]
    assert (kept.actor_id, kept.object_id) == (administrator.id, person.id)


def test_mail_that_was_given_up_is_listed_without_its_text_and_sent_again(
    desk, db_session, outbox, administrator
):
    assert "No mail is waiting for you" in desk.get("/administration/mail").text
    queue_mail(
        to="gone@site.example",
        subject="Set a new password",
        template="accounts/reset_password",
        link="https://site.example/secret",
    )
    message = outbox.last_to("gone@site.example")
    message.parked_at, message.attempts = utcnow(), 10
    message.last_error = "MailRefusedError: 550 <b>no such user</b>"
    page = desk.get("/administration/mail")
    assert "550 &lt;b&gt;no such user" in page.text
    assert "secret" not in page.text
    desk.submit(page)
    db_session.refresh(message)
    assert (message.parked_at, message.attempts) == (None, 0)
    assert events("accounts:mail:send_again")[0].actor_id == administrator.id


def test_mail_that_has_been_sent_is_not_sent_again(desk, db_session, outbox):
    queue_mail(to="a@site.example", subject="x", template="accounts/reset_password", link="x")
    outbox.last_to("a@site.example").sent_at = utcnow()
    number = db_session.scalars(select(OutboxMessage.id)).one()
    token = desk.csrf_token(desk.get("/administration/mail"))
    address = f"/administration/mail/{number}/send-again"
    assert desk.post(address, data={"csrf_token": token}).status_code == 404


def test_missing_users_are_not_found(desk, db_session):
    for what in ("", "/role", "/suspend", "/restore", "/reset-codes"):
        assert desk.get(f"/administration/users/999999{what}").status_code == 404


@pytest.fixture
def count_statements(db_session):
    """Return a function that says how many statements something takes."""

    def count(work):
        statements = []
        listener = lambda *args: statements.append(args[2])  # noqa: E731 - to be taken off again
        connection = db_session.connection()
        event.listen(connection, "before_cursor_execute", listener)
        work()
        event.remove(connection, "before_cursor_execute", listener)
        return len([each for each in statements if "SAVEPOINT" not in each])

    return count


def test_pages_cost_the_same_at_any_length(desk, db_session, count_statements):
    desk.get("/administration/users")
    few = count_statements(lambda: desk.get("/administration/users"))
    for number in range(60):
        make_user(name=f"Volunteer {number:02}")
    assert count_statements(lambda: desk.get("/administration/users")) == few <= 15
    assert db_session.scalars(select(User)).first()
