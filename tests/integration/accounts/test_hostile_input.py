"""Every form and every query string of accounts withstands anything."""

from collections.abc import Callable

import pytest

from brokerage.accounts.rules import LinkPurpose
from brokerage.accounts.service.links import make_link
from tests.factories.accounts import make_user
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page
from tests.support.sign_in import PASSWORD

OVER = "This link no longer works"


def give_password(client: InspectingClient, user: object) -> None:
    page = client.get("/sign-in")
    client.submit(page, {"email": user.email, "password": PASSWORD})


@pytest.mark.parametrize("address", ["/register", "/sign-in", "/reset-password", "/confirm-email"])
def test_forms_for_everyone(client: InspectingClient, db_session, address: str) -> None:
    fuzz_form(client, address)


@pytest.mark.parametrize(
    ("purpose", "address"),
    [(LinkPurpose.RESET, "/reset-password/"), (LinkPurpose.VERIFY, "/confirm-email/")],
)
def test_forms_behind_links(
    client: InspectingClient, db_session, purpose: LinkPurpose, address: str
) -> None:
    token = make_link(make_user(is_verified=False), purpose)
    fuzz_form(
        client,
        f"{address}{token}",
        is_refusal=lambda answer: (
            Page(answer.text).heading in (OVER, "Your email address is confirmed")
        ),
    )


@pytest.mark.parametrize("address", ["/account/name", "/account/password"])
def test_forms_of_ones_own_account(
    sign_in_as: Callable[..., InspectingClient], db_session, address: str
) -> None:
    fuzz_form(sign_in_as(make_user()), address)


@pytest.mark.parametrize("address", ["/sign-in/code", "/sign-in/recovery-code"])
def test_code_forms(client: InspectingClient, db_session, address: str) -> None:
    give_password(client, make_user(is_broker=True))
    fuzz_form(client, address)


def test_setting_up_codes(client: InspectingClient, db_session) -> None:
    give_password(client, make_user(is_broker=True, has_codes=False))
    fuzz_form(client, "/sign-in/set-up-codes")


def test_replacing_codes(sign_in_as: Callable[..., InspectingClient], db_session) -> None:
    fuzz_form(sign_in_as(make_user(is_broker=True)), "/account/codes")


@pytest.mark.parametrize("what", ["suspend", "restore", "role", "reset-codes"])
def test_forms_of_administrators(
    sign_in_as: Callable[..., InspectingClient], db_session, what: str
) -> None:
    desk = sign_in_as(make_user(is_administrator=True))
    fuzz_form(desk, f"/administration/users/{make_user().id}/{what}")


def test_query_strings_of_everyone(client: InspectingClient, db_session) -> None:
    for address in ("/sign-in", "/register"):
        hostile_query_strings(client, address, ["next", "page", "unknown"])


@pytest.mark.parametrize("address", ["users", "audit"])
def test_query_strings_of_administrators(
    sign_in_as: Callable[..., InspectingClient], db_session, address: str
) -> None:
    desk = sign_in_as(make_user(is_administrator=True))
    hostile_query_strings(desk, f"/administration/{address}", ["q", "action", "page"])
