"""What the product's own processes find in their environment."""

import os

from deploy.local.paths import Paths
from deploy.local.services import Services


def build_environment(paths: Paths, services: Services | None = None) -> dict[str, str]:
    """The caller's environment, the addresses of the servers, and caches that lie under `var/`."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPYCACHEPREFIX": str(paths.cache / "pycache"),
        **os.environ,
        "HOCSO_VAR": str(paths.var),
        "PATH": os.pathsep.join([str(paths.python.parent), os.environ.get("PATH", os.defpath)]),
        # Migrating and testing check the project; worker and beat need not load every page for it.
        "CELERY_SKIP_CHECKS": "1",
        "PYTHONUNBUFFERED": "1",
        "XDG_CACHE_HOME": str(paths.cache),
    }
    if services:
        environment["DATABASE_URL"] = services.database_url
        environment["REDIS_URL"] = services.redis_url
    environment.setdefault("HOME", str(paths.cache))
    # Packages come without byte code: it must be kept, and lies in the cache named above.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
