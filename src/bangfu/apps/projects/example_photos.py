"""Pictures of the example city: drawn, never photographed, and each says so."""

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bangfu.plumbing.documents.pdf import FONT_PACKAGE

SIZE = (960, 640)
HILLS = (((38, 96, 74), 300, 90), ((62, 128, 88), 380, 60), ((120, 164, 92), 460, 40))
"""Colour, where the ridge begins and how high it rises, from the farthest."""
WORDS = 14


def drawn_picture(words: str) -> bytes:
    """A landscape with a strip that says 演示 and the first words of what is told. Returns: JPEG."""
    picture = Image.new("RGB", SIZE, (214, 230, 226))
    pen = ImageDraw.Draw(picture)
    pen.ellipse((720, 70, 820, 170), fill=(236, 150, 84))
    shift = sum(map(ord, words)) % 160
    for place, (colour, ridge, rise) in enumerate(HILLS):
        middle = 200 + (shift + place * 260) % SIZE[0]
        pen.polygon([(0, ridge + rise), (middle, ridge), (SIZE[0], ridge + rise // 2), SIZE, (0, SIZE[1])], fill=colour)
    pen.rectangle((0, SIZE[1] - 96, SIZE[0], SIZE[1]), fill=(9, 52, 42))
    pen.text((32, SIZE[1] - 74), f"演示图 · {words[:WORDS]}", font=_font(), fill="white")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A Chinese font of the package that papers are set with."""
    found = find_spec(FONT_PACKAGE)
    assert found is not None and found.origin is not None, f"{FONT_PACKAGE} is not installed"
    files = sorted(each for each in Path(found.origin).parent.rglob("*") if each.suffix in (".otf", ".ttf", ".ttc"))
    return ImageFont.truetype(files[0], 40)
