from flask import Flask

from brokerage.web.navigation import (
    Audience,
    NavigationEntry,
    NavigationLink,
    entries_for,
    links_for,
    register_navigation,
)


def build_app():
    app = Flask(__name__)
    for endpoint, path in (("queue", "/queue"), ("look", "/look"), ("mine", "/mine")):
        app.add_url_rule(path, endpoint, lambda: "")
    register_navigation(
        app, NavigationEntry("Approvals", "queue", "organisation:approve", Audience.BROKER)
    )
    register_navigation(
        app,
        NavigationEntry("Directory", "look"),
        NavigationEntry("Yours", "mine", "organisation:edit", Audience.MEMBER),
    )
    return app


def test_entries_are_those_permitted_public_first():
    with build_app().app_context():
        assert [entry.label for entry in entries_for(lambda _: True)] == [
            "Directory",
            "Yours",
            "Approvals",
        ]
        assert [entry.label for entry in entries_for(lambda _: False)] == ["Directory"]


def test_the_page_being_shown_is_marked():
    with build_app().test_request_context("/look"):
        assert links_for(lambda name: name == "organisation:edit") == [
            NavigationLink("Directory", "/look", is_current=True),
            NavigationLink("Yours", "/mine", is_current=False),
        ]


def test_one_app_knows_nothing_of_another():
    build_app()
    with Flask(__name__).app_context():
        assert entries_for(lambda _: True) == []
