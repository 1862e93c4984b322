"""What every environment shares. Values an operator may change come from `config.environment`."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from config.environment import (
    DEVELOPMENT_SECRET,
    ROOT,
    read_database_address,
    read_list,
    read_number,
    read_text,
)

# A second installation of the same checkout, such as the tests' own, names its folder.
VAR = Path(read_text("HOCSO_VAR", str(ROOT / "var")))

SECRET_KEY = read_text("SECRET_KEY", DEVELOPMENT_SECRET)
# Personal data is hashed under the one and encrypted under the others: the first of them encrypts,
# all of them open, so that keys can be changed. A changed hash key forgets who has which number.
HASH_KEY = read_text("HASH_KEY", DEVELOPMENT_SECRET)
FIELD_KEYS = read_list("FIELD_KEYS", DEVELOPMENT_SECRET)
DEBUG = False
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
# The address printed in QR codes and on certificates: paper outlives a request's host header.
PUBLIC_URL = read_text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "common",
    "territory",
    "people",
    "media",
    "questions",
    "courses",
    "enrollment",
    "activities",
    "certificates",
    "targets",
    "api",
    "web",
    "demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.middleware.TextCompression",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.middleware.ViewerMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # A kind of activity is one folder, its page in it.
        "DIRS": [ROOT / "activities"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "web.context.page_context",
            ],
        },
    },
]

_database = read_database_address("postgresql://hocso@127.0.0.1:54329/hocso")
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.name,
        "USER": _database.user,
        "PASSWORD": _database.password,
        "HOST": _database.host,
        "PORT": _database.port,
        "OPTIONS": {
            **_database.options,
            # Values travel beside the statement, and a statement that comes often is planned once
            # a connection: planning costs PostgreSQL more than a look-up by key does.
            "server_side_binding": True,
            "prepare_threshold": 3,
            "pool": {
                "min_size": 1,
                "max_size": read_number("DATABASE_POOL_SIZE", 10),
                "timeout": 10,
            },
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
LOGIN_URL = "web:sign_in"
LOGIN_REDIRECT_URL = "web:my_courses"
LOGOUT_REDIRECT_URL = "web:home"
AUTHENTICATION_BACKENDS = ["people.backends.AccountBackend"]
SESSION_ENGINE = "common.sessions"
PASSWORD_HASHERS = ["people.hashers.Argon2Hasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
LANGUAGE_COOKIE_NAME = "language"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Files: a local folder with expiring signed addresses, or S3 where a bucket is named.
FILES_ROOT = VAR / "files"
FILES_URL_LIFETIME = timedelta(seconds=read_number("FILES_URL_LIFETIME_SECONDS", 3600))
S3_BUCKET = read_text("S3_BUCKET")
S3_ENDPOINT_URL = read_text("S3_ENDPOINT_URL")
S3_REGION = read_text("S3_REGION", "us-east-1")
S3_ACCESS_KEY_ID = read_text("S3_ACCESS_KEY_ID")
S3_SECRET_ACCESS_KEY = read_text("S3_SECRET_ACCESS_KEY")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "media.storage.S3Files" if S3_BUCKET else "media.storage.LocalFiles"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 60
# Pages name files by their hash; source maps are never compressed: both halve the set-up's time.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "png", "jpg", "webp", "woff", "woff2", "gz", "br")

# Editions are immutable, so a cache inside each process is enough and needs no Valkey.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

REDIS_URL = read_text("REDIS_URL", "redis://127.0.0.1:63799/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 120
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A web request that cannot ring the bell must not wait for it: the row is the promise.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 300,
}
CELERY_BEAT_SCHEDULE = {
    "sweep-due-certificates": {
        "task": "certificates.tasks.sweep_due_certificates",
        "schedule": timedelta(seconds=10),
    },
    "sweep-jobs": {"task": "common.tasks.sweep_jobs", "schedule": timedelta(seconds=15)},
    "forget-expired-sign-ins": {
        "task": "api.tasks.forget_expired_sign_ins",
        "schedule": timedelta(days=1),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "celerybeat-schedule")

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.Tokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["api.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "api.rendering.OrjsonParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "api.pagination.CursorPages",
    "EXCEPTION_HANDLER": "api.problems.present_problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Học Số API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CategoryEnum": "people.models.Category",
        "LevelEnum": "territory.models.Level",
        "TeamLevelEnum": "people.models.TeamLevel",
        "RosterKindEnum": "people.models.RosterKind",
        "RosterStateEnum": "people.models.RosterState",
        "RosterLineStateEnum": "people.models.LineState",
        "JobStateEnum": "common.models.JobState",
        "QuestionKindEnum": "api.serializers.questions.KIND_CHOICES",
        "QuestionStateEnum": "questions.models.QuestionState",
        "BankAccessEnum": "questions.models.BankAccess",
        "QuestionLineStateEnum": "questions.models.LineState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "api.schema.document_problems",
    ],
}

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())

_file_origins = [S3_ENDPOINT_URL] if S3_ENDPOINT_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", *_file_origins],
        "media-src": ["'self'", *_file_origins],
        "font-src": ["'self'"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

LOG_LEVEL = read_text("LOG_LEVEL", "INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    # They tell every step of every document.
    "loggers": {"weasyprint": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
}
