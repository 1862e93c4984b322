"""A client for each person who asks."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from people.viewer import Viewer

ClientOf = Callable[[Viewer | None], APIClient]


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A client that speaks as the viewer, or as nobody."""

    def build(viewer: Viewer | None = None) -> APIClient:
        client = APIClient()
        if viewer is not None:
            client.force_authenticate(viewer.account)
        return client

    return build
