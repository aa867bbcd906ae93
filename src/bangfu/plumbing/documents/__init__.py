"""Printed papers from values: what a page says, as a Word file that a clerk prints, signs and sends.

A room describes a `Paper` out of parts; `word_bytes` writes it as .docx, `pdf_bytes` as PDF: A4, Chinese fonts, heads repeated on every page, page
numbers, no macros, no clock. The same paper gives the same bytes.
"""

from bangfu.plumbing.documents.paper import (
    Definitions,
    Grid,
    Heading,
    Notes,
    Paper,
    Paragraph,
    Part,
    Signatures,
)
from bangfu.plumbing.documents.pdf import PDF_TYPE, pdf_bytes
from bangfu.plumbing.documents.word import MEDIA_TYPE, word_bytes

__all__ = [
    "MEDIA_TYPE",
    "PDF_TYPE",
    "Definitions",
    "Grid",
    "Heading",
    "Notes",
    "Paper",
    "Paragraph",
    "Part",
    "Signatures",
    "pdf_bytes",
    "word_bytes",
]
