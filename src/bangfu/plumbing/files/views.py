"""Every byte of an uploaded file leaves here."""

from django.http import HttpRequest, HttpResponse

from bangfu.plumbing.access import Hidden
from bangfu.plumbing.files.queries import file_for
from bangfu.plumbing.files.store import read_bytes


def download(request: HttpRequest, file_id: str) -> HttpResponse:
    """A picture in place, anything else as a download; in a sandbox, and never sniffed."""
    stored = file_for(request.actor, file_id)  # type: ignore[attr-defined]
    try:
        data = read_bytes(stored)
    except FileNotFoundError:
        raise Hidden from None
    response = HttpResponse(data, content_type=stored.media_type)
    kind = "inline" if stored.media_type.startswith("image/") else "attachment"
    ending = "jpg" if stored.media_type == "image/jpeg" else "pdf"
    response["Content-Disposition"] = f'{kind}; filename="{stored.pk}.{ending}"'
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=3600" if stored.is_public else "no-store, private"
    return response
