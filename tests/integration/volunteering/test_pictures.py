"""The picture of an opportunity: what is sent is never stored, and what is served is ours."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from brokerage.audit import AuditEvent
from brokerage.organisations.models import Organisation
from brokerage.volunteering.models import Opportunity, OpportunityPicture
from tests.factories.volunteering import make_opportunity, make_picture
from tests.support.form_fuzzer import fuzz_form
from tests.support.inspecting_client import InspectingClient
from tests.support.page import Page

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SCRIPT = b"<script>alert(document.cookie)</script>"
ALT_TEXT = "Three people plant an apple tree"

pytestmark = pytest.mark.usefixtures("reference")


def written(size: tuple[int, int] = (60, 40), kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind, **options)
    return out.getvalue()


def zip_bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("picture.png", b"\0" * 5_000_000)
    return out.getvalue()


def edit_address(opportunity: Opportunity) -> str:
    return f"/opportunities/{opportunity.id}/picture/edit"


def send(
    client: InspectingClient,
    opportunity: Opportunity,
    raw: bytes,
    name: str = "picture.png",
    alt_text: str = ALT_TEXT,
) -> TestResponse:
    page = client.get(edit_address(opportunity))
    return client.submit(page, {"picture": (BytesIO(raw), name), "alt_text": alt_text})


def stored(session: Session) -> OpportunityPicture | None:
    session.expire_all()
    return session.scalars(select(OpportunityPicture)).one_or_none()


def served(client: InspectingClient, opportunity: Opportunity) -> TestResponse:
    page = Page(client.get(f"/opportunities/{opportunity.id}").text)
    (source,) = [
        each.get("src", "") for each in page.all("img") if "/picture/" in each.get("src", "")
    ]
    return client.get(source)


def test_a_picture_is_sent_shown_described_and_removed(
    db_session: Session, host: Organisation, hester: InspectingClient, client: InspectingClient
) -> None:
    opportunity = make_opportunity(host)
    answer = send(hester, opportunity, written())
    page = hester.get(answer.location)
    assert "The picture is saved." in Page(page.text).text
    alts = [each.get("alt") for each in Page(page.text).all("img")]
    assert ALT_TEXT in alts

    answer = served(client, opportunity)
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="picture.jpg"'
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "img-src 'self'" in answer.headers["Content-Security-Policy"]
    assert Image.open(BytesIO(answer.data)).size == (60, 40)

    change = hester.click(page, "Change the picture")
    first = stored(db_session).digest
    hester.submit(change, {"alt_text": "An orchard"})
    assert (stored(db_session).alt_text, stored(db_session).digest) == ("An orchard", first)
    page = hester.submit(
        hester.get(f"/opportunities/{opportunity.id}/host"), form="Remove the picture"
    )
    assert page.status_code == 303
    assert stored(db_session) is None
    actions = db_session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [action for action in actions if ":picture:" in action] == [
        "volunteering:picture:set",
        "volunteering:picture:describe",
        "volunteering:picture:remove",
    ]


def test_another_picture_takes_the_place_of_the_first(
    db_session: Session, host: Organisation, hester: InspectingClient, client: InspectingClient
) -> None:
    opportunity = make_opportunity(host)
    send(hester, opportunity, written())
    first = stored(db_session).digest
    send(hester, opportunity, written((90, 90)))
    assert db_session.scalar(select(func.count()).select_from(OpportunityPicture)) == 1
    assert client.get(f"/opportunities/{opportunity.id}/picture/{first}").status_code == 404
    assert served(client, opportunity).status_code == 200


REFUSED = {
    "an archive that unpacks large": (zip_bomb(), "picture.png"),
    "EICAR": (EICAR, "picture.png"),
    "EICAR as a JPEG": (b"\xff\xd8\xff\xe0" + EICAR, "picture.jpg"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "picture.svg"),
    "a page": (b"<!doctype html>" + SCRIPT, "picture.jpg"),
    "a program": (b"<?php system($_GET['c']); ?>", "picture.php.jpg"),
    "half a picture": (written(kind="JPEG")[:300], "picture.jpg"),
    "50 megapixels": (written((10_000, 5_000), optimize=True), "picture.png"),
    "a bitmap": (written(kind="BMP"), "picture.png"),
    "nothing": (b"", "picture.png"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_is_refused_and_not_stored(
    db_session: Session, host: Organisation, hester: InspectingClient, what: str
) -> None:
    raw, name = REFUSED[what]
    answer = send(hester, make_opportunity(host), raw, name)
    assert answer.status_code == 200
    assert len(Page(answer.text).error_summary) == 1
    assert stored(db_session) is None


TWO_THINGS = {
    "a picture and a page": (written(kind="GIF") + SCRIPT, "picture.gif"),
    "a picture and an archive": (written(kind="PNG") + zip_bomb(), "picture.png"),
    "a picture and a virus": (written(kind="JPEG", comment=EICAR) + EICAR, "holiday.jpg"),
    "a path as its name": (written(), "../../../etc/cron.d/picture.png"),
    "two endings": (written(), "picture.php.png"),
    "a false ending": (written(kind="GIF"), "picture.html"),
}


@pytest.mark.parametrize("what", TWO_THINGS)
def test_of_what_is_a_picture_and_more_only_the_picture_is_kept(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    client: InspectingClient,
    what: str,
) -> None:
    raw, name = TWO_THINGS[what]
    opportunity = make_opportunity(host)
    assert send(hester, opportunity, raw, name).status_code == 303
    answer = served(client, opportunity)
    assert (answer.mimetype, answer.data) == ("image/jpeg", stored(db_session).jpeg)
    assert answer.data.startswith(b"\xff\xd8\xff")
    for foreign in (SCRIPT, EICAR, b"PK\x03\x04", b"GIF8", b"PNG"):
        assert foreign not in answer.data
    assert name not in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("alt_text", ["", " ", "x" * 201])
def test_without_words_for_it_a_picture_is_not_stored(
    db_session: Session, host: Organisation, hester: InspectingClient, alt_text: str
) -> None:
    answer = send(hester, make_opportunity(host), written(), alt_text=alt_text)
    assert "the picture shows" in Page(answer.text).error_summary[0].lower()
    assert stored(db_session) is None


def test_no_picture_at_all_is_said(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    page = hester.get(edit_address(make_opportunity(host)))
    answer = hester.submit(page, {"alt_text": ALT_TEXT})
    assert Page(answer.text).error_summary == ["Select a picture"]


def test_more_than_a_request_may_hold_is_too_big(
    db_session: Session, host: Organisation, hester: InspectingClient
) -> None:
    opportunity = make_opportunity(host)
    assert send_megabytes(hester, opportunity, 9).status_code == 413
    answer = send_megabytes(hester, opportunity, 7)
    assert "smaller than 7MB" in Page(answer.text).error_summary[0]
    assert stored(db_session) is None


def send_megabytes(client: InspectingClient, opportunity: Opportunity, number: int) -> TestResponse:
    """Send a body written by hand: the client's own would go through a file it leaves open."""
    token = client.csrf_token(client.get(edit_address(opportunity)))
    named = b'--line\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
    body = b"".join(
        (
            named % (b"csrf_token", b"", token.encode()),
            named % (b"alt_text", b"", ALT_TEXT.encode()),
            named % (b"picture", b'; filename="a.jpg"', b"\0" * (number * 1024 * 1024 + 1)),
            b"--line--\r\n",
        )
    )
    kind = "multipart/form-data; boundary=line"
    return client.post(edit_address(opportunity), data=body, content_type=kind)


