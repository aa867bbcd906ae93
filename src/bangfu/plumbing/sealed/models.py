"""Which keys this database was ever sealed with, so that a wrong key stops the start instead of garbling a page."""

from django.db import models

from bangfu.plumbing.fieldclasses import classify


class KeyMark(models.Model):
    """The fingerprint of a key, noted when it first sealed something here."""

    key_id = models.CharField(primary_key=True, max_length=12)
    fingerprint = models.CharField(max_length=32)

    FIELD_CLASSES = classify(internal="key_id fingerprint")

    def __str__(self) -> str:
        return self.key_id
