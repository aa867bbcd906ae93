"""The only writers of accounts, grants and the trail of signing in."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password

from bangfu.apps.people import rules
from bangfu.apps.people.models import PasswordLink, Person, RoleGrant, Session, SignInTry
from bangfu.apps.people.policy import require
from bangfu.apps.people.queries import administrators_on, wanted_in_force
from bangfu.plumbing.access import ROLES, Actor
from bangfu.plumbing.actions import Refused, action, record, refuse
from bangfu.plumbing.clock import SHANGHAI, now
from bangfu.values import Refusal, tidy


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


@action("people.create_person")
def create_person(*, by: Actor, at: datetime | None = None, key: str = "", login: str, name: str) -> Person:
    """Open an account without a password; its owner sets one through :func:`make_password_link`.

    Errors: ``Refused`` for a bad or taken login or an empty name; ``Denied`` without ``people.grant``.
    """
    require(by, "people.grant")
    login, name = tidy(login).lower(), tidy(name)
    refuse(rules.login_refusal(login))
    if not name:
        raise Refused(Refusal("people.name_empty", "请填写姓名。"))
    if Person.objects.filter(login=login).exists():
        raise Refused(Refusal("people.login_taken", "这个登录名已有人用，请换一个。"))
    person = Person.objects.create_person(login=login, name=name)
    record(subject=person, changes={"login": ("", login), "name": ("", name)})
    return person


def link_digest(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()


@action("people.make_password_link")
def make_password_link(*, by: Actor, at: datetime | None = None, key: str = "", person: Person) -> str:
    """A secret with which ``person`` can set a password once within three days. Returns: the secret, kept nowhere.

    Earlier links of the same person stop working.
    """
    require(by, "people.grant")
    if not person.is_active:
        raise Refused(Refusal("people.inactive", "这个账号已停用，请先启用。"))
    moment = at or now()
    PasswordLink.objects.filter(person=person, used_at=None).update(used_at=moment)
    token = secrets.token_urlsafe(24)
    link = PasswordLink.objects.create(
        person=person, digest=link_digest(token), made_by=by.person, expires_at=moment + rules.LINK_LIFE
    )
    record(subject=link)
    return token


@action("people.set_password_by_link")
def set_password_by_link(
    *, by: Actor, at: datetime | None = None, key: str = "", link: PasswordLink, password: str
) -> Person:
    """Set the password of the link's owner, use the link up, and end all their sessions.

    Errors: ``Refused`` for a used or old link; ``ValidationError`` with sentences for a weak password.
    """
    moment = at or now()
    link = PasswordLink.objects.select_for_update().select_related("person").get(pk=link.pk)
    if link.used_at is not None or link.expires_at < moment or not link.person.is_active:
        raise Refused(Refusal("people.link_used", "这个链接已经用过或过期了。请联系给您链接的管理员再要一个。"))
    validate_password(password, link.person)
    person = link.person
    person.set_password(password)
    person.save(update_fields=["password"])
    PasswordLink.objects.filter(pk=link.pk).update(used_at=moment)
    Session.objects.filter(person=person.pk).delete()
    record(subject=person, changes={"password": ("", "changed")})
    return person


@action("people.deactivate_person")
def deactivate_person(*, by: Actor, at: datetime | None = None, key: str = "", person: Person) -> Person:
    """Put an account out of use and end all its sessions. Grants stay as they are and count for nothing meanwhile."""
    require(by, "people.grant")
    person = Person.objects.select_for_update().get(pk=person.pk)
    administrators = administrators_on(_day(at or now()))
    refuse(
        rules.deactivate_refusal(
            person=person.pk,
            by=by.person,
            active=person.is_active,
            last_administrator=administrators == {person.pk},
        )
    )
    person.is_active = False
    person.save(update_fields=["is_active"])
    Session.objects.filter(person=person.pk).delete()
    record(subject=person, changes={"is_active": (True, False)})
    return person


@action("people.activate_person")
def activate_person(*, by: Actor, at: datetime | None = None, key: str = "", person: Person) -> Person:
    """Put an account back into use."""
    require(by, "people.grant")
    if person.is_active:
        raise Refused(Refusal("people.active", "这个账号正在使用，不用再启用。"))
    person.is_active = True
    person.save(update_fields=["is_active"])
    record(subject=person, changes={"is_active": (False, True)})
    return person


@action("people.grant_role")
def grant_role(
    *, by: Actor, at: datetime | None = None, key: str = "", person: Person, wanted: rules.WantedGrant
) -> RoleGrant:
    """Give a role in a scope, from a day to a day. Errors: ``Refused`` as :func:`rules.grant_refusal` says."""
    require(by, "people.grant")
    person = Person.objects.select_for_update().get(pk=person.pk)
    today = _day(at or now())
    refuse(
        rules.grant_refusal(
            wanted, by=by.person, active=person.is_active, held=wanted_in_force(person.pk, today), today=today
        )
    )
    grant = RoleGrant.objects.create(
        person=person,
        role=wanted.role,
        scope_kind=ROLES[wanted.role].scope_kind,
        scope_id=wanted.scope_id,
        from_day=wanted.from_day,
        to_day=wanted.to_day,
        granted_by_id=by.person or None,
    )
    record(
        subject=grant, changes={"person": ("", person.pk), "role": ("", grant.role), "scope_id": ("", grant.scope_id)}
    )
    return grant


@action("people.end_grant")
def end_grant(*, by: Actor, at: datetime | None = None, key: str = "", grant: RoleGrant) -> RoleGrant:
    """Take a grant back at once; the row stays. Errors: ``Refused`` as :func:`rules.end_grant_refusal` says."""
    require(by, "people.grant")
    moment = at or now()
    grant = RoleGrant.objects.select_for_update().get(pk=grant.pk)
    refuse(
        rules.end_grant_refusal(
            person=grant.person_id,
            by=by.person,
            role=grant.role,
            is_ended=grant.ended_at is not None,
            administrators=len(administrators_on(_day(moment))),
        )
    )
    old, grant.ended_at = grant.ended_at, moment
    grant.save(update_fields=["ended_at"])
    record(subject=grant, changes={"ended_at": (old, moment)})
    return grant


@action("people.end_sessions", unseen=True)
def end_sessions(
    *, by: Actor, at: datetime | None = None, key: str = "", person: Person, session_keys: tuple[str, ...]
) -> int:
    """End some of one's own sessions. Returns: how many there were."""
    if by.person != person.pk:
        require(by, "people.grant")
    # A request's user is a lazy stand-in; the trail needs the row itself.
    person = Person.objects.get(pk=person.pk)
    ended, _ = Session.objects.filter(person=person.pk, session_key__in=session_keys).delete()
    record(subject=person, note="结束登录", count=max(ended, 1))
    return ended


