"""How to reach a person: sealed, and shown only to those who may read contacts where the record lies."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from bangfu.plumbing.sealed.fields import SealedTextField

CONTACT_FIELDS = ("contact_name", "contact_phone", "contact_email")


class SealedContact(models.Model):
    """Name, telephone and e-mail of the person behind a record; a concrete model classifies them as personal."""

    contact_name = SealedTextField(blank=True, default="")
    contact_phone = SealedTextField(blank=True, default="")
    contact_email = SealedTextField(blank=True, default="")

    class Meta:
        abstract = True

    def seal_contact(self, values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
        """Set what ``values`` names of the contact and save it. Needs a saved row, because a seal is bound to its id.

        Returns: the changes for the trail, which keeps salted digests of them and never the texts.
        """
        before = {name: getattr(self, name) for name in CONTACT_FIELDS if name in values}
        changed = {name: (old, values[name] or "") for name, old in before.items() if old != (values[name] or "")}
        for name, (_old, new) in changed.items():
            setattr(self, name, new)
        if changed:
            self.save(update_fields=list(changed))
        return changed
