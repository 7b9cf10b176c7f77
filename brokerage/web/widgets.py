"""GOV.UK components for our fields, through the Jinja macros of govuk-frontend-jinja.

The macros live in an environment of their own, so a field can be rendered without an app.
Fields hand over `text` parameters only, never `html`: everything is escaped there.
"""

import json
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Protocol

from jinja2 import Environment, PackageLoader, PrefixLoader
from markupsafe import Markup

Params = dict[str, Any]
REMEMBERED = 500
OF_CHOICES = frozenset({"checkboxes", "radios", "select"})
"""Components of long lists that seldom differ. What people type is in none of them."""

_environment = Environment(
    loader=PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
    autoescape=True,
    # The macros import one another at each call: a look at the disk for each would triple
    # what a field costs, and the package does not change while the app runs.
    auto_reload=False,
)


class Presentable(Protocol):
    """A field that knows the parameters of its macro."""

    def params(self) -> Params:
        """The macro's parameters; those that are None are left out."""


class MacroWidget:
    """Renders a field through the macro `name` of the component `component`."""

    def __init__(self, component: str, name: str) -> None:
        self._component = component
        self._name = name

    def __call__(self, field: Presentable, **attributes: str) -> Markup:
        """Return the field's HTML; `attributes` (data_hx_get=…) go on the control."""
        params = {name: value for name, value in field.params().items() if value is not None}
        if attributes:
            params["attributes"] = {
                name.replace("_", "-"): value for name, value in attributes.items()
            }
        if self._component in OF_CHOICES:
            return _remembered(self._component, self._name, json.dumps(params))
        return _rendered(self._component, self._name, params)


def _rendered(component: str, name: str, params: Params) -> Markup:
    return _macro(component, name)(params).strip()


@lru_cache(maxsize=REMEMBERED)
def _remembered(component: str, name: str, params: str) -> Markup:
    # A list of forty choices takes as long as the rest of its page; the same list looks the same.
    return _rendered(component, name, json.loads(params))


@cache
def _macro(component: str, name: str) -> Callable[[Params], Markup]:
    path = f"govuk_frontend_jinja/components/{component}/macro.html"
    macro: Callable[[Params], Markup] = getattr(_environment.get_template(path).module, name)
    return macro
