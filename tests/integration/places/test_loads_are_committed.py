"""Loads on connections of their own, where a commit is real and a temporary table private."""

import pytest
from sqlalchemy import select

from brokerage.errors import DomainError
from brokerage.extensions import db
from brokerage.places.models import Outcode
from brokerage.places.service.files import load_places_file
from brokerage.staging import staging


def list_outcodes():
    with db.new_session() as session:
        return list(session.scalars(select(Outcode.outcode).order_by(Outcode.outcode)))


def test_a_load_is_there_for_everybody_and_leaves_nothing_behind(committed_app, write):
    path = write("outcode,easting,northing\nOX4,454422,203095\n")
    with committed_app.app_context():
        assert load_places_file(path).published.added == 1
        assert list_outcodes() == ["OX4"]
        assert load_places_file(path).published.unchanged == 1


def test_gathering_holds_nobody_up_and_a_failure_publishes_nothing(committed_app, write):
    path = write("outcode,easting,northing\nOX4,454422,203095\n")
    row = {"outcode": "OX16", "easting": 445_000, "northing": 240_000, "postcodes": 1}
    with committed_app.app_context():
        with (
            pytest.raises(DomainError),
            db.held_session() as session,
            staging(session, Outcode) as staged,
        ):
            staged.add([row])
            load_places_file(path)
            raise DomainError("enough")
        assert list_outcodes() == ["OX4"]
