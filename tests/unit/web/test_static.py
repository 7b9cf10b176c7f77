import gzip
import hashlib
import importlib.metadata
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
STATIC = ROOT / "static"
RECORD = json.loads((STATIC / "VENDORED.json").read_text("utf-8"))
SERVED = sorted(path for path in STATIC.rglob("*") if path.is_file())
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MAX_FIRST_VIEW = 100_000
MAX_HTML = 30_000


@pytest.mark.parametrize("entry", RECORD, ids=lambda entry: entry["file"])
def test_a_vendored_file_is_what_the_record_says(entry):
    content = (ROOT / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert entry["licence"] in {"MIT", "0BSD", "MPL-2.0"}


def test_every_vendored_file_is_in_the_record():
    standing = {str(path.relative_to(ROOT)) for path in SERVED if "vendor" in path.parts}
    recorded = {entry["file"] for entry in RECORD}
    assert {path.removesuffix(".gz") for path in standing} <= recorded


@pytest.mark.parametrize("path", SERVED, ids=lambda path: path.name)
def test_nothing_served_carries_the_branding_of_gov_uk(path):
    content = path.read_bytes()
    if path.suffix == ".gz":
        content = gzip.decompress(content)
        assert content == path.with_suffix("").read_bytes()
    if path.name == "LICENCE.txt":
        return
    for mark in (rb"GDS Transport", rb"@font-face", rb"crest", rb"govuk-logo", rb"crown"):
        assert not re.search(mark, content, re.IGNORECASE)
    assert path.suffix not in {".woff", ".woff2", ".ttf", ".png", ".ico"}


def test_the_style_sheet_keeps_what_forms_need_in_our_typeface():
    css = (ROOT / RECORD[0]["file"]).read_text("utf-8")
    assert css.count("var(--site-font)") > 40
    assert css.count("{") == css.count("}")
    for name in ("govuk-input", "govuk-radios", "govuk-error-summary", "govuk-service-navigation"):
        assert f".{name}" in css


def test_a_first_view_is_light():
    """With gzip beside the file where there is one, as the server sends it."""
    total = MAX_HTML
    for path in SERVED:
        if path.suffix in {".css", ".js", ".svg"}:
            compressed = path.with_name(f"{path.name}.gz")
            total += (compressed if compressed.exists() else path).stat().st_size
    assert total <= MAX_FIRST_VIEW


def test_the_jinja_port_matches_the_vendored_release():
    assert importlib.metadata.version("govuk-frontend-jinja") == "4.1.0"
    assert RECORD[0]["version"] == "6.3.0"


def test_what_pages_load_exists():
    layout = (ROOT / "templates" / "layout.html").read_text("utf-8")
    named = re.findall(r"filename='([^']+)'", layout)
    plain = (ROOT / "templates" / "errors" / "plain_layout.html").read_text("utf-8")
    named += re.findall(r'"/static/([^"]+)"', plain)
    named += re.findall(r'from "\./([^"]+)"', (STATIC / "site.js").read_text("utf-8"))
    assert len(named) > 8
    assert [name for name in named if not (STATIC / name).exists()] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_has_inline_style_or_script(path):
    source = path.read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
