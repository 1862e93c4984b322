"""A client for each person who asks."""

from typing import Protocol

import pytest
from rest_framework.test import APIClient

from people.viewer import Viewer


class ClientOf(Protocol):
    def __call__(self, viewer: Viewer | None = None) -> APIClient: ...


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A client that speaks as the viewer, or as nobody."""

    def build(viewer: Viewer | None = None) -> APIClient:
        client = APIClient()
        if viewer is not None:
            client.force_authenticate(viewer.account)
        return client

    return build
