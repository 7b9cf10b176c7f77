"""The arrows that import-linter cannot see: templates and foreign keys."""

from flask import Flask
from jinja2 import TemplateError

from brokerage.extensions import Base
from tests.conventions.checks import arrows
from tests.conventions.checks.source import ROOT, Arrows, features
from tests.support.template_recorder import TEMPLATES

ARROWS = Arrows.read(ROOT)


def test_every_feature_has_its_place_in_the_layers() -> None:
    assert set(features(ROOT)) <= set(ARROWS.levels)


def test_every_template_parses(app: Flask) -> None:
    broken = []
    for path in sorted(TEMPLATES.rglob("*")):
        if path.is_file():
            try:
                app.jinja_env.parse(path.read_text(encoding="utf-8"))
            except TemplateError as error:
                broken.append(f"{path.name}: {error}")
    assert not broken


def test_templates_only_use_what_lies_below_them(app: Flask) -> None:
    assert not list(arrows.template_arrows(TEMPLATES, app.jinja_env, ARROWS))


def test_every_template_belongs_to_a_feature() -> None:
    assert not list(arrows.unknown_template_folders(TEMPLATES, ARROWS))


def test_foreign_keys_only_point_down(app: Flask) -> None:
    assert not list(arrows.foreign_key_arrows(list(Base.registry.mappers), ARROWS))
