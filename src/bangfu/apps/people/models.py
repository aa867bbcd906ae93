"""People who sign in, what they hold, and the sessions they have open.

A person is known to all other rooms as an opaque id. There is no flag such as "staff" or "superuser": what somebody may do
follows from dated grants alone.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from bangfu.plumbing.access import ROLES
from bangfu.plumbing.fieldclasses import classify
from bangfu.plumbing.sealed.fields import BlindIndexField, SealedTextField
from bangfu.values import opaque_id


class PersonManager(BaseUserManager["Person"]):
    """Makes people with a hashed password; called by actions only."""

    def create_person(self, *, login: str, name: str, password: str | None = None) -> "Person":
        person = self.model(login=login, name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(login=username)


class Person(AbstractBaseUser):
    """Somebody with an account. ``name`` is the name they go by at work and is shown beside what they decide."""

    id = models.CharField(primary_key=True, max_length=16, default=opaque_id, editable=False)
    login = models.CharField("登录名", max_length=60, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    email = SealedTextField("电子邮箱", blank=True, default="")
    phone = SealedTextField("电话", blank=True, default="")
    phone_index = BlindIndexField("phone")
    shortcuts = models.BooleanField("使用键盘快捷键", default=True)

    objects = PersonManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]
    FIELD_CLASSES = classify(
        internal="id login name is_active created_at last_login shortcuts phone_index", personal="password email phone"
    )

    def __str__(self) -> str:
        return self.id

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """One role for one person in one scope, from a day to a day, granted by somebody. Rows are ended, never removed."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=20, choices=[(role.name, role.title) for role in ROLES.values()])
    scope_kind = models.CharField(max_length=12)
    scope_id = models.CharField(max_length=32, blank=True)
    from_day = models.DateField()
    to_day = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id person role scope_kind scope_id from_day to_day granted_by ended_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_grant_not_to_oneself", condition=Q(granted_by=None) | ~Q(granted_by=F("person"))
            ),
            models.CheckConstraint(name="people_grant_days", condition=Q(to_day=None) | Q(to_day__gte=F("from_day"))),
            models.CheckConstraint(
                name="people_grant_scope",
                condition=Q(scope_kind="all", scope_id="") | (~Q(scope_kind="all") & Q(scope_id__gt="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Session(AbstractBaseSession):
    """A browser's session. It knows whose it is, so that a person can see and end every one of theirs.

    Only ``models_session_store.SessionStore`` writes it. The key opens the account: it is never shown, exported or logged.
    """

    person = models.CharField(max_length=16, blank=True, db_index=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField()
    device = models.CharField(max_length=40, blank=True)

    FIELD_CLASSES = classify(internal="person started_at seen_at device expire_date session_key session_data")


class SignInTry(models.Model):
    """A try to sign in that did not (yet) succeed: what the limits of R15 are counted from.

    Neither the login nor the address stands here, only keyed digests; rows older than the longest window are removed.
    """

    login_digest = models.CharField(max_length=40)
    address_digest = models.CharField(max_length=40)
    at = models.DateTimeField()

    FIELD_CLASSES = classify(internal="id login_digest address_digest at")

    class Meta:
        indexes = [models.Index(fields=["login_digest", "at"]), models.Index(fields=["address_digest", "at"])]

    def __str__(self) -> str:
        return f"try {self.pk}"


class PasswordLink(models.Model):
    """A link, shown once, with which an invited person sets their own password; only its digest is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=16, blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    FIELD_CLASSES = classify(internal="id person digest made_by expires_at used_at")

    def __str__(self) -> str:
        return f"link for {self.person_id}"
