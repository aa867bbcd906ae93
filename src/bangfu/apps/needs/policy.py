"""Who may do what with needs, and what each route asks for."""

from bangfu.apps.needs.models import Need
from bangfu.plumbing.access import Actor, Denied, Hidden, Route, Scope

PUBLIC_STATES = ("published", "evaluated")


def scope_of(need: Need) -> Scope:
    """A need belongs to its place."""
    return Scope(region=need.region_path)


def can_see(actor: Actor, need: Need) -> bool:
    """Published ones: everybody. All else: who reads needs there, and who entered it."""
    if need.state in PUBLIC_STATES or (need.state == "closed" and need.published_at is not None):
        return True
    if not actor.is_person:
        return actor.kind == "system"
    return is_own(actor, need) or actor.may("needs.read", scope_of(need))


def is_own(actor: Actor, need: Need) -> bool:
    """Whether the actor entered it or it was entered for them."""
    return actor.is_person and actor.person in (need.entered_by, need.for_whom)


def require(actor: Actor, need: Need, permission: str) -> None:
    """Errors: ``Hidden`` for what one may not know, ``Denied`` for what one may see but not do."""
    if not can_see(actor, need):
        raise Hidden
    if not actor.may(permission, scope_of(need)):
        raise Denied(permission)


def _step(needs: str, on: str, name: str = "needs:step") -> Route:
    """A row for one step: which right it asks for depends on the step that the address names."""
    return Route(name, needs=needs, on=on, hides=True, sees="needs.read", methods=("POST",))


ROUTES = (
    Route("needs:list-json"),
    Route("needs:list-csv"),
    Route("needs:list-xlsx"),
    Route("needs:detail-json", on="published_need"),
    Route("needs:detail-json", needs="needs.read", on="submitted_need", hides=True, own=True),
    Route("needs:desk", needs="desk.enter", anywhere=True),
    Route("needs:screening", needs="needs.verify", anywhere=True),
    Route("needs:new", needs="needs.draft", anywhere=True, methods=("GET", "POST")),
    Route("needs:survey", needs="needs.draft", anywhere=True, methods=("GET", "POST")),
    Route(
        "needs:survey-again",
        needs="needs.draft",
        on="draft_need",
        hides=True,
        sees="needs.read",
        methods=("GET", "POST"),
    ),
    Route("needs:onsite", needs="needs.verify", anywhere=True),
    Route(
        "needs:onsite-one",
        needs="needs.verify",
        on="submitted_need",
        hides=True,
        sees="needs.read",
        methods=("GET", "POST"),
    ),
    Route("needs:new-all", needs="needs.draft", anywhere=True, methods=("GET", "POST")),
    Route("needs:page", needs="needs.draft", anywhere=True, on="page_of_need", methods=("GET", "POST")),
    Route("needs:keep", needs="needs.draft", anywhere=True, on="page_to_keep", methods=("POST",)),
    Route("needs:sent", needs="needs.read", on="submitted_need", hides=True, own=True),
    Route("needs:suggest", needs="needs.draft", anywhere=True),
    Route("needs:edit", needs="needs.draft", on="draft_need", hides=True, sees="needs.read", methods=("GET", "POST")),
    Route("needs:attach", needs="needs.draft", on="draft_need", hides=True, sees="needs.read", methods=("POST",)),
    Route("needs:release-photo", needs="needs.publish", on="photo_to_release", sees="needs.read", methods=("POST",)),
    Route("needs:hide-photo", needs="needs.publish", on="photo_to_hide", sees="needs.read", methods=("POST",)),
    Route("needs:work", needs="needs.read", on="submitted_need", hides=True, own=True),
    Route("needs:work", needs="needs.read", on="published_need", hides=True, own=True),
    _step("needs.draft", "need_to_submit"),
    _step("needs.verify", "need_to_verify"),
    _step("needs.verify", "need_to_return"),
    _step("needs.publish", "need_to_publish"),
    _step("needs.withdraw", "need_to_withdraw"),
    Route("needs:life", needs="needs.read", on="submitted_need", hides=True, own=True),
    Route("needs:life", needs="needs.read", on="published_need", hides=True, own=True),
    *(
        _step(permission, f"need_to_{name}", "needs:life-step")
        for name, permission in (
            ("confirm", "needs.draft"),
            ("reduce", "needs.withdraw"),
            ("restore", "needs.withdraw"),
            ("close", "needs.withdraw"),
            ("split", "needs.verify"),
            ("merge", "needs.verify"),
            ("unmerge", "needs.verify"),
            ("evaluate", "needs.evaluate"),
            ("reopen", "needs.evaluate"),
            ("again", "needs.draft"),
        )
    ),
    Route("files:download", on="released_need_file"),
    Route("files:download", needs="needs.read", on="need_file", hides=True, own=True),
    Route("imports:template", needs="needs.import", anywhere=True, on="import_kind_needs"),
    Route("api:listed"),
    Route("api:detail", on="published_need"),
    Route("api:detail", needs="needs.read", on="submitted_need", hides=True, own=True),
    Route("api:draft", needs="needs.draft", on="need_to_draft_by_program", methods=("POST",)),
    _step("needs.verify", "need_to_verify_by_program", "api:take_step"),
    _step("needs.publish", "need_to_publish_by_program", "api:take_step"),
)
