"""Papers that people send as proof: a picture is written anew, a PDF is kept shut.

Nothing here reads a PDF. It is refused where it is plainly more or other than a paper, and it is
only ever handed out as a download that a browser may not open in the site's name.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from flask import Response

from brokerage.errors import DomainError
from brokerage.web.headers import SANDBOX_POLICY
from brokerage.web.pictures import encode_picture

ACCEPT = "application/pdf,image/png,image/jpeg"
PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}
NO_DOCUMENT = "The file must be a PDF or a picture (PNG or JPEG)"
NO_WHOLE_PDF = "The PDF is not whole, or something is hidden behind it. Save it again as a PDF"
IS_LIVE = "The PDF holds a program or another file. Print it to a PDF and send that"
IS_LOCKED = "The PDF is locked with a password. Send one that a broker can open"
TEST_VIRUS = "The file is marked as a virus, so we did not keep it"
_HEAD = re.compile(r"%PDF-[12]\.\d[\r\n]")
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_TAIL_BYTES = 1024
_SNIFFED_BYTES = 1024
"""How far a browser that guesses would look."""
_LIVE = re.compile(
    r"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])", re.IGNORECASE
)
_PAGE = re.compile(r"<(?:!doctype|html|script|svg|\?php|iframe)", re.IGNORECASE)
_ESCAPED = re.compile(r"#([0-9a-fA-F]{2})")
_LOCK = re.compile(r"/Encrypt(?![A-Za-z0-9])")
_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"


@dataclass(frozen=True, kw_only=True)
class EncodedDocument:
    """A paper as it is kept."""

    content: bytes
    mimetype: str
    digest: str


def encode_document(raw: bytes) -> EncodedDocument:
    """Return what is kept of a file (DomainError if it is no PDF and no picture)."""
    if _EICAR in raw and not raw.startswith(_PICTURES):
        raise DomainError(TEST_VIRUS)
    if raw.startswith(b"%PDF-"):
        _check_pdf(raw)
        content, mimetype = raw, PDF
    elif raw.startswith(_PICTURES):
        content, mimetype = encode_picture(raw).jpeg, JPEG
    else:
        raise DomainError(NO_DOCUMENT)
    digest = hashlib.sha256(content).hexdigest()
    return EncodedDocument(content=content, mimetype=mimetype, digest=digest)


def answer_with_document(content: bytes, mimetype: str, name: str) -> Response:
    """Return a download: named by us, never opened in the site's name, never guessed at."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ENDINGS[mimetype]}"'
    response.headers["Content-Security-Policy"] = SANDBOX_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _check_pdf(raw: bytes) -> None:
    """Refuse what is cut off, two things at once, locked, or live, as far as its bytes show."""
    text = raw.decode("latin-1")  # a character a byte
    end = text.rfind("%%EOF", max(0, len(text) - _TAIL_BYTES))
    if not _HEAD.match(text) or end < 0 or text[end + 5 :].strip():
        raise DomainError(NO_WHOLE_PDF)
    if _PAGE.search(text[:_SNIFFED_BYTES]) or zipfile.is_zipfile(BytesIO(raw)):
        raise DomainError(NO_WHOLE_PDF)
    names = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if _LIVE.search(names):
        raise DomainError(IS_LIVE)
    if _LOCK.search(names):
        raise DomainError(IS_LOCKED)
