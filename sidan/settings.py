"""Every setting of the product, read from the environment; a bad value stops the start with its name.

Names beginning with SIDAN_ are ours and are documented in docs/guide/admin.md.
"""

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

from environs import Env, validate

from sidan.core.secret import secret_key

# Debian 12 ships SQLite 3.40, inside the range of the WAL-reset corruption bug; the wheel carries a mended one.
if importlib.util.find_spec("pysqlite3"):  # there is no wheel for every processor
    sys.modules["sqlite3"] = importlib.import_module("pysqlite3")

env = Env()
ROOT = Path(__file__).resolve().parent.parent
DATA = Path(env.str("SIDAN_DATA", str(ROOT / "var")))

DEBUG = env.bool("SIDAN_DEBUG", False)
SIDAN_DEMO = env.bool("SIDAN_DEMO", False)
# The keys of personal values and of the history; keep a copy apart from the backups of the database.
SIDAN_KEYS = Path(env.str("SIDAN_KEYS", str(DATA / "keys.json")))
# Who was erased, so that a restored backup does not bring them back. It holds no personal data; keep it with the keys.
SIDAN_ERASURES = Path(env.str("SIDAN_ERASURES", str(SIDAN_KEYS.with_name("erased.jsonl"))))
SECRET_KEY = secret_key(DATA, env.str("SIDAN_SECRET_KEY", ""))
ALLOWED_HOSTS: list[str] = env.list("SIDAN_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SIDAN_TLS = env.bool("SIDAN_TLS", False)
# A proxy in front tells the visitor's address; without one the header is the visitor's own claim and is ignored.
SIDAN_PROXIES = env.int("SIDAN_PROXIES", 0, validate=validate.Range(min=0, max=3))

INSTALLED_APPS = [
    "sidan.core",
    "sidan.places",
    "sidan.people",
    "sidan.volunteers",
    "sidan.notices",
    "sidan.programmes",
    "sidan.activities",
    "sidan.orders",
    "sidan.desk",
    "sidan.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its widget templates, found by the same engine as ours
    "django_otp",
    "django_q",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "sidan.core.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "sidan.core.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sidan.people.kiosk.Guard",
    "sidan.people.middleware.standing",
    "sidan.core.middleware.Refusals",
]

ROOT_URLCONF = "sidan.urls"
WSGI_APPLICATION = "sidan.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "sidan" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "sidan.core.context.page",
                "sidan.desk.frame.desk",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "sidan.core.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# SQLite for a street, PostgreSQL for a city: one address decides. On PostgreSQL the site is a role that owns nothing;
# the tables' owner has an address of its own, which only commands that build use.
DATABASE_URL = env.str("DATABASE_URL", "")
SIDAN_OWNER_URL = env.str("SIDAN_OWNER_URL", "")
BUILDS = {"migrate", "wall", "restore"}
# Who the running site is, for the grants of those commands; without an owner's address nobody else is let in.
SIDAN_APP_ROLE: str = env.dj_db_url("DATABASE_URL")["USER"] if DATABASE_URL and SIDAN_OWNER_URL else ""
if DATABASE_URL:
    address = "SIDAN_OWNER_URL" if SIDAN_OWNER_URL and BUILDS & set(sys.argv[1:2]) else "DATABASE_URL"
    DATABASES: dict[str, dict[str, Any]] = {"default": env.dj_db_url(address)}
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        DATABASES["default"]["ENGINE"] = "sidan.core.postgresql"
        DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # they cannot carry for whom they ask
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):
        # A server that has gone without a word is noticed; what the address says itself comes first.
        gone = {"connect_timeout": 2, "tcp_user_timeout": 10_000, "keepalives_idle": 30, "keepalives_interval": 5}
        DATABASES["default"]["OPTIONS"] = gone | DATABASES["default"].get("OPTIONS", {})
else:
    DATABASES = {"default": {"ENGINE": "sidan.core.sqlite3", "NAME": str(DATA / "sidan.sqlite3")}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "sidan.core.sqlite3"
    DATABASES["default"]["CONN_MAX_AGE"] = None
    DATABASES["default"]["OPTIONS"] = {
        # Waiting at BEGIN instead of failing at the first write; FULL because NORMAL loses acknowledged rows
        # in a power cut. A test reads these back from the connection.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;",
    }
TEST_SUFFIX = env.str("SIDAN_TEST_SUFFIX", "")
# A file, not memory: races and the settings read back must meet the SQLite that a street runs on.
TEST_NAME = f"test_sidan{TEST_SUFFIX}" if DATABASE_URL else str(DATA / f"test{TEST_SUFFIX}.sqlite3")
DATABASES["default"]["TEST"] = {"NAME": TEST_NAME}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["sidan.people.backend.CodeBackend"]
LOGIN_URL = "people:sign_in"
SESSION_ENGINE = "sidan.core.sessions"
SESSION_COOKIE_AGE = env.int("SIDAN_SESSION_SECONDS", 14 * 24 * 3600)
SIDAN_STAFF_HOURS = env.int("SIDAN_STAFF_HOURS", 12, validate=validate.Range(min=1, max=24))
SIDAN_STAFF_IDLE_MINUTES = env.int("SIDAN_STAFF_IDLE_MINUTES", 60, validate=validate.Range(min=5, max=720))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = SIDAN_TLS
SESSION_COOKIE_NAME = "__Host-sidan" if SIDAN_TLS else "sidan"
CSRF_COOKIE_SECURE = SIDAN_TLS
CSRF_COOKIE_NAME = "__Host-csrf" if SIDAN_TLS else "csrf"
CSRF_FAILURE_VIEW = "sidan.core.failures.csrf_failure"
CSRF_TRUSTED_ORIGINS: list[str] = env.list("SIDAN_ORIGINS", [])
if SIDAN_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Both ask for a middleware of Django's; core.middleware writes these headers on every answer, and a test reads them.
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002"]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "sidan" / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "sidan" / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "sidan.core.static_finder.NpmFinder",
]
NODE_MODULES = ROOT / "node_modules"
NPM_ASSETS: dict[str, str] = {}
ICONS_DIR = NODE_MODULES / "lucide-static" / "icons"
MEDIA_ROOT = DATA / "media"
# Folders with the Chinese font of posters; the system's fonts where none of them exists.
NOTO_SANS_SC = NODE_MODULES / "@expo-google-fonts" / "noto-sans-sc"
SIDAN_FONTS: list[str] = env.list("SIDAN_FONTS", [str(NOTO_SANS_SC / "400Regular"), str(NOTO_SANS_SC / "700Bold")])
SIDAN_POSTERS = DATA / "posters"  # what was set in type, under the hash of its content: may be emptied at any time
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SIDAN_PHOTO_BYTES = env.int("SIDAN_PHOTO_BYTES", 8 * 1024 * 1024)

