"""Forms that anybody may send without an account: how a flood is slowed, and how the sender finds the answer again.

Who sends is told apart by address in this process's memory only, for one window of time: no address and no device is ever
written down. A trap field stops simple programs without a puzzle for people. The tracking code is derived from the record's
random id with the site's secret, so a form that is sent twice over a bad line shows the same code again; the database holds
nothing but its digest.
"""

import base64
import hashlib
import threading
import time
from collections import Counter

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from bangfu.values import Refusal, fold

TRAP = "website"
"""Name of the field that people never see; what fills it in is asked again instead of being taken in."""
WINDOW_SECONDS = 600
SENT_PER_ADDRESS = 10
SENT_IN_ALL = 120
CODE_BYTES = 10
_MISREAD = str.maketrans("018", "olb")
TRAPPED = Refusal("openforms.trap", "表里有一栏应当空着，这次还没有收下。", "请直接再点一次提交。")
TOO_MANY = Refusal("openforms.too_many", "这一会儿提交的太多，这次还没有收下。", "您写的还在，请过十分钟再点一次提交。")


class Sending:
    """How many forms were let in during the present window, by address and in all; each process counts for itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._number, self._sent = 0, Counter[str]()

    def lets_in(self, address: str, seconds: float) -> bool:
        """Count a form at the monotonic moment ``seconds``; False when there were enough of them."""
        number = int(seconds // WINDOW_SECONDS)
        with self._lock:
            if number != self._number:
                self._number, self._sent = number, Counter()
            if self._sent[address] >= SENT_PER_ADDRESS or self._sent[""] >= SENT_IN_ALL:
                return False
            self._sent.update((address, ""))
            return True


_sending = Sending()


def sending_refusal(request: HttpRequest) -> Refusal | None:
    """Why a filled-in open form is not taken in now, or None. Call it once, just before the action."""
    if request.POST.get(TRAP, ""):
        return TRAPPED
    address = get_adapter().get_client_ip(request) or "unknown"
    return None if _sending.lets_in(address, time.monotonic()) else TOO_MANY


def tracking_code(kind: str, record: str) -> str:
    """The sixteen letters with which a sender without an account finds their record: 80 bits in base32.

    Args: ``kind`` names the sort of record, ``record`` is its random opaque id.
    """
    digest = salted_hmac(f"bangfu.openforms.{kind}", record, algorithm="sha256").digest()
    return base64.b32encode(digest[:CODE_BYTES]).decode("ascii").lower()


def shown_code(code: str) -> str:
    """A code in groups of four, as a person writes it down.

    >>> shown_code("abcdefghijklmnop")
    'ABCD-EFGH-IJKL-MNOP'
    """
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4)).upper()


def read_code(text: str) -> str:
    """A code as somebody typed it, without spaces and dashes; digits that no code has are read as the letters they look like.

    >>> read_code(" ABCD-EFGH-1JKL-MN0P ")
    'abcdefghljklmnop'
    """
    letters = "".join(each for each in fold(text).lower() if each.isalnum())
    return letters.translate(_MISREAD)[:64]


def digest_of(code: str) -> str:
    """What the database keeps of a code. 80 random bits need no salt."""
    return hashlib.sha256(code.encode()).hexdigest()


def answer_status(refusal: Refusal | None) -> int:
    """The status of a page that shows why a form was not taken in."""
    return 429 if refusal is TOO_MANY else 422
