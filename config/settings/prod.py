"""Production: refuses to start with defaults, and says at once all that is missing."""

from config.environment import DEVELOPMENT_SECRET, EnvironmentProblem, read_flag, read_text
from config.settings.base import *  # noqa: F403 - a settings module is its names
from config.settings.base import FIELD_KEYS, HASH_KEY, SECRET_KEY

_REQUIRED = {
    "SECRET_KEY": "a random text of at least 50 characters",
    "HASH_KEY": "a random text of at least 50 characters, which is never changed",
    "FIELD_KEYS": "random texts of at least 50 characters, the one that encrypts first",
    "DATABASE_URL": "postgresql://user:password@host:5432/name",
    "REDIS_URL": "redis://host:6379/0",
    "ALLOWED_HOSTS": "the host names served, separated by commas",
    "PUBLIC_URL": "the address printed in QR codes, such as https://hoc.example.vn",
}
SHORTEST_SECRET = 50
_problems = [
    f"{name} is missing: {what}." for name, what in _REQUIRED.items() if not read_text(name)
]
for _name, _secrets in (
    ("SECRET_KEY", [SECRET_KEY]),
    ("HASH_KEY", [HASH_KEY]),
    ("FIELD_KEYS", FIELD_KEYS),
):
    _is_weak = any(one == DEVELOPMENT_SECRET or len(one) < SHORTEST_SECRET for one in _secrets)
    if read_text(_name) and _is_weak:
        _problems.append(f"{_name} is a default or shorter than {SHORTEST_SECRET} characters.")
if read_text("S3_BUCKET"):
    _problems += [
        f"{name} is missing: S3_BUCKET is set."
        for name in ("S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")
        if not read_text(name)
    ]
if _problems:
    raise EnvironmentProblem("Production settings are incomplete:\n- " + "\n- ".join(_problems))

DEBUG = False
_https = read_flag("HTTPS", default=True)
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
