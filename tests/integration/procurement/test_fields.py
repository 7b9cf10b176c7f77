"""Every post with every column of every table beside its own fields: nothing else is set."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy.orm import Session

from brokerage.accounts.models import User
from brokerage.organisations.models import Organisation
from tests.factories.procurement import (
    make_brief,
    make_share,
    make_shortlist_entry,
)
from tests.factories.searches import make_caterer, make_shown_search
from tests.support.form_fuzzer import changes, post_every_column, snapshot
from tests.support.inspecting_client import InspectingClient

WRITTEN_BESIDE = {"sign_ins", "throttle_counts"}

pytestmark = pytest.mark.usefixtures("reference", "fresh_index")


@dataclass(frozen=True)
class Post:
    """A form, what is typed, and all that may come of it.

    `{name}` stands for the id of that name; `form` is where it posts to, or its button.
    """

    page: str
    form: str | None = None
    typed: dict[str, str] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    """Columns of rows that were there, as "table.column"."""
    added: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Columns of the row that is new in each table; audit, mail and changes aside."""
    by_supplier: bool = False


MOVED = {"briefs.status", "briefs.opened_at"}
CLOSED = {"briefs.status", "briefs.closed_at", "briefs.outcome"}
AUTHOR = {"created_by_id": "{buyer}", "organisation_id": "{authority}"}
DRAFT = AUTHOR | {"status": "draft", "outcome": None, "decide_by": None, "closed_at": None}
ANSWER = {"answer": "interested", "answered_by_id": "{seller}", "result": None, "enquiry_id": None}
POSTS = {
    "start": Post(
        "/organisations/{authority}/briefs",
        "/organisations/{authority}/briefs",
        added={"briefs": DRAFT | {"visibility": "private", "title": ""}},
    ),
    "finish": Post("/briefs/{draft}", "/briefs/{draft}/finish", changed=frozenset(MOVED)),
    "copy": Post(
        "/briefs/{brief}", "/briefs/{brief}/copy", added={"briefs": DRAFT | {"opened_at": None}}
    ),
    "delete": Post("/briefs/{draft}/delete"),
    "share": Post(
        "/briefs/{brief}/share",
        "Share",
        {"colleague": "{viewer}"},
        added={"brief_shares": {"brief_id": "{brief}", "user_id": "{viewer}"}},
    ),
    "end a share": Post("/briefs/{shared}/share", "/briefs/{shared}/share/{viewer}/remove"),
    "close": Post(
        "/briefs/{brief}/close",
        typed={"outcome": "not-needed", "note": "Kept"},
        changed=frozenset(CLOSED | {"briefs.outcome_note"}),
    ),
    "search": Post(
        "/briefs/{shared}",
        "/briefs/{shared}/searches",
        added={"market_searches": {"brief_id": "{shared}", "made_by_id": "{buyer}", "filters": {}}},
    ),
    "shortlist": Post(
        "/briefs/{brief}/searches/{search}",
        "/briefs/{brief}/shortlist/add",
        added={
            "shortlist_entries": {
                "organisation_id": "{caterer}",
                "brief_id": "{brief}",
                "note": "",
                "added_by_id": "{buyer}",
            }
        },
    ),
    "take off": Post("/briefs/{brief}/shortlist", "/briefs/{brief}/shortlist/{listed}/remove"),
    "answer an open brief": Post(
        "/organisations/{supplier}/open-briefs/{open}/answer",
        typed={"answer": "interested"},
        added={"approaches": ANSWER | {"brief_id": "{open}", "organisation_id": "{supplier}"}},
        by_supplier=True,
    ),
}


@pytest.fixture
def ids(
    authority: Organisation,
    buyer_user: User,
    viewer_user: User,
    supplier: Organisation,
    supplier_owner: User,
    db_session: Session,
) -> dict[str, int]:
    """Return the ids that posts are about."""
    brief, shared = (make_brief(authority, buyer_user) for _ in range(2))
    make_share(shared, viewer_user)
    listed, caterer = make_caterer("Barton Lunches"), make_caterer("Leys Kitchen")
    make_shortlist_entry(brief, listed, buyer_user)
    return {
        "authority": authority.id,
        "buyer": buyer_user.id,
        "viewer": viewer_user.id,
        "supplier": supplier.id,
        "seller": supplier_owner.id,
        "brief": brief.id,
        "shared": shared.id,
        "draft": make_brief(authority, buyer_user, status="draft").id,
        "open": make_brief(authority, buyer_user, visibility="open").id,
        "listed": listed.id,
        "caterer": caterer.id,
        "search": make_shown_search(brief, caterer, buyer_user).id,
    }


@pytest.mark.parametrize("name", POSTS)
def test_a_post_sets_its_own_columns_only(
    ids: dict[str, int],
    bashir: InspectingClient,
    simone: InspectingClient,
    db_session: Session,
    name: str,
) -> None:
    post = POSTS[name]
    client = simone if post.by_supplier else bashir
    typed = {key: value.format(**ids) for key, value in post.typed.items()}
    before = snapshot(db_session)
    form = post.form and post.form.format(**ids)
    answer = post_every_column(client, post.page.format(**ids), typed, form=form)
    assert answer.status_code == 303
    after = snapshot(db_session)
    changed = {f"{table}.{column}" for table, column in changes(before, after)}
    assert {each for each in changed if each.split(".")[0] not in WRITTEN_BESIDE} == post.changed
    for table, columns in post.added.items():
        (row,) = [row for key, row in after.items() if key[0] == table and key not in before]
        expected = {
            column: ids[value[1:-1]] if isinstance(value, str) and value[:1] == "{" else value
            for column, value in columns.items()
        }
        assert {column: row[column] for column in expected} == expected


def test_an_enquiry_says_and_reaches_what_its_form_says(
    ids: dict[str, int], bashir: InspectingClient, buyer_user: User, db_session: Session
) -> None:
    page = f"/briefs/{ids['brief']}/enquiries/send"
    before = snapshot(db_session)
    typed = {"audience": "shortlist", "title": "Lunches", "step": "send"}
    answer = post_every_column(bashir, page, typed)
    assert answer.status_code == 303
    after = snapshot(db_session)
    assert {table for table, _ in changes(before, after)} <= WRITTEN_BESIDE
    (sent,) = [row for key, row in after.items() if key[0] == "enquiries"]
    assert (sent["brief_id"], sent["title"], sent["sent_by_id"]) == (
        ids["brief"],
        "Lunches",
        buyer_user.id,
    )
    (reached,) = [row for key, row in after.items() if key[0] == "approaches"]
    assert reached["shortlisted_at"] == sent["sent_at"]
    said = ("answer", "answered_at", "viewed_at", "read_at", "result")
    assert [reached[column] for column in said] == [None] * len(said)
