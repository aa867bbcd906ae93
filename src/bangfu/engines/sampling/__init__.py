"""Samples with stated confidence, and public figures that name nobody.

:func:`sample_size`, :func:`drawn` and :func:`finding` check goods, visits and hours by looking at some of them.
"""

from bangfu.engines.sampling.verification import Finding, drawn, finding, sample_size

__all__ = ["Finding", "drawn", "finding", "sample_size"]
