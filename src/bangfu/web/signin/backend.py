"""How a session becomes a person: with what they hold, in one question to the database."""

from allauth.account.auth_backends import AuthenticationBackend

from bangfu.apps.people.api import session_store


class PersonBackend(AuthenticationBackend):
    """allauth's own way of signing in; a person of a session comes with the grants in force (``grants_in_force``)."""

    def get_user(self, user_id: str) -> object | None:
        person = session_store.person_with_grants(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None
