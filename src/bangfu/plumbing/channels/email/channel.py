"""邮件, through Django's mail settings."""

from smtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangfu.plumbing.channels.shape import FAILED, LATER, SENT, Letter, Outcome

NAME, TITLE, ADDRESS, KEEPS_QUIET = "email", _("邮件"), "email", True
PERMANENT = 500


def missing() -> tuple[str, ...]:
    """Settings that are not given."""
    nowhere = settings.EMAIL_BACKEND.endswith((".console.EmailBackend", ".dummy.EmailBackend"))
    return ("BANGFU_MAIL_URL",) if nowhere and not settings.DEBUG else ()


def send(letter: Letter) -> Outcome:
    """One mail; whether it arrived is not known, so it stays 已发出. The same letter always has the same Message-ID."""
    leave = [gettext("不想再收这类邮件：") + letter.leave_url] if letter.leave_url else []
    body = "\n".join((*letter.lines, "", letter.url, gettext("这封邮件是系统自动发的，请不要回复。"), *leave))
    # A line break in a subject would let text become headers.
    subject = " ".join(letter.title.split())
    try:
        EmailMessage(subject=subject, body=body, to=[letter.address], headers=headers_of(letter)).send()
    except (SMTPException, OSError, ValueError) as error:
        return outcome_of(error)
    return Outcome(SENT)


def headers_of(letter: Letter) -> dict[str, str]:
    """What lets a mailbox tell a repeat, and leave with one click (RFC 8058)."""
    found = {}
    if letter.id:
        found["Message-ID"] = f"<{letter.id}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}>"
    if letter.leave_url:
        found["List-Unsubscribe"] = f"<{letter.leave_url}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return found


def outcome_of(error: Exception) -> Outcome:
    """What an error of the line or of the server means; its text is not kept, it can hold an address."""
    reason = f"{gettext('邮件服务器没有收下')}（{type(error).__name__}）"
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return Outcome(FAILED if codes and min(codes) >= PERMANENT else LATER, reason)
    if isinstance(error, ValueError):  # an address that cannot be written into a header
        return Outcome(FAILED, reason)
    if isinstance(error, SMTPResponseException) and not isinstance(error, SMTPAuthenticationError):
        reason = f"{gettext('邮件服务器没有收下')}（{error.smtp_code}）"
        if error.smtp_code >= PERMANENT:
            return Outcome(FAILED, reason)
    return Outcome(LATER, reason, is_down=True)
