"""Every kind of activity as it is seen, on a phone and at a desk, without barriers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from people.models import Account
from tests import factories
from tests.activities.document import make_document
from tests.browser.accessibility import assert_accessible

Shot = Callable[[Page, str], None]
KINDS = [
    "page", "deck", "glossary", "quiz", "assignment", "survey", "discussion", "checklist",
]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_every_kind_is_seen_without_barriers(
    page: Page, live_server: LiveServer, shot: Shot, sign_in: Callable[[Account], None]
) -> None:
    factories.make_territory()
    run = factories.make_run(course=factories.make_course(document=make_document()))
    learner = factories.make_learner()
    factories.make_enrollment(run=run, learner=learner)
    assert learner.account
    sign_in(learner.account)

    for kind in KINDS:
        page.goto(f"{live_server.url}/hoc/{run.code}/{kind}/")
        if kind == "quiz":
            page.click("form[action*='lam/start'] button")
        assert_accessible(page)
        shot(page, f"activity-{kind}")

    page.goto(f"{live_server.url}/hoc/{run.code}/quiz/")
    page.click("form[action*='lam/hand-in'] button")
    assert_accessible(page)
    shot(page, "activity-quiz-marked")
