"""People who sign in, and what they hold.

A person is known to all other rooms as an opaque id. There is no flag such as "staff" or "superuser": what somebody may do
follows from dated grants alone.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from bangfu.plumbing.access import ROLES
from bangfu.plumbing.fieldclasses import classify
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

    objects = PersonManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["name"]
    FIELD_CLASSES = classify(internal="id login name is_active created_at last_login", personal="password")

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

    FIELD_CLASSES = classify(internal="id person role scope_kind scope_id from_day to_day granted_by")

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