# The street itself.
SIDAN_STREET_NAME = env.str("SIDAN_STREET_NAME", "南辛庄街道")
SIDAN_STATION_PHONE = env.str("SIDAN_STATION_PHONE", "0531-5550100")
SIDAN_ORIGIN = env.str("SIDAN_ORIGIN", "http://localhost:8000")
SIDAN_SECOND_FACTOR = env.bool("SIDAN_SECOND_FACTOR", not SIDAN_DEMO)

# Ways out: none is needed to start; without them messages stay in the inbox.
SIDAN_SMS_URL = env.str("SIDAN_SMS_URL", "log" if SIDAN_DEMO else "")
SIDAN_MAIL_URL = env.str("SIDAN_MAIL_URL", "")  # an apprise address with {address} in it: mailtos://…?to={address}
# Further apprise schemes a person may give as an address. One with a host in it lets them reach into your own network.
SIDAN_PUSH_SCHEMES: list[str] = env.list("SIDAN_PUSH_SCHEMES", [])
SIDAN_QUIET_FROM = env.int("SIDAN_QUIET_FROM", 21, validate=validate.Range(min=0, max=23))
SIDAN_QUIET_UNTIL = env.int("SIDAN_QUIET_UNTIL", 7, validate=validate.Range(min=0, max=23))

# Signing in with an OpenID Connect provider besides number and code; off while there is no issuer.
SIDAN_OIDC_ISSUER = env.str("SIDAN_OIDC_ISSUER", "")
SIDAN_OIDC_CLIENT = env.str("SIDAN_OIDC_CLIENT", "")
SIDAN_OIDC_SECRET = env.str("SIDAN_OIDC_SECRET", "")
SIDAN_OIDC_NAME = env.str("SIDAN_OIDC_NAME", "统一身份认证")
SIDAN_OIDC_SCOPE = env.str("SIDAN_OIDC_SCOPE", "openid phone")

# Signing in with WeChat: an official account for its own browser, a website app for all others; off while not set.
SIDAN_WECHAT_APP = env.str("SIDAN_WECHAT_APP", "")
SIDAN_WECHAT_SECRET = env.str("SIDAN_WECHAT_SECRET", "")
SIDAN_WECHAT_SITE_APP = env.str("SIDAN_WECHAT_SITE_APP", "")
SIDAN_WECHAT_SITE_SECRET = env.str("SIDAN_WECHAT_SITE_SECRET", "")
SIDAN_WECHAT_PAGES = env.str("SIDAN_WECHAT_PAGES", "https://open.weixin.qq.com")
SIDAN_WECHAT_API = env.str("SIDAN_WECHAT_API", "https://api.weixin.qq.com")

# Sign-in codes.
SIDAN_CODES_PER_PHONE_HOUR = env.int("SIDAN_CODES_PER_PHONE_HOUR", 5)
SIDAN_CODES_PER_ADDRESS_HOUR = env.int("SIDAN_CODES_PER_ADDRESS_HOUR", 60)
SIDAN_CODES_PER_DAY = env.int("SIDAN_CODES_PER_DAY", 20_000)

# How long after their last order somebody is known, and how long the words and photos of an ended order are kept.
SIDAN_RETENTION_DAYS = env.int("SIDAN_RETENTION_DAYS", 1095, validate=validate.Range(min=30))

# The street's rules for orders: hours and days of domain rules, each a default that a street may change.
SIDAN_RULES: dict[str, int] = env.dict("SIDAN_RULES", {}, subcast_values=int)
SIDAN_ACTIVITY_RULES: dict[str, int] = env.dict("SIDAN_ACTIVITY_RULES", {}, subcast_values=int)

Q_CLUSTER = {
    "name": "sidan",
    "orm": "default",
    "workers": env.int("SIDAN_WORKERS", 1, validate=validate.Range(min=1, max=64)),
    "timeout": 120,
    "retry": 180,
    "poll": 1,
    "max_attempts": 5,
    "catch_up": False,
    "save_limit": 500,
    "label": "sidan",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"sidan": {"level": env.str("SIDAN_LOG_LEVEL", "INFO")}},
}
