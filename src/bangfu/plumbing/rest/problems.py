"""Errors as ``application/problem+json`` (RFC 9457) with a ``code`` and a sentence in Chinese and English."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from bangfu.plumbing.access import PERMISSIONS, Denied
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.questions import Question
from bangfu.plumbing.said import HAN, said


def problem(status: int, code: str, zh: str, en: str, **more: Any) -> HttpResponse:
    """One problem document. ``more`` adds members such as ``errors``."""
    body = {"type": "about:blank", "title": en, "status": status, "code": code, "detail": {"zh": zh, "en": en}, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json")


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    refusal = error.refusal
    with override("en"):
        english = said(refusal)
    return problem(409, refusal.code, str(refusal), english if not HAN.search(english) else f"Refused: {refusal.code}.")


denial_met: Question[None] = Question(
    "rest.denial_met",
    "Given an actor and a permission: a program was refused for want of it. Answered by `people` alone.",
)


def _denied(request: HttpRequest, error: Denied) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if actor.is_person:
        denial_met.ask(actor, error.permission)
    name = PERMISSIONS.get(error.permission, error.permission)
    return problem(403, "denied", f"您没有“{name}”的权限。", f"The permission {error.permission} is missing.")


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "not_found", "没有这条记录，或您不能查看。", "There is no such record, or it is not for you.")


def _unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = problem(401, "token", "令牌缺失、失效或已过期。", "The token is missing, ended or expired.")
    response["WWW-Authenticate"] = "Bearer"
    return response


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = [{"at": ".".join(str(part) for part in each["loc"]), "type": each["type"]} for each in error.errors]
    return problem(422, "invalid", "请求的内容不合要求。", "The request does not fit its schema.", errors=where)


def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "error", str(error), str(error))


def speak_problems(api: NinjaAPI) -> None:
    """Make ``api`` answer every error as a problem document."""
    for kind, answer in (
        (Refused, _refused),
        (Denied, _denied),
        (Http404, _missing),
        (AuthenticationError, _unknown_caller),
        (ValidationError, _invalid),
        (HttpError, _other),
    ):
        api.add_exception_handler(kind, answer)  # type: ignore[arg-type]
