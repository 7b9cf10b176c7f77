"""Who may do what with the toolkit and its events: a part of the table."""

from tests.conventions.access_roles import (
    BROKERS,
    EVERYONE,
    ONESELF,
    OWNER,
    SIGNED_IN,
    Access,
)

HOST_OF_EVENT = OWNER | BROKERS
"""The examples' event is held by the supplier member's organisation."""

TOOLKIT: dict[str, Access] = {
    # Everyone
    "toolkit.list_resources": Access(get=EVERYONE),
    "toolkit.show_resource": Access(get=EVERYONE),
    "toolkit.list_events": Access(get=EVERYONE),
    "toolkit.show_event": Access(get=EVERYONE),
    # Coming to events
    "toolkit.join_event": Access(get=SIGNED_IN, post=SIGNED_IN),
    "toolkit.leave_event": Access(get=ONESELF, post=ONESELF),
    "toolkit.download_place": Access(get=ONESELF),
    "toolkit.list_own_events": Access(get=SIGNED_IN),
    # Organisations
    "toolkit.list_contributions": Access(get=OWNER),
    "toolkit.suggest_case_study": Access(get=OWNER, post=OWNER),
    "toolkit.edit_suggestion": Access(get=OWNER, post=OWNER),
    "toolkit.suggest_event": Access(get=OWNER, post=OWNER),
    # Hosts and brokers
    "toolkit.list_people": Access(get=HOST_OF_EVENT),
    "toolkit.edit_event": Access(get=HOST_OF_EVENT, post=HOST_OF_EVENT),
    "toolkit.cancel_event": Access(get=HOST_OF_EVENT, post=HOST_OF_EVENT),
    "toolkit.tick_attendance": Access(get=HOST_OF_EVENT, post=HOST_OF_EVENT),
    # Brokers
    "toolkit.list_events_to_broker": Access(get=BROKERS),
    "toolkit.add_event": Access(get=BROKERS, post=BROKERS),
    "toolkit.publish_event": Access(post=BROKERS),
    "toolkit.decline_event": Access(get=BROKERS, post=BROKERS),
    "toolkit.list_resources_to_broker": Access(get=BROKERS),
    "toolkit.add_resource": Access(get=BROKERS, post=BROKERS),
    "toolkit.show_resource_to_broker": Access(get=BROKERS),
    "toolkit.edit_resource": Access(get=BROKERS, post=BROKERS),
    "toolkit.publish_resource": Access(post=BROKERS),
    "toolkit.retire_resource": Access(post=BROKERS),
    "toolkit.review_resource": Access(get=BROKERS, post=BROKERS),
    "toolkit.decline_resource": Access(get=BROKERS, post=BROKERS),
    "toolkit.show_version": Access(get=BROKERS),
    "toolkit.restore_version": Access(post=BROKERS),
}
