"""The session store: Django's own in the database, with a column that says whose session it is.

Named by ``SESSION_ENGINE``; Django looks for ``SessionStore`` in this module.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from bangfu.apps.people.models import Session
from bangfu.apps.people.queries import person_with_grants
from bangfu.plumbing.clock import now

__all__ = ["DEVICE", "SEEN_AT", "SIGNED_IN_AT", "SessionStore", "device_words", "person_with_grants"]

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
DEVICE = "device"


class SessionStore(DatabaseStore):
    """Sessions in ``people_session``."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: Mapping[str, Any]) -> Session:
        session = super().create_model_instance(dict(data))
        assert isinstance(session, Session)
        started = data.get(SIGNED_IN_AT)
        session.person = data.get(SESSION_KEY, "")
        session.started_at = datetime.fromisoformat(started) if started else None
        session.seen_at = now()
        session.device = data.get(DEVICE, "")
        return session


def device_words(agent: str) -> str:
    """A coarse name of a device for the list of sessions: enough to know it again, too little to follow anybody."""
    where = next((word for mark, word in _SYSTEMS if mark in agent), "其他设备")
    what = next((word for mark, word in _BROWSERS if mark in agent), "浏览器")
    return f"{where} · {what}"


_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "安卓手机"),
    ("HarmonyOS", "鸿蒙设备"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "Mac 电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
