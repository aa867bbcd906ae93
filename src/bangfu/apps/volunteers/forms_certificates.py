"""Forms of a certificate: which hours, and what its public page tells."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.volunteers.rules_certificates import SHOWS
from bangfu.plumbing.clock import today

YEAR = timedelta(days=365)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ShowsForm(forms.Form):
    """What the public page tells of the person."""

    shows = forms.ChoiceField(
        label=_("别人核验时看到什么"),
        choices=list(SHOWS.items()),
        initial="hours",
        help_text=_("由您决定，以后也可以改。"),
    )


class CertificateForm(ShowsForm):
    """``senders``: (number, name) of who sent one to hours that count."""

    since = _day(_("从哪天"))
    until = _day(_("到哪天"))
    organisation = forms.ChoiceField(label=_("哪个组织派出的"), required=False)
    field_order = ("since", "until", "organisation", "shows")

    def __init__(self, *args: Any, senders: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", _("全部")), *senders]  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.update(since=today() - YEAR, until=today())
