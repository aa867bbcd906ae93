"""Reading modes: 长辈版 (elder) is one tap at the top of every page and is remembered in a cookie on the device."""

from django.http import HttpRequest

COOKIE = "mode"
ELDER = "elder"
A_YEAR = 365 * 24 * 3600


def mode_of(request: HttpRequest) -> str:
    """'elder' or ''. Any other cookie value counts as none."""
    return ELDER if request.COOKIES.get(COOKIE) == ELDER else ""
