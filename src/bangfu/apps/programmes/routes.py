"""The programme over REST."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from bangfu.apps.programmes.pages import pack_document
from bangfu.apps.programmes.queries import current_pack

router = Router(tags=["programme"])


@router.get("", response=dict, summary="The programme of this installation")
def programme(request: HttpRequest) -> dict[str, Any]:
    """Places, duties with sources, campaigns, rates, weights and rules of the pack."""
    return pack_document(current_pack())
