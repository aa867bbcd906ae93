"""The only way to write: an action with an actor, a moment, a transaction and a trace.

``@action("needs.publish_need")`` wraps a keyword-only function ``(*, by, at=None, key="", …)``. The wrapper opens one
transaction, gives ``at`` the present moment when none is named, answers a repeated ``key`` with the first result, and
asserts that the function left an audit record through :func:`record`. A refusal is raised as :class:`Refused` and rolls
everything back.
"""

from bangfu.plumbing.actions.action import action, record
from bangfu.plumbing.actions.refusals import Refused, refuse

__all__ = ["Refused", "action", "record", "refuse"]