@action("people.change_preferences", unseen=True)
def change_preferences(*, by: Actor, at: datetime | None = None, key: str = "", shortcuts: bool) -> Person:
    """How the site behaves for oneself."""
    person = Person.objects.get(pk=by.person)
    old, person.shortcuts = person.shortcuts, shortcuts
    person.save(update_fields=["shortcuts"])
    record(subject=person, changes={"shortcuts": (old, shortcuts)})
    return person


@action("people.change_contact")
def change_contact(
    *, by: Actor, at: datetime | None = None, key: str = "", person: str, email: str, phone: str
) -> Person:
    """Set the sealed e-mail and telephone of an account: one's own, or anybody's with ``people.grant``.

    Errors: ``Refused`` for what is neither; ``Denied``.
    """
    if by.person != person:
        require(by, "people.grant")
    email, phone = tidy(email), tidy(phone)
    refuse(rules.contact_refusal(email, phone))
    row = Person.objects.select_for_update().get(pk=person)
    changes = {"email": (row.email, email), "phone": (row.phone, phone)}
    row.email, row.phone = email, phone
    row.save(update_fields=["email", "phone", "phone_index"])
    record(subject=row, changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]})
    return row


@action("people.sign_in", unseen=True)
def note_sign_in(*, by: Actor, at: datetime | None = None, key: str = "", method: str) -> None:
    """Leave a trace of a successful sign-in."""
    record(subject=Person(pk=by.person), note=method)


@action("people.fail_to_sign_in", unseen=True)
def note_failed_sign_in(*, by: Actor, at: datetime | None = None, key: str = "", tried: SignInTry) -> None:
    """Leave a trace of a failed one: neither the login nor the address, only the row that counted it."""
    record(subject=tried)


@action("people.build_cast")
def build_cast(
    *,
    by: Actor,
    at: datetime | None = None,
    key: str = "",
    names: Mapping[str, tuple[str, str]],
    scopes: Mapping[str, str],
) -> dict[str, Person]:
    """The fixed cast of the demo: one person for each role, by role. See ``example``.

    Args: ``names`` maps a role to (login, name); ``scopes`` maps each role bound to a scope to its scope id.
    Errors: ``KeyError`` for a role without its scope id.
    """
    day = _day(at or now())
    people = {role: Person(login=login, name=name) for role, (login, name) in names.items()}
    for person in people.values():
        person.set_unusable_password()
    Person.objects.bulk_create(people.values())
    RoleGrant.objects.bulk_create(
        RoleGrant(
            person=person,
            role=role,
            scope_kind=ROLES[role].scope_kind,
            scope_id="" if ROLES[role].scope_kind == "all" else scopes[role],
            from_day=day,
        )
        for role, person in people.items()
    )
    record(subject=next(iter(people.values())), note="演示账号", count=len(people))
    return people
