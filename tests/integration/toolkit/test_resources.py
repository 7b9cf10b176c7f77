"""Resources: found, written, published, read again, retired; case studies suggested."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from brokerage.audit import AuditEvent
from brokerage.extensions import db, utcnow
from brokerage.toolkit.models import Resource, ResourceVersion
from brokerage.toolkit.queries import list_suggestions
from brokerage.toolkit.queries.suggestions import list_suggestions_on
from brokerage.toolkit.service.files import load_reference_toolkit
from brokerage.toolkit.tasks import mind_toolkit
from tests.factories.organisations import make_organisation
from tests.factories.toolkit import make_resource
from tests.support.form_fuzzer import fuzz_form, hostile_query_strings
from tests.support.statements import count_statements

WAGE = (("theme", "fair-wages"), ("voice", "employer"), ("pledge", "pay-oxford-living-wage"))


def write(day=None):
    day = day or utcnow().date() + timedelta(days=200)
    return {
        "title": "Fair pay, step by step",
        "kind": "resource",
        "summary": "What to look at before you promise a living wage.",
        "body": "## First\n\nAsk [the city](https://pay.example/a).\n\n<script>alert(1)</script>",
        "pledges": "pay-oxford-living-wage, another-pledge",
        "voices": ["employer"],
        "source": "A paper, read in 2026",
        "review_by-day": str(day.day),
        "review_by-month": str(day.month),
        "review_by-year": str(day.year),
    }


def test_what_is_published_is_found_by_words_with_slips_and_by_filters(client, db_session):
    wage = make_resource(title="Pay a living wage", tags=WAGE)
    make_resource(title="Insurance for small firms", summary="Which cover buyers ask for.", body="x")
    make_resource(title="Living wage draft", state="draft", published_at=None)
    page = client.get("/toolkit?q=livng+wagse")
    assert "1 resource found" in page.text
    assert "Pay a living wage" in page.text
    assert "Insurance" not in page.text
    assert "1 resource found" in client.get("/toolkit?theme=fair-wages&voice=employer").text
    assert "Nothing was found" in client.get("/toolkit?q=zeppelin").text
    shown = client.get(f"/toolkit/resources/{wage.id}")
    assert "<strong>everyone</strong>" in shown.text
    assert "Last reviewed" in shown.text
    hostile_query_strings(client, "/toolkit", ["q", "kind", "theme", "voice", "pledge", "page"])


def test_an_empty_toolkit_says_so_and_a_long_one_has_a_second_page(client, db_session):
    assert "The toolkit is empty" in client.get("/toolkit").text
    for _ in range(25):
        make_resource()
    assert "Showing 21 to 25 of 25 resources" in client.get("/toolkit?page=2").text
    assert "Showing 21 to 25" in client.get("/toolkit?q=wage&page=2").text
    assert "There is nothing on this page" in client.get("/toolkit?page=9").text


def test_a_broker_writes_publishes_changes_restores_and_retires(brona, client, db_session):
    page = brona.get("/toolkit/resources/add")
    refused = brona.submit(page, write() | {"title": "", "body": "![a](https://x.example/a.png)"})
    assert "Enter a title" in refused.text
    refused = brona.submit(page, write() | {"body": "![a](https://x.example/a.png) and more words"})
    assert "Pictures cannot be shown here" in refused.text
    assert "What to look at before you promise" in refused.text
    draft = brona.submit(page, write(), follow_redirects=True)
    resource = db_session.scalars(select(Resource)).one()
    address = f"/toolkit/resources/{resource.id}"
    assert client.get(address).status_code == 404
    assert "&lt;script&gt;" in draft.text
    assert 'rel="nofollow noopener noreferrer"' in draft.text
    brona.submit(draft, {}, form="Publish")
    assert "Fair pay, step by step" in client.get(address).text
    edit = brona.get(f"{address}/edit")
    brona.submit(edit, {"title": "Fair pay in three steps"})
    assert "Fair pay in three steps" in client.get(address).text
    assert "Another pledge" in client.get(address).text
    old = brona.click(brona.get(f"{address}/manage"), "Version 1")
    assert "Fair pay, step by step" in old.text
    brona.submit(old, {}, form="Let it say this again")
    assert "Fair pay, step by step" in client.get(address).text
    numbers = db_session.scalars(select(ResourceVersion.number)).all()
    assert sorted(numbers) == [1, 2, 3]
    manage = brona.get(f"{address}/manage")
    brona.submit(manage, {}, form="Retire")
    assert client.get(address).status_code == 404
    brona.submit(brona.get(f"{address}/manage"), {}, form="Publish")
    client.get(address)
    actions = db_session.scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("toolkit:"))
        .order_by(AuditEvent.id)
    ).all()
    verbs = [action.rpartition(":")[2] for action in actions]
    assert verbs == ["add", "publish", "edit", "restore", "retire", "publish"]


def test_what_is_overdue_is_flagged_and_brokers_are_told_once(brona, client, db_session, outbox):
    late = make_resource(title="Old advice", review_by=utcnow().date() - timedelta(days=1))
    make_resource(title="Soon to read", review_by=utcnow().date() + timedelta(days=10))
    make_resource(title="Fresh")
    listed = brona.get("/toolkit/manage?state=overdue")
    assert "1 resource was not read again in time" in listed.text
    assert "Old advice" in listed.text
    assert "Soon to read" not in listed.text
    for _ in range(2):
        mind_toolkit()
    mails = outbox.to("brona@example.org")
    assert len(mails) == 1
    assert "Not read again in time" in mails[0].body
    assert "Soon to read" in mails[0].body
    assert "Fresh" not in mails[0].body
    review = brona.get(f"/toolkit/resources/{late.id}/review")
    yesterday = utcnow().date() - timedelta(days=1)
    parts = {"day": yesterday.day, "month": yesterday.month, "year": yesterday.year}
    wrong = brona.submit(review, {f"review_by-{name}": str(part) for name, part in parts.items()})
    assert "The next reading must be after today" in wrong.text
    brona.submit(review, {})
    assert "0 resources" in brona.get("/toolkit/manage?state=overdue").text


def test_a_case_study_is_suggested_sent_back_changed_and_taken(
    simone, brona, client, firm, db_session, outbox
):
    own = f"/organisations/{firm.id}/toolkit"
    page = simone.click(simone.get(own), "Suggest a case study")
    told = {
        "title": "How we took on two trainees",
        "summary": "A small bakery and its first two trainees.",
        "body": "We asked the college, and it went well after a slow start.",
    }
    assert "Tick that you may share this" in simone.submit(page, told).text
    simone.submit(page, told | {"has_agreed": ["yes"]})
    resource = db_session.scalars(select(Resource)).one()
    assert (resource.kind, resource.state) == ("case-study", "suggested")
    assert "A case study to read" in outbox.last_to("brona@example.org").subject
    assert "five working days" in outbox.last_to("simone@example.org").body
    address = f"/toolkit/resources/{resource.id}"
    assert client.get(address).status_code == 404
    decline = brona.click(brona.get(f"{address}/manage"), "Do not take it yet")
    brona.submit(decline, {"reason": "Say what it cost you, please."})
    assert "Say what it cost you" in outbox.last_to("simone@example.org").body
    edit = simone.click(simone.get(own), "Change How we took on two trainees")
    assert "Say what it cost you" in edit.text
    simone.submit(edit, {"body": "It cost us eight days of work.", "has_agreed": ["yes"]})
    assert len([m for m in outbox.to("brona@example.org") if "to read" in m.subject]) == 2
    brona.submit(brona.get(f"{address}/manage"), {}, form="Publish")
    assert "Told by" in client.get(address).text
    assert "is published" in outbox.last_to("simone@example.org").subject
    assert simone.get(f"/case-studies/{resource.id}/edit").status_code == 404
    assert "Published" in simone.get(own).text


def test_suggestions_fit_closely_or_are_not_made(db_session):
    very = make_resource(tags=WAGE)
    theme = make_resource(tags=(("theme", "fair-wages"),))
    make_resource(tags=(("voice", "employer"),))
    make_resource(tags=WAGE, state="retired", retired_at=utcnow())
    found = list_suggestions(theme="fair-wages", pledge="pay-oxford-living-wage", role="employer")
    assert found == [very, theme]
    assert list_suggestions(pledge="pay-oxford-living-wage", limit=1) == [very]
    assert len(list_suggestions(role="employer")) == 2
    assert list_suggestions(topic="no-such-topic", role="employer") == []
    assert list_suggestions() == []
    cyber = make_resource(tags=(("topic", "cyber-essentials"), ("topic", "insurance")))
    cover = make_resource(tags=(("topic", "insurance"),))
    assert list_suggestions_on({"insurance", "cyber-essentials"}) == [cyber, cover]


def test_a_gap_in_a_passport_shows_what_helps(simone, firm, db_session):
    make_resource(title="Cyber Essentials for the smallest", tags=(("topic", "cyber-essentials"),))
    passport = simone.get(f"/organisations/{firm.id}/passport")
    assert "What can help with what is missing" in passport.text
    assert "Cyber Essentials for the smallest" in passport.text


def test_what_ships_loads_once_and_is_never_written_over(app, db_session):
    first = load_reference_toolkit()
    assert first.resources >= 10
    assert first.rejected == ()
    one = db_session.scalars(select(Resource).order_by(Resource.id)).first()
    one.title = "A broker's own words"
    db_session.flush()
    assert load_reference_toolkit().sentence == "The toolkit is as it was"
    assert one.title == "A broker's own words"
    assert not db_session.scalars(select(Resource.id).where(Resource.kind == "case-study")).all()


def test_the_command_lists_what_it_cannot_use(app, db_session, tmp_path):
    (tmp_path / "resources").mkdir()
    good = "title: Some advice\nkind: resource\nsummary: Advice that helps you.\nsource: ours\n\n"
    (tmp_path / "resources" / "good.md").write_text(good + "Do this, and then do that as well.")
    (tmp_path / "resources" / "bad.md").write_text(good + "short")
    (tmp_path / "resources" / "odd.md").write_text("colour: red\n\nDo this, and then that.")
    run = app.test_cli_runner().invoke(args=["brokerage", "load-toolkit", str(tmp_path)])
    assert "Added 0 labels and 1 resources" in run.output
    assert "bad.md has no text after the empty line" in run.output
    assert "odd.md has a line that is none of" in run.output


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "published", "published_at": None},
        {"state": "retired", "retired_at": None},
        {"state": "suggested", "organisation_id": None},
        {"kind": "picture"},
    ],
)
def test_the_database_refuses_what_makes_no_sense(db_session, wrong):
    make_resource()
    with pytest.raises(IntegrityError), db_session.begin_nested():
        db_session.execute(update(Resource).values(**wrong))


def test_each_form_stands_hostile_posts(brona, simone, firm, db_session):
    resource = make_resource()
    suggested = make_resource(
        kind="case-study", state="suggested", organisation_id=firm.id, published_at=None
    )
    address = f"/toolkit/resources/{resource.id}"
    for client, page in (
        (brona, "/toolkit/resources/add"),
        (brona, f"{address}/edit"),
        (brona, f"{address}/review"),
        (brona, f"/toolkit/resources/{suggested.id}/decline"),
        (simone, f"/case-studies/{suggested.id}/edit"),
    ):
        fuzz_form(client, page, posts=15)
    db.session.flush()
    fuzz_form(simone, f"/organisations/{firm.id}/case-studies/suggest", posts=15)


def test_each_page_takes_as_many_statements_for_ten_rows_as_for_forty(
    client, brona, simone, firm, db_session
):
    first = make_resource(tags=WAGE, organisation_id=firm.id, kind="case-study")
    addresses = [
        (client, "/toolkit"),
        (client, "/toolkit?q=wage"),
        (client, f"/toolkit/resources/{first.id}"),
        (brona, "/toolkit/manage"),
        (brona, f"/toolkit/resources/{first.id}/manage"),
        (simone, f"/organisations/{firm.id}/toolkit"),
        (simone, f"/organisations/{firm.id}/passport"),
    ]
    counts = []
    for more in (10, 40):
        for number in range(more):
            other = make_organisation(slug=f"firm-{more}-{number}")
            make_resource(tags=WAGE, organisation_id=other.id)
        counts.append([count_statements(*each) for each in addresses])
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 15, counts