def test_the_picture_of_a_draft_is_its_hosts_only(
    db_session: Session,
    host: Organisation,
    hester: InspectingClient,
    vera: InspectingClient,
    client: InspectingClient,
) -> None:
    draft = make_opportunity(host, status="draft", published_at=None)
    picture = make_picture(draft)
    address = f"/opportunities/{draft.id}/picture/{picture.digest}"
    answer = hester.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    for visitor in (vera, client):
        assert visitor.get(address).status_code == 404
        assert visitor.get(edit_address(draft)).status_code in (302, 404)


@pytest.mark.parametrize("status", ["submitted", "closed"])
def test_a_picture_changes_only_while_the_opportunity_can(
    db_session: Session, host: Organisation, hester: InspectingClient, status: str
) -> None:
    opportunity = make_opportunity(host, status=status)
    make_picture(opportunity)
    assert hester.get(edit_address(opportunity)).status_code == 303
    forged = {"csrf_token": hester.csrf_token(hester.get("/account"))}
    hester.post(f"/opportunities/{opportunity.id}/picture/remove", data=forged)
    assert stored(db_session) is not None


def test_a_copy_keeps_its_picture_when_the_first_loses_its_own(
    db_session: Session, host: Organisation, hester: InspectingClient, client: InspectingClient
) -> None:
    first, second = make_opportunity(host), make_opportunity(host)
    for opportunity in (first, second):
        send(hester, opportunity, written())
    forged = {"csrf_token": hester.csrf_token(hester.get("/account"))}
    hester.post(f"/opportunities/{first.id}/picture/remove", data=forged)
    assert served(client, second).status_code == 200


def test_any_post_is_answered(host: Organisation, hester: InspectingClient) -> None:
    fuzz_form(hester, edit_address(make_opportunity(host)))
