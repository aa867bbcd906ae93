"""Django's settings, derived from :mod:`bangfu.config.options`; nothing here is edited for one installation."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from bangfu.config.options import read_options
from bangfu.plumbing.datadir import default_data_dir

VALUES = read_options()
PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(VALUES["DATA_DIR"].text) if VALUES["DATA_DIR"].text else default_data_dir()

DEBUG = VALUES["DEBUG"].text == "1"
DEMO = VALUES["DEMO"].text == "1"
PACK = VALUES["PACK"].text
SITE_URL = VALUES["SITE_URL"].text.rstrip("/")
SECURITY_CONTACT = VALUES["SECURITY_CONTACT"].text
PAYMENTS = {
    name: VALUES[name].text
    for name in (
        "PAYEE", "WECHATPAY_MCHID", "WECHATPAY_APPID", "WECHATPAY_APIV3_KEYS", "WECHATPAY_KEYS",
        "ALIPAY_APP_ID", "ALIPAY_SELLER_ID", "ALIPAY_KEYS",
    )
}  # fmt: skip
MAP_REVIEW_NUMBER = VALUES["MAP_REVIEW_NUMBER"].text
FIELD_KEYS = VALUES["FIELD_KEYS"].text
LOG_KEY = VALUES["LOG_KEY"].text
# The placeholder makes commands work that need no secret; `bangfu serve` and the deploy checks refuse it.
INSECURE_SECRET_KEY = "insecure-only-for-commands-and-tests-" + "x" * 24
SECRET_KEY = VALUES["SECRET_KEY"].text or INSECURE_SECRET_KEY
ALLOWED_HOSTS = [host.strip() for host in VALUES["ALLOWED_HOSTS"].text.split(",") if host.strip()]

SQLITE_ENGINE = "bangfu.plumbing.sqlite"
_url = VALUES["DATABASE_URL"].text or f"sqlite:///{DATA_DIR / 'bangfu.sqlite3'}"
DATABASES = {"default": dict(dj_database_url.parse(_url, conn_max_age=600, conn_health_checks=True))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "ENGINE": SQLITE_ENGINE,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
            "PRAGMA mmap_size=134217728;PRAGMA cache_size=-32768;",
        },
    }

ROOMS = (
    "people",
    "notices",
    "followups",
    "disclosure",
    "regions",
    "programmes",
    "organisations",
    "supervision",
    "occasions",
    "volunteers",
    "agreements",
    "funds",
    "needs",
    "offers",
    "goods",
    "exchange",
    "voices",
    "partnerships",
    "giving",
    "projects",
    "accountability",
    "push",
    "rounds",
    "insight",
)
INSTALLED_APPS = [
    "bangfu.config",
    "bangfu.web",
    *(f"bangfu.apps.{room}" for room in ROOMS),
    "bangfu.plumbing.ui",
    "bangfu.plumbing.sealed",
    "bangfu.plumbing.access",
    "bangfu.plumbing.audit",
    "bangfu.plumbing.triggers",
    "bangfu.plumbing.publication",
    "bangfu.plumbing.idempotency",
    "bangfu.plumbing.outbox",
    "bangfu.plumbing.numbers",
    "bangfu.plumbing.payments",
    "bangfu.plumbing.files",
    "bangfu.plumbing.offline",
    "bangfu.plumbing.rest",
    "bangfu.plumbing.runs",
    "bangfu.plumbing.imports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # its widgets' templates stand behind those of plumbing.ui
    "django.contrib.humanize",  # allauth's list of passkeys speaks with it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "ninja",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "bangfu.web.signin.gate.SignInGate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bangfu.plumbing.access.middleware.ActorMiddleware",
    "bangfu.web.signin.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "bangfu.config.urls"
WSGI_APPLICATION = "bangfu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "bangfu.plumbing.ui.context.frame",
                "bangfu.web.context.signed_in",
            ],
        },
    }
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["bangfu.web.signin.backend.PersonBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:my"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "web:home"
ACCOUNT_PASSWORD_CHANGE_REDIRECT_URL = "web:settings"  # noqa: S105 - an address, not a password
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "bangfu.web.signin.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
# Passwords are counted in the database (people.actions_tries); these hold codes of the second factor and the pages themselves.
ACCOUNT_RATE_LIMITS = {"login": "100/h/ip", "login_failed": "10/15m/key,100/h/ip"}
MFA_ADAPTER = "bangfu.web.signin.mfa_adapter.MFAAdapter"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = VALUES["HTTPS"].text != "1"
MFA_TOTP_ISSUER = "社会组织助乡"
PASSWORD_HASHERS = ["bangfu.web.signin.hashing.PatientHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "bangfu.web.signin.passwords.StrippedCommonValidator"},
    {"NAME": "bangfu.web.signin.passwords.ContextWordsValidator"},
    {"NAME": "bangfu.web.signin.passwords.PatternValidator"},
]

SESSION_ENGINE = "bangfu.apps.people.models_session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bangfu.web.views.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if VALUES["HTTPS"].text == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA_DIR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    # Room for the counters of the second factor: a cache that drops them early would drop the limit with them.
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    # Public pages between two changes (plumbing.kept): at most some 20 MB in each process.
    "public": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "public",
        "OPTIONS": {"MAX_ENTRIES": 300},
    },
}
_mail = urlsplit(VALUES["MAIL_URL"].text)
if _mail.hostname:
    EMAIL_BACKEND = "bangfu.plumbing.channels.email.backend.TimedBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp+tls", _mail.scheme == "smtps"
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
NOTICE_CHANNELS = ("insite", "wechat", "wecom", "sms", "email", *(("console",) if DEBUG else ()))
CHANNEL_OPTIONS = {
    name: value.text for name, value in VALUES.items() if name.partition("_")[0] in ("SMS", "WECOM", "WECHAT", "LETTER")
}
DEFAULT_FROM_EMAIL = VALUES["MAIL_FROM"].text

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
