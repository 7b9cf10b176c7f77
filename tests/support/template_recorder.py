"""Which templates the suite has really loaded, so that a whole run can name those it has not.

`record(app)` wraps the app's Jinja loader: includes, imports and parents count as well as the
templates that views name. Workers hand their part to the controller, which judges the sum.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import BaseLoader, Environment

from tests.support.proof import IS_REST

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

loaded: set[str] = set()


class RecordingLoader(BaseLoader):
    """Loads from another loader and notes each name."""

    def __init__(self, inner: BaseLoader) -> None:
        self.inner = inner

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """Note the name, then load as before."""
        found = self.inner.get_source(environment, template)
        loaded.add(template)
        return found

    def list_templates(self) -> list[str]:
        """List as before."""
        return self.inner.list_templates()


def record(app: Flask) -> Flask:
    """Make the app note every template it loads from now on."""
    app.jinja_env.loader = RecordingLoader(app.jinja_env.loader)
    return app


def all_templates() -> set[str]:
    """Return the name of every template in the project."""
    files = (path for path in TEMPLATES.rglob("*") if path.is_file())
    return {path.relative_to(TEMPLATES).as_posix() for path in files}


def never_loaded() -> list[str]:
    """Return the templates that no test of this run has loaded."""
    return sorted(all_templates() - loaded)


def is_judged(config: pytest.Config, exitstatus: int) -> bool:
    """Say whether this run passed and was asked for everything: no path, no -k, no -m, no --lf."""
    if IS_REST:
        return False
    option = config.option
    is_narrowed = option.keyword or option.markexpr or option.collectonly
    is_narrowed = is_narrowed or getattr(option, "lf", False)
    is_whole = config.args_source != config.ArgsSource.ARGS and not is_narrowed
    return is_whole and exitstatus == pytest.ExitCode.OK
