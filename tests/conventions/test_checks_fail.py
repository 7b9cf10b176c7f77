"""Each check of the house rules is seen to fail on a small bad sample, and only there."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jinja2 import Environment
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from werkzeug.routing import Map, Rule

from tests.conventions.checks import arrows, imports, locks, names, regexes, services, sizes
from tests.conventions.checks.source import ROOT, Arrows

SERVICE = "brokerage/accounts/service.py"
ROUTES = "brokerage/accounts/routes/public.py"
LONG_BODY = "\n".join(f"    x{n} = {n}" for n in range(41))
A_HASH = "--hash=sha256:" + "a" * 64

BAD_SOURCES: list[tuple[Callable[[Path], Iterator[str]], str, str]] = [
    (sizes.long_files, "brokerage/web/forms.py", "x = 1\n" * 401),
    (sizes.long_files, "brokerage/__init__.py", "x = 1\n" * 101),
    (sizes.long_files, "tests/unit/test_forms.py", "x = 1\n" * 601),
    (sizes.long_files, "tests/unit/conftest.py", "x = 1\n" * 201),
    (sizes.long_functions, SERVICE, f"def build():\n{LONG_BODY}\n"),
    (sizes.long_functions, ROUTES, f"@public.get('/')\ndef show_home():\n{LONG_BODY[:300]}\n"),
    (sizes.bare_silencers, SERVICE, "import os  # noqa\n"),
    (sizes.bare_silencers, SERVICE, "import os  # noqa: F401\n"),
    (sizes.bare_silencers, SERVICE, "x = y  # type: ignore\n"),
    (sizes.bare_silencers, SERVICE, "x = y  # type: ignore[misc]\n"),
    (sizes.bare_silencers, SERVICE, "x = y  # pragma: no cover\n"),
    (sizes.unfinished, SERVICE, "x = 1  # TODO: finish\n"),
    (sizes.shams, "tests/unit/test_x.py", "import time\ntime.sleep(1)\n"),
    (sizes.shams, "tests/unit/test_x.py", "import pytest\n@pytest.mark.skip\ndef f(): ...\n"),
    (sizes.shams, "tests/unit/test_x.py", "from unittest.mock import patch\n"),
    (names.banned_modules, "brokerage/accounts/helpers/x.py", ""),
    (names.banned_modules, "tests/support/form_utils.py", ""),
    (names.unknown_rooms, "brokerage/accounts/business.py", ""),
    (names.unknown_rooms, "brokerage/accounts/routes.py", ""),
    (names.misnamed_reads, "brokerage/accounts/queries.py", "def users(): ...\n"),
    (names.misnamed_reads, "brokerage/accounts/queries/staff.py", "def fetch_user(): ...\n"),
    (imports.hidden_imports, SERVICE, "def f():\n    from brokerage.pages import x\n"),
    (imports.page_names_below_routes, SERVICE, "from flask import request\n"),
    (imports.commits, SERVICE, "def f(db):\n    db.session.commit()\n"),
    (imports.commits, SERVICE, "def f(session):\n    session.rollback()\n"),
    (imports.sessions_in_routes, ROUTES, "from brokerage.extensions import db\n"),
    (imports.strangers_to_the_matcher, SERVICE, "from matching.matcher import Matcher\n"),
    (imports.strangers_to_the_matcher, "brokerage/accounts/profiles.py", "import matching.index\n"),
    (services.unmarked, SERVICE, "def publish(row):\n    db.session.add(row)\n"),
    (services.unmarked, SERVICE, "def publish(row):\n    record(row, 'x:y:z', 'row', 1)\n"),
    (regexes.unreadable, SERVICE, "import re\ndef f(x):\n    return re.match(x, 'a')\n"),
    (regexes.slow, SERVICE, "import re\nWORD = re.compile(r'^(a+)+$')\n"),
    (regexes.slow, SERVICE, "import re\nre.sub(r'\\s+$', '', x)\n"),
    (regexes.slow, SERVICE, "Regexp(r'^x(\\d\\d?)*y$')\n"),
]


def write(root: Path, name: str, text: str) -> Path:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("check", "name", "text"), BAD_SOURCES)
def test_a_bad_source_is_found(
    tmp_path: Path, check: Callable[[Path], Iterator[str]], name: str, text: str
) -> None:
    write(tmp_path, name, text)
    found = list(check(tmp_path))
    assert len(found) == 1
    assert name.rsplit("/", maxsplit=1)[-1] in found[0]


@pytest.mark.parametrize(
    ("check", "name", "text"),
    [
        (sizes.bare_silencers, SERVICE, "import os  # noqa: F401 - importing maps the tables\n"),
        (names.unknown_rooms, "brokerage/accounts/queries/staff.py", ""),
        (imports.hidden_imports, SERVICE, "def f():\n    from sklearn.base import clone\n"),
        (imports.strangers_to_the_matcher, "brokerage/matchmaking/tasks.py", "import matching\n"),
        (services.unmarked, SERVICE, "@writes\ndef publish(row):\n    db.session.add(row)\n"),
        (services.unmarked, SERVICE, "def hash_password(text):\n    return digest(text)\n"),
        (regexes.slow, SERVICE, "import re\nSLUG = re.compile(r'[a-z0-9]+(-[a-z0-9]+)*')\n"),
    ],
)
def test_a_good_source_is_left_alone(
    tmp_path: Path, check: Callable[[Path], Iterator[str]], name: str, text: str
) -> None:
    write(tmp_path, name, text)
    assert not list(check(tmp_path))


def test_an_exempted_file_is_found(tmp_path: Path) -> None:
    settings = '[tool.ruff.lint.per-file-ignores]\n"brokerage/mail.py" = ["E501"]\n'
    write(tmp_path, "pyproject.toml", settings)
    assert list(sizes.exempted_files(tmp_path))


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (locks.unhashed, "flask==3.1.3\n"),
        (locks.unhashed, f"flask==3.1.3 \\\n    {A_HASH}\njinja2==3.1.6\n"),
        (locks.unhashed, "flask>=3\n"),
        (locks.addresses, "--index-url https://mirror.example/simple\n"),
        (locks.addresses, "flask @ file:///tmp/flask.whl\n"),
    ],
)
def test_a_bad_lock_is_found(
    tmp_path: Path, check: Callable[[Path], Iterator[str]], text: str
) -> None:
    assert len(list(check(write(tmp_path, "requirements.lock", text)))) == 1


def test_locks_that_differ_are_found(tmp_path: Path) -> None:
    write(tmp_path, "requirements.lock", f"flask==3.1.3 \\\n    {A_HASH}\n")
    write(tmp_path, "requirements-tests.lock", f"flask==3.1.2 \\\n    {A_HASH}\n")
    write(tmp_path, "setup.cfg", "[options]\ninstall_requires =\n    flask==3.1\n    jinja2\n")
    assert len(list(locks.differences(tmp_path))) == 1
    assert list(locks.unlocked(tmp_path)) == ["jinja2 is locked as None"]


@pytest.mark.parametrize("address", ["/my_page", "/Page", "/<name>", "/<string:name>"])
def test_a_bad_address_is_found(address: str) -> None:
    assert list(names.bad_addresses(Map([Rule(address, endpoint="x.show_page")]).iter_rules()))


@pytest.mark.parametrize("endpoint", ["pages.home", "pages.show", "accounts.user_list"])
def test_a_view_without_a_verb_is_found(endpoint: str) -> None:
    assert list(names.bad_endpoints(Map([Rule("/", endpoint=endpoint)]).iter_rules()))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("accounts/show.html", "{% include 'organisations/card.html' %}"),
        ("accounts/show.html", "{% extends chosen %}"),
        ("components/card.html", "{% from 'accounts/x.html' import y %}"),
        ("email/accounts/verify.txt", "{% include 'email/organisations/x.txt' %}"),
        ("procurement/brief.html", "{% import 'volunteering/x.html' as x %}"),
    ],
)
def test_a_template_that_looks_up_is_found(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, name, text)
    assert len(list(arrows.template_arrows(tmp_path, Environment(), Arrows.read(ROOT)))) == 1


def test_a_template_that_looks_down_is_left_alone(tmp_path: Path) -> None:
    text = "{% extends 'layout.html' %}{% include 'accounts/x.html' %}"
    write(tmp_path, "organisations/show.html", text)
    assert not list(arrows.template_arrows(tmp_path, Environment(), Arrows.read(ROOT)))


def test_a_template_of_no_feature_is_found(tmp_path: Path) -> None:
    write(tmp_path, "sundry/show.html", "")
    assert list(arrows.unknown_template_folders(tmp_path, Arrows.read(ROOT)))


def test_a_foreign_key_that_points_up_is_found() -> None:
    class SampleBase(DeclarativeBase):
        pass

    class Organisation(SampleBase):
        __tablename__ = "organisations"
        __module__ = "brokerage.organisations.models"
        id: Mapped[int] = mapped_column(primary_key=True)

    class User(SampleBase):
        __tablename__ = "users"
        __module__ = "brokerage.accounts.models"
        id: Mapped[int] = mapped_column(primary_key=True)
        organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))

    mappers = list(SampleBase.registry.mappers)
    assert len(list(arrows.foreign_key_arrows(mappers, Arrows.read(ROOT)))) == 1


BAD_IMPORTS = [
    ("accounts/service.py", "import brokerage.organisations.models", "Features only look down"),
    ("accounts/models.py", "import brokerage.accounts.service", "Inside a feature"),
    ("accounts/service.py", "import brokerage.accounts.forms", "Inside a feature"),
    ("accounts/rules.py", "import sqlalchemy", "Rules, permissions and errors are pure"),
    ("accounts/permissions.py", "import flask", "Rules, permissions and errors are pure"),
    ("accounts/forms.py", "import brokerage.accounts.queries", "Forms never import"),
    ("accounts/routes/public.py", "import brokerage.accounts.models", "Routes never import"),
    ("accounts/queries.py", "import wtforms", "Reads and writes know no pages"),
    ("../matching/text.py", "import brokerage.web", "The matcher knows no app"),
    ("charts.py", "", "Features only look down"),
]
PACKAGES = ("brokerage", "brokerage/accounts", "brokerage/accounts/routes", "matching")
MODULES = Arrows.read(ROOT).fixed
ROOMS = "rules models queries service forms permissions".split()


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Make a small tree in which every contract holds."""
    for package in PACKAGES:
        write(tmp_path, f"{package}/__init__.py", "")
    for module in MODULES:
        write(tmp_path, f"brokerage/{module}.py", "")
    for room in ROOMS:
        write(tmp_path, f"brokerage/accounts/{room}.py", "")
    write(tmp_path, "brokerage/organisations/__init__.py", "")
    write(tmp_path, "brokerage/organisations/models.py", "")
    write(tmp_path, "setup.cfg", (ROOT / "setup.cfg").read_text(encoding="utf-8"))
    return tmp_path


def lint_imports(folder: Path) -> tuple[int, str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_hold_on_a_good_tree(sample: Path) -> None:
    code, output = lint_imports(sample)
    assert code == 0, output


@pytest.mark.parametrize(("name", "line", "contract"), BAD_IMPORTS)
def test_a_bad_import_breaks_its_contract(
    sample: Path, name: str, line: str, contract: str
) -> None:
    write(sample / "brokerage", name, f"{line}\n")
    code, output = lint_imports(sample)
    assert code == 1
    assert any(contract in text and "BROKEN" in text for text in output.splitlines()), output


def test_too_complex_a_function_is_found(tmp_path: Path) -> None:
    branches = "\n".join(f"    if x == {n}:\n        return {n}" for n in range(8))
    write(tmp_path, "sample.py", f"def f(x):\n{branches}\n    return 9\n")
    program = Path(sys.executable).with_name("ruff")
    command = [str(program), "check", "--config", str(ROOT / "pyproject.toml"), "sample.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "C901" in done.stdout
