"""Handing out public numbers."""

from datetime import datetime

from django.db import transaction

from bangfu.plumbing.clock import SHANGHAI
from bangfu.plumbing.numbers.models import Series
from bangfu.values import PublicNumber


def allocate(letter: str, *, at: datetime, count: int = 1) -> list[str]:
    """The next ``count`` numbers of ``letter`` in the Shanghai year of ``at``, as printed text such as ``N-26-000913-K``.

    The series' row is locked, so two transactions never get the same number; a rolled-back one leaves a gap or none.
    """
    year = at.astimezone(SHANGHAI).year
    with transaction.atomic():
        Series.objects.get_or_create(letter=letter, year=year)
        series = Series.objects.select_for_update().get(letter=letter, year=year)
        first = series.next_free
        series.next_free = first + count
        series.save(update_fields=["next_free"])
    return [PublicNumber(letter, year, serial).text for serial in range(first, first + count)]
