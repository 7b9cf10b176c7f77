"""Each form takes whatever is sent, and each page costs the same for ten rows and for many."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from brokerage.competitions.models import Competition, CompetitionInvitation
from brokerage.competitions.service.running import extend_deadline
from tests.factories.competitions import (
    make_clarification,
    make_competition,
    make_declaration,
    make_invitation,
    make_response,
)
from tests.factories.organisations import make_organisation
from tests.factories.procurement import make_brief
from tests.integration.competitions.conftest import Cast
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.inspecting_client import InspectingClient
from tests.support.outbox import Outbox
from tests.support.page import Page
from tests.support.statements import count_statements

MOST_STATEMENTS = 15
MANY = 30


@dataclass(frozen=True)
class There:
    """A draft, an open and an opened competition, and the bakery's part in each."""

    draft: Competition
    open: Competition
    opened: Competition
    invitation: CompetitionInvitation
    response_id: int
    """Of the opened one."""


@pytest.fixture
def there(cast: Cast) -> There:
    """Return all three, each of a brief of its own."""
    draft = make_competition(cast.brief, cast.buyer, cast.measure, status="draft")
    running = make_competition(make_brief(cast.council, cast.buyer), cast.buyer, cast.measure)
    opened = make_competition(
        make_brief(cast.council, cast.buyer), cast.buyer, cast.measure, status="opened"
    )
    invitation = make_invitation(running, cast.bakery)
    make_clarification(invitation, cast.baker)
    make_declaration(opened, cast.buyer)
    response = make_response(make_invitation(opened, cast.bakery), cast.baker, is_opened=True)
    return There(
        draft=draft,
        open=running,
        opened=opened,
        invitation=invitation,
        response_id=response.id,
    )


def addresses(there: There) -> dict[str, str]:
    """Return each form's address by its name."""
    draft, running, opened = (
        f"/competitions/{each.id}" for each in (there.draft, there.open, there.opened)
    )
    mine = f"/competitions/invitations/{there.invitation.id}"
    return {
        "edit": f"{draft}/edit",
        "question": f"{draft}/questions/add",
        "measures": f"{draft}/measures",
        "invite": f"{draft}/invite",
        "extend": f"{running}/extend",
        "withdraw": f"{running}/withdraw",
        "declare": f"{running}/declare",
        "score": f"{opened}/responses/{there.response_id}/score",
        "agree": f"{opened}/responses/{there.response_id}/agree",
        "decide": f"{opened}/decide",
        "respond": f"{mine}/respond",
        "ask": f"{mine}/ask",
    }


@pytest.mark.parametrize(
    "name",
    [
        "edit",
        "question",
        "measures",
        "invite",
        "extend",
        "withdraw",
        "declare",
        "score",
        "agree",
        "decide",
        "respond",
        "ask",
    ],
)
def test_a_form_takes_whatever_is_sent(
    cast: Cast, there: There, sign_in_as: Callable[..., InspectingClient], name: str
) -> None:
    client = sign_in_as(cast.baker if name in ("respond", "ask") else cast.buyer)
    fuzz_form(client, addresses(there)[name], posts=20)


def test_a_buyer_s_answer_takes_whatever_is_sent(there: There, bashir: InspectingClient) -> None:
    listed = bashir.get(f"/competitions/{there.open.id}/clarifications")
    page = bashir.click(listed, "Answer question 1")
    fuzz_form(bashir, page.request.path, posts=20)


def test_a_supplier_s_list_takes_any_page_number(
    cast: Cast, there: There, simone: InspectingClient
) -> None:
    hostile_query_strings(simone, f"/organisations/{cast.bakery.id}/competitions", ["page"])


def test_a_page_costs_the_same_for_many(
    cast: Cast,
    there: There,
    bashir: InspectingClient,
    simone: InspectingClient,
    db_session: Session,
) -> None:
    own = f"/organisations/{cast.bakery.id}/competitions"
    pages = [
        (bashir, f"/competitions/{there.draft.id}"),
        (bashir, f"/competitions/{there.draft.id}/invite"),
        (bashir, f"/competitions/{there.open.id}"),
        (bashir, f"/competitions/{there.open.id}/clarifications"),
        (bashir, f"/competitions/{there.opened.id}/evaluation"),
        (bashir, f"/competitions/{there.opened.id}/decide"),
        (bashir, f"/briefs/{cast.brief.id}"),
        (bashir, f"/briefs/{cast.brief.id}/shortlist"),
        (simone, own),
        (simone, f"/competitions/invitations/{there.invitation.id}"),
        (simone, f"/competitions/invitations/{there.invitation.id}/respond"),
    ]
    few = [count_statements(client, address) for client, address in pages]
    for _ in range(MANY):
        supplier = make_organisation()
        make_response(make_invitation(there.opened, supplier), cast.cook, is_opened=True)
        asking = make_invitation(there.open, supplier)
        make_clarification(asking, cast.cook)
        other = make_competition(make_brief(cast.council, cast.buyer), cast.buyer)
        make_invitation(other, cast.bakery)
    db_session.flush()
    many = [count_statements(client, address) for client, address in pages]
    assert many == few
    assert max(many) <= MOST_STATEMENTS, dict(
        zip([address for _, address in pages], many, strict=False)
    )


def test_more_time_is_told_to_everyone_and_the_buyer_finds_what_runs(
    cast: Cast, there: There, bashir: InspectingClient, outbox: Outbox
) -> None:
    later = there.open.deadline_at + timedelta(days=7)
    reason = "Two suppliers asked for more time."
    extend_deadline(cast.buyer.as_subject(), there.open, later, reason)
    assert there.open.deadline_at == later
    for address in (cast.baker.email, cast.buyer.email):
        assert any(reason in each.body for each in outbox.to(address))
    page = Page(bashir.get(f"/organisations/{cast.council.id}").text)
    assert there.open.title in page.text
