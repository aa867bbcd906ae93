"""Keeping and reading the bytes: one file per id below the data directory, written beside and then renamed."""

import os
from pathlib import Path

from django.conf import settings

from bangfu.plumbing.files.models import StoredFile


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie; two letters of the id spread the folders."""
    return Path(settings.MEDIA_ROOT) / stored.pk[:2] / stored.pk


def write_bytes(stored: StoredFile, data: bytes) -> None:
    """Write the bytes so that a crash leaves either all of them or none."""
    target = path_of(stored)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".part")
    with beside.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    beside.replace(target)


def remove_bytes(stored: StoredFile) -> None:
    """Remove the bytes; nothing happens when they are gone already."""
    path_of(stored).unlink(missing_ok=True)


def read_bytes(stored: StoredFile) -> bytes:
    """The bytes. Errors: ``FileNotFoundError``."""
    return path_of(stored).read_bytes()
