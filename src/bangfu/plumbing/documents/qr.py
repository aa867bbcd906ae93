"""QR codes as one vector path: for posters and papers, without a picture format."""

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4
"""White modules around a code, as ISO/IEC 18004 asks for."""


def qr_path(text: str) -> tuple[int, str]:
    """A code for ``text`` with medium error correction (15 % of it may be lost to dirt).

    Returns: the side in modules, quiet zone included, and the ``d`` of an SVG path that fills the dark modules.
    """
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            length = 0
            while x + length < len(row) and row[x + length]:
                length += 1
            if length:
                runs.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length or 1
    return len(matrix), "".join(runs)
