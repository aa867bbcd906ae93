"""Samples with stated confidence, and public figures that name nobody.

:func:`sample_size`, :func:`drawn` and :func:`finding` check goods, visits and hours by looking at some of them.
:func:`shown_cells` says which figures of a table of people may be shown; :func:`derived_cells` tries to find the others.
"""

from bangfu.engines.sampling.suppression import TOTAL, Cell, derived_cells, shown_cells, with_totals
from bangfu.engines.sampling.verification import Finding, drawn, finding, sample_size

__all__ = [
    "TOTAL",
    "Cell",
    "Finding",
    "derived_cells",
    "drawn",
    "finding",
    "sample_size",
    "shown_cells",
    "with_totals",
]
