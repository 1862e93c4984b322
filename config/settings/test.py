"""The test suite: the same parts as development, quick password hashing, no shared folders."""

import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: F403 - a settings module is its names
from config.settings.base import DATABASES

SECRET_KEY = "test-secret-key-of-a-sufficient-length-for-signing"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES_ROOT = Path(tempfile.gettempdir()) / "hocso-test-files"
STORAGES = {
    "default": {"BACKEND": "media.storage.LocalFiles"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Test databases are created and dropped: a pool would hold connections to them.
DATABASES["default"]["OPTIONS"].pop("pool", None)
# Static files are looked up when they are asked for: tests do not depend on what was collected.
WHITENOISE_AUTOREFRESH = True
