"""What a URL may carry: anything else is no such page (404), before a view or a query runs."""

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError

# The widest integer of a PostgreSQL `integer` column.
MAX_ID = 2**31 - 1


class BoundedIntegerConverter(BaseConverter):
    """`<int:…>`: 1 to 2^31 − 1, written one way only (no sign, no leading zero)."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """The number; raises ValidationError (404) beyond the width of the column."""
        number = int(value)
        if number > MAX_ID:
            raise ValidationError
        return number

    def to_url(self, value: int) -> str:
        """The number as it stands in the URL."""
        return str(int(value))


class SlugConverter(BaseConverter):
    """`<slug:…>`: small letters, digits and hyphens, 1 to 80 of them."""

    regex = "[a-z0-9-]{1,80}"


class TokenConverter(BaseConverter):
    """`<token:…>`: URL-safe base 64, 20 to 100 characters."""

    regex = "[A-Za-z0-9_-]{20,100}"


def register_converters(app: Flask) -> None:
    """Replace `int` and add `slug` and `token`; call it before any route is registered."""
    app.url_map.converters["int"] = BoundedIntegerConverter
    app.url_map.converters["slug"] = SlugConverter
    app.url_map.converters["token"] = TokenConverter
