"""Papers beside proofs: what is kept, who reads it, and what is refused."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer
from werkzeug.test import TestResponse

from brokerage.accounts.models import User
from brokerage.audit import AuditEvent
from brokerage.errors import DomainError
from brokerage.organisations.models import Evidence, Organisation
from brokerage.organisations.service.evidence import (
    reject_evidence,
    remove_evidence,
    state_evidence,
)
from brokerage.passports.models import EvidenceDocument, Site
from brokerage.passports.rules.documents import MOST_A_PROOF, MOST_AN_ORGANISATION, check_room
from brokerage.passports.service.proofs import remove_site
from brokerage.permissions import Subject
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.passports import make_site, make_year
from tests.integration.passports.conftest import SignIn
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.cookie)</script>"

pytestmark = pytest.mark.usefixtures("reference")


def pdf(inside: bytes = b"", after: bytes = b"\n") -> bytes:
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n"
        + inside
        + b"\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF"
        + after
    )


def written(size: tuple[int, int] = (60, 40), kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("run.exe", b"\0" * 5_000_000)
    return out.getvalue()


def archive_that_ends_as_a_pdf() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("run.exe", b"run")
        packed.comment = b"\n%%EOF\n"
    return out.getvalue()


@pytest.fixture
def site(organisation: Organisation) -> Site:
    return make_site(organisation)


def send(
    client: InspectingClient,
    where: str,
    raw: bytes,
    name: str = "lease.pdf",
    title: str = "Our lease",
) -> TestResponse:
    page = client.get(where)
    return client.submit(page, {"document": (BytesIO(raw), name), "title": title})


def add_address(site: Site) -> str:
    base = f"/organisations/{site.organisation_id}/passport/documents"
    return f"{base}/site/{site.id}/add"


def stored(session: Session) -> list[EvidenceDocument]:
    session.expire_all()
    return list(
        session.scalars(select(EvidenceDocument).options(undefer(EvidenceDocument.content)))
    )


def address_of(document: EvidenceDocument) -> str:
    return f"/organisations/{document.organisation_id}/passport/documents/{document.id}"


def test_a_paper_is_added_read_by_a_broker_and_removed(
    db_session: Session, site: Site, olu: InspectingClient, bea: InspectingClient
) -> None:
    raw = pdf()
    answer = send(olu, add_address(site), raw)
    page = olu.get(answer.location)
    assert "The paper is added" in page.text
    assert "Our lease" in page.text
    (document,) = stored(db_session)
    assert document.content == raw
    shown = bea.get(f"/broker/passports/sites/{site.id}")
    assert address_of(document) in shown.text

    for reader in (olu, bea):
        served = reader.get(address_of(document))
        assert served.data == raw
        assert served.mimetype == "application/pdf"
        disposition = served.headers["Content-Disposition"]
        assert disposition == f'attachment; filename="paper-{document.id}.pdf"'
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in served.headers["Content-Security-Policy"].split("; ")
        assert "script-src" not in served.headers["Content-Security-Policy"]
        assert served.headers["Cache-Control"] == "no-store"

    page = olu.get(f"/organisations/{site.organisation_id}/passport")
    olu.submit(page, form=f"{address_of(document)}/remove")
    assert stored(db_session) == []
    actions = list(db_session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert [each for each in actions if ":document:" in each and "read" not in each] == [
        "passports:document:add",
        "passports:document:remove",
    ]


def test_members_and_brokers_read_it_and_nobody_else(
    db_session: Session,
    site: Site,
    olu: InspectingClient,
    vic: InspectingClient,
    client: InspectingClient,
    sign_in_as: SignIn,
) -> None:
    send(olu, add_address(site), pdf())
    (document,) = stored(db_session)
    assert vic.get(address_of(document)).status_code == 200
    assert vic.get(add_address(site)).status_code in {403, 404}
    other = make_user()
    elsewhere = make_organisation(owner=other)
    stranger = sign_in_as(other)
    assert stranger.get(address_of(document)).status_code in {403, 404}
    mine = f"/organisations/{elsewhere.id}/passport/documents"
    assert stranger.get(f"{mine}/{document.id}").status_code == 404
    assert stranger.get(f"{mine}/site/{site.id}/add").status_code == 404
    assert stranger.get(f"{mine}/pet/{site.id}/add").status_code == 404
    assert client.get(address_of(document)).status_code == 302


REFUSED = {
    "an archive": (archive(), "lease.pdf"),
    "an archive that ends as a PDF": (archive_that_ends_as_a_pdf(), "lease.pdf"),
    "a PDF with an archive behind it": (pdf(after=archive()), "lease.pdf"),
    "a PDF that is an archive too": (pdf(archive_that_ends_as_a_pdf(), b""), "lease.pdf"),
    "a PDF behind a page": (SCRIPT + pdf(), "lease.pdf"),
    "a PDF with a page in its head": (pdf(SCRIPT), "lease.pdf"),
    "a PDF with a program": (pdf(b"<</S /JavaScript /JS (app.alert(1))>>"), "lease.pdf"),
    "a PDF with a hidden program": (pdf(b"<</S /J#61vaScript /JS (1)>>"), "lease.pdf"),
    "a PDF that starts something": (pdf(b"<</S /Launch /F (cmd.exe)>>"), "lease.pdf"),
    "a PDF with a file inside": (pdf(b"<</Names <</EmbeddedFiles 4 0 R>>>>"), "lease.pdf"),
    "a locked PDF": (pdf(b"<</Encrypt 4 0 R>>"), "lease.pdf"),
    "half a PDF": (pdf()[:-9], "lease.pdf"),
    "EICAR": (EICAR, "lease.pdf"),
    "EICAR in a PDF": (pdf(EICAR), "lease.pdf"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "lease.png"),
    "a page": (b"<!doctype html>" + SCRIPT, "lease.pdf"),
    "half a picture": (written(kind="JPEG")[:300], "lease.jpg"),
    "50 megapixels": (written((10_000, 5_000), optimize=True), "lease.png"),
    "a bitmap": (written(kind="BMP"), "lease.png"),
    "nothing": (b"", "lease.pdf"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_paper_is_refused_and_not_stored(
    db_session: Session, site: Site, olu: InspectingClient, what: str
) -> None:
    raw, name = REFUSED[what]
    answer = send(olu, add_address(site), raw, name)
    assert answer.status_code == 200
    assert len(Page(answer.text).error_summary) == 1
    assert "Our lease" in answer.text  # what was typed stays
    assert stored(db_session) == []


TWO_THINGS = {
    "a picture and a page": (written() + SCRIPT, "lease.png"),
    "a picture and an archive": (written() + archive(), "lease.png"),
    "a picture and a PDF": (written(kind="JPEG") + pdf(b"/JavaScript"), "lease.jpg"),
    "a picture and a virus": (written(kind="JPEG", comment=EICAR) + EICAR, "lease.jpg"),
    "a path as its name": (written(), "../../../etc/cron.d/lease.png"),
    "two endings": (written(), "lease.php.png"),
    "a false ending": (written(), "lease.html"),
}


@pytest.mark.parametrize("what", TWO_THINGS)
def test_a_picture_is_written_anew_and_its_name_forgotten(
    db_session: Session, site: Site, olu: InspectingClient, what: str
) -> None:
    raw, name = TWO_THINGS[what]
    assert send(olu, add_address(site), raw, name).status_code == 303
    (document,) = stored(db_session)
    served = olu.get(address_of(document))
    assert served.mimetype == "image/jpeg"
    assert served.data.startswith(b"\xff\xd8\xff")
    assert Image.open(BytesIO(served.data)).size == (60, 40)
    for left_over in (SCRIPT, EICAR, b"PK\x03\x04", b"%PDF", b"/JavaScript"):
        assert left_over not in served.data
    filename = f'attachment; filename="paper-{document.id}.jpg"'
    assert served.headers["Content-Disposition"] == filename


def test_there_is_room_for_so_many(db_session: Session, site: Site, olu: InspectingClient) -> None:
    for number in range(MOST_A_PROOF):
        raw = pdf(b"%" + str(number).encode())
        assert send(olu, add_address(site), raw).status_code == 303
    refused = send(olu, add_address(site), pdf(b"% one more"))
    assert "papers are the most here" in refused.text
    assert len(stored(db_session)) == MOST_A_PROOF
    with pytest.raises(DomainError, match="in all"):
        check_room(0, MOST_AN_ORGANISATION)


def test_the_same_paper_twice_is_one(
    db_session: Session, site: Site, olu: InspectingClient
) -> None:
    send(olu, add_address(site), pdf())
    again = send(olu, add_address(site), pdf())
    assert "This paper is there already" in again.text
    assert len(stored(db_session)) == 1


def test_a_paper_goes_with_what_it_shows(
    db_session: Session, owner: User, organisation: Organisation, site: Site, olu: InspectingClient
) -> None:
    actor = Subject(user_id=owner.id)
    evidence = state_evidence(actor, organisation, "oxford-living-wage", "")
    year = make_year(organisation)
    base = f"/organisations/{organisation.id}/passport/documents"
    for where in (f"site/{site.id}", f"evidence/{evidence.id}", f"year/{year.id}"):
        assert send(olu, f"{base}/{where}/add", pdf()).status_code == 303
    assert len(stored(db_session)) == 3
    shown = olu.get(f"/organisations/{organisation.id}/evidence")
    assert "Our lease" in shown.text
    remove_evidence(actor, organisation, db_session.scalars(select(Evidence)).one())
    remove_site(actor, organisation, db_session.scalars(select(Site)).one())
    page = olu.get(f"/organisations/{organisation.id}/passport")
    olu.submit(page, form=f"/organisations/{organisation.id}/passport/years/{year.id}/remove")
    assert stored(db_session) == []


def test_a_new_paper_puts_what_was_refused_before_a_broker_again(
    db_session: Session,
    owner: User,
    broker: User,
    organisation: Organisation,
    olu: InspectingClient,
    bea: InspectingClient,
) -> None:
    evidence = state_evidence(Subject(user_id=owner.id), organisation, "oxford-living-wage", "")
    reject_evidence(Subject(user_id=broker.id), organisation, evidence, "I could not find it.")
    base = f"/organisations/{organisation.id}/passport/documents"
    send(olu, f"{base}/evidence/{evidence.id}/add", pdf())
    db_session.expire_all()
    assert evidence.refused_on is None
    shown = bea.get(f"/broker/applications/{organisation.id}/evidence/{evidence.id}/verify")
    assert address_of(stored(db_session)[0]) in shown.text


def test_the_form_stands_hostile_posts(site: Site, olu: InspectingClient) -> None:
    fuzz_form(olu, add_address(site))
