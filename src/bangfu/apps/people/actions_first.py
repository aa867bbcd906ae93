"""The first administrator of a new site, whom nobody can have granted anything."""

from datetime import datetime

from bangfu.apps.people.actions import create_person, grant_role, make_password_link
from bangfu.apps.people.queries import administrators_on
from bangfu.apps.people.rules import WantedGrant
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused, action, record
from bangfu.plumbing.clock import SHANGHAI, now
from bangfu.values import Refusal


@action("people.make_first_administrator")
def make_first_administrator(*, by: Actor, at: datetime | None = None, key: str = "", login: str, name: str) -> str:
    """Make an account with the administrator's role and a link to set its password.

    Returns: the secret of the link, kept nowhere. Errors: ``Refused`` when somebody is administrator already: only they
    grant that role.
    """
    moment = at or now()
    day = moment.astimezone(SHANGHAI).date()
    if administrators_on(day):
        raise Refused(Refusal("people.has_administrator", "已经有系统管理员了。", "请由现任管理员授权。"))
    person = create_person(by=by, at=moment, login=login, name=name)
    grant_role(by=by, at=moment, person=person, wanted=WantedGrant(person.pk, "administrator", "", day))
    secret = make_password_link(by=by, at=moment, person=person)
    record(subject=person, note="首位系统管理员")
    return secret
