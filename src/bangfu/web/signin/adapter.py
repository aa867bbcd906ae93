"""Our answers to django-allauth's questions: who may register, what counts as a try, what a sign-in leaves behind."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from bangfu.apps.people import api as people
from bangfu.plumbing.access import PUBLIC_ACTOR, Actor
from bangfu.plumbing.clock import now


def factors_shown(request: HttpRequest) -> str:
    """How this session was opened: ``password``, ``passkey``, or both steps as ``password+totp``."""
    ways = []
    for shown in get_authentication_records(request, request.user):
        way = str(shown.get("type") if shown.get("method") == "mfa" else shown.get("method"))
        ways.append("passkey" if way == "webauthn" else way)
    return "+".join(dict.fromkeys(ways)) or "password"


def stamp_session(request: HttpRequest, method: str) -> None:
    """Note in the fresh session when and on what device it began, and how (``method``: password, passkey, demo …)."""
    request.session[people.session_store.SIGNED_IN_AT] = request.session[people.session_store.SEEN_AT] = (
        now().isoformat()
    )
    request.session[people.session_store.DEVICE] = people.session_store.device_words(
        request.META.get("HTTP_USER_AGENT", "")
    )
    people.note_sign_in(by=Actor(person=str(request.user.pk), kind="person"), method=method)


class AccountAdapter(DefaultAccountAdapter):
    """Named by ``ACCOUNT_ADAPTER``."""

    error_messages = DefaultAccountAdapter.error_messages | {
        # One sentence whether the account exists or not.
        "username_password_mismatch": _("登录名或密码不对。请检查大小写，或用别的方式登录。"),
        "too_many_login_attempts": _("试的次数太多了，请过 15 分钟再试。账号没有被锁，密码也没有变。"),
        "busy": _("现在登录的人太多，请过几秒再试。"),
        "incorrect_password": _("密码不对。"),
        "enter_current_password": _("请输入现在的密码。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited by an administrator; nobody registers alone for now."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password, counting the try before the hash; see ``people``."""
        login = str(credentials.get("username", "")).strip().casefold()
        tried = people.tries.reserve_try(login=login, address=self.get_client_ip(request), at=now())
        if tried is None:
            raise self.validation_error("too_many_login_attempts")
        with people.tries.hashing_slot() as free:
            if not free:
                people.tries.release_try(tried)
                raise self.validation_error("busy")
            person = self._check(request, **credentials)
        if person is None:
            people.note_failed_sign_in(by=PUBLIC_ACTOR, tried=tried)
            return None
        people.tries.release_try(tried)
        return person

    def _check(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        return super().authenticate(request, **credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: the try was counted in :meth:`authenticate`, in the database instead of one process's memory."""

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        stamp_session(request, factors_shown(request))

    def logout(self, request: HttpRequest) -> None:
        person = str(request.user.pk or "")
        super().logout(request)
        if person:
            people.trail.note_sign_out(by=Actor(person=person, kind="person"), why="asked")

    def send_notification_mail(
        self, template_prefix: str, user: AbstractBaseUser, context: Any = None, email: str | None = None
    ) -> None:
        """allauth tells here of every change of a factor or a password: the trail keeps it, whether or not mail is sent."""
        what = template_prefix.rsplit("/", 1)[-1]
        people.trail.note_factor_change(by=Actor(person=str(user.pk), kind="person"), what=what)
        super().send_notification_mail(template_prefix, user, context, email)
