"""Refresh the front-end code in `static/vendor/` from npm: `python scripts/vendor_static.py`.

Needs npm; the app itself needs neither npm nor a build. Outside gov.uk the design system goes
without the crown, the crest, the logotype and GDS Transport, so its style sheet is served
without them and without the components that no page uses. `static/VENDORED.json` records what
stands there, with the SHA-256 of each file as served.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "static" / "VENDORED.json"
# Branded, or on no page of ours: add a component back by taking it off this list.
DROPPED_COMPONENTS = (
    "accordion",
    "cookie-banner",
    "exit-this-page",
    "footer",
    "generic-header",
    "header",
    "logo",
)
FONT_STACK = re.compile(r'"?GDS Transport"?,\s*arial,\s*sans-serif')
FONT_NOTICE = re.compile(r"/\*! Copyright \(c\) 2011 by Margaret Calvert.*?\*/", re.S)
SOURCE_MAP = re.compile(r"\s*(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\s*")
DROPPED_CLASS = re.compile(rf"\.govuk-(?:{'|'.join(DROPPED_COMPONENTS)})")
CSS_PIECE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\])*"|[{};]|[^"{};/]+|/', re.S)
# The npm package of govuk-frontend states "MIT" without the text: this is its repository's.
GOVUK_LICENCE = """\
The MIT License (MIT)

Copyright (C) 2017 Crown Copyright (Government Digital Service)

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of
the Software, and to permit persons to whom the Software is furnished to do so,
subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS
FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER
IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN
CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""


def without_branding(css: str) -> str:
    """Return the style sheet without fonts, crest and unused components; our font stack in."""
    css = FONT_NOTICE.sub("", css)
    css = FONT_STACK.sub("var(--site-font)", css)
    return without_source_map("".join(kept_rules(css)))


def without_source_map(code: str) -> str:
    """Return the code without the pointer to a map that is not served."""
    return SOURCE_MAP.sub("\n", code)


def kept_rules(css: str) -> Iterator[str]:
    """Yield the rules to serve, in order, each as text."""
    for prelude, body in split_rules(css):
        if body is None:
            yield prelude
        elif prelude.startswith(("@media", "@supports", "@-moz-document")):
            inner = "".join(kept_rules(body))
            if inner:
                yield f"{prelude}{{{inner}}}"
        elif not prelude.startswith("@font-face"):
            selectors = [one for one in prelude.split(",") if not DROPPED_CLASS.search(one)]
            if selectors:
                yield f"{','.join(selectors)}{{{body}}}"


def split_rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Yield (prelude, body) of each rule at the top level; body is None for `@charset …;`."""
    prelude, body, depth = "", "", 0
    for piece in CSS_PIECE.findall(css):
        depth += (piece == "{") - (piece == "}")
        if depth == 0 and piece == "}":
            yield prelude.strip(), body
            prelude, body = "", ""
        elif depth == 0 and piece == ";":
            yield prelude.strip() + ";", None
            prelude = ""
        elif depth == 0:
            prelude += piece
        elif not (depth == 1 and piece == "{"):
            body += piece


@dataclass(frozen=True)
class VendoredFile:
    """One file: where it is in the npm package, where it goes, and what is done to it."""

    source: str
    target: str
    change: Callable[[str], str] = without_source_map


@dataclass(frozen=True)
class Package:
    """An npm package at one version."""

    name: str
    version: str
    licence: str
    files: tuple[VendoredFile, ...]


PACKAGES = (
    Package(
        "govuk-frontend",
        "6.3.0",
        "MIT",
        (
            VendoredFile(
                "dist/govuk/govuk-frontend.min.css",
                "static/vendor/govuk-frontend-6.3.0/govuk-frontend.min.css",
                without_branding,
            ),
            VendoredFile(
                "dist/govuk/govuk-frontend.min.js",
                "static/vendor/govuk-frontend-6.3.0/govuk-frontend.min.js",
            ),
            VendoredFile(
                "package.json",
                "static/vendor/govuk-frontend-6.3.0/LICENCE.txt",
                lambda _: GOVUK_LICENCE,
            ),
        ),
    ),
    Package(
        "htmx.org",
        "2.0.11",
        "0BSD",
        (
            VendoredFile("dist/htmx.min.js", "static/vendor/htmx-2.0.11/htmx.min.js"),
            VendoredFile("LICENSE", "static/vendor/htmx-2.0.11/LICENCE.txt"),
        ),
    ),
    Package(
        "axe-core",
        "4.14.1",
        "MPL-2.0",
        (
            VendoredFile("axe.min.js", "tests/vendor/axe.min.js"),
            VendoredFile("LICENSE", "tests/vendor/AXE-LICENCE.txt"),
        ),
    ),
)


def fetch(package: Package, folder: Path) -> Path:
    """Return the unpacked npm package; npm checks its integrity. Raises on any failure."""
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is needed to refresh the vendored files: install Node.js.")
    wanted = f"{package.name}@{package.version}"
    command = [npm, "pack", "--silent", "--pack-destination", str(folder), wanted]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (our own constants)
    with tarfile.open(folder / f"{package.name}-{package.version}.tgz") as archive:
        archive.extractall(folder / package.name, filter="data")
    return folder / package.name / "package"


def write(file: VendoredFile, folder: Path) -> bytes:
    """Write one file, and its gzip beside it where browsers fetch it; return what was written."""
    content = file.change((folder / file.source).read_text("utf-8")).encode("utf-8")
    target = ROOT / file.target
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    if target.suffix in {".css", ".js"} and file.target.startswith("static/"):
        target.with_name(f"{target.name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return content


def main() -> None:
    """Replace `static/vendor/`, axe for the tests, and the record."""
    shutil.rmtree(ROOT / "static" / "vendor", ignore_errors=True)
    record = []
    for package in PACKAGES:
        with tempfile.TemporaryDirectory() as folder:
            unpacked = fetch(package, Path(folder))
            for file in package.files:
                content = write(file, unpacked)
                record.append(
                    {
                        "name": package.name,
                        "version": package.version,
                        "licence": package.licence,
                        "file": file.target,
                        "sha256": hashlib.sha256(content).hexdigest(),
                    }
                )
                sys.stdout.write(f"{file.target}: {len(content):,} bytes\n")
    RECORD.write_text(json.dumps(record, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
