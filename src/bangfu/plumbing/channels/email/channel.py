"""邮件, through Django's mail settings."""

from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bangfu.plumbing.channels.shape import FAILED, SENT, Letter, Outcome

NAME, TITLE, ADDRESS, KEEPS_QUIET = "email", _("邮件"), "email", True


def send(letter: Letter) -> Outcome:
    """One mail; whether it arrived is not known, so it stays 已发出."""
    body = "\n".join((*letter.lines, "", letter.url, gettext("这封邮件是系统自动发的，请不要回复。")))
    # A line break in a subject would let text become headers.
    subject = " ".join(letter.title.split())
    try:
        EmailMessage(subject=subject, body=body, to=[letter.address]).send()
    except (SMTPException, OSError) as error:
        return Outcome(FAILED, f"{gettext('邮件服务器没有收下')}（{type(error).__name__}）")
    return Outcome(SENT)
