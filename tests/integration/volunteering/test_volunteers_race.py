"""Two pages of one profile saved at once, with real commits."""

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from brokerage.extensions import db
from brokerage.permissions import Subject
from brokerage.volunteering.queries.volunteers import get_volunteer
from brokerage.volunteering.rules.volunteers import Step
from brokerage.volunteering.service.volunteers import save_volunteer_step
from tests.factories.accounts import make_user
from tests.factories.volunteering import make_volunteer

ANSWERS: dict[str, dict[str, Any]] = {
    Step.CAUSES: {"causes": ["food-growing"]},
    Step.CARD: {"is_shown_to_hosts": True},
}


@pytest.mark.parametrize("has_begun", [False, True])
def test_neither_answer_is_lost(committed_app: Flask, has_begun: bool) -> None:
    with committed_app.app_context():
        db.begin_write()
        user = make_user()
        if has_begun:
            make_volunteer(user, causes=[], answered=[], is_shown_to_hosts=False)
        user_id = user.id
        db.session.commit()
    together = Barrier(len(ANSWERS))

    def save(step: str) -> None:
        with committed_app.app_context():
            together.wait()
            save_volunteer_step(Subject(user_id=user_id), step, ANSWERS[step])
            db.session.commit()

    threads = [Thread(target=save, args=(step,)) for step in ANSWERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with committed_app.app_context():
        kept = get_volunteer(user_id)
        assert (kept.causes, kept.is_shown_to_hosts) == (["food-growing"], True)
        assert sorted(kept.answered) == sorted(ANSWERS)
