"""34 pictures that carry more than a picture: where it was taken, by which device, by whom, and what hangs on behind.

Four canaries, each in the places where cameras, phones and editors write such things. Everything is made here from two small
drawings, so that nothing of anybody is in it. A file of :data:`TAKEN` must be kept as pixels alone; one of :data:`REFUSED` is
no picture that is taken at all.
"""

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PLACE, DEVICE, PERSON, TAIL = (f"R11{what}7Q9X" for what in ("PLACE", "DEVICE", "PERSON", "TAIL"))
CANARIES = (PLACE, DEVICE, PERSON, TAIL)
CORNERS = ("red", "green", "blue", "yellow")
SIZE = (48, 24)
GPS = {1: "N", 2: (23.0, 7.0, 45.0), 3: "E", 4: (113.0, 15.0, 52.0), 27: PLACE.encode(), 28: PLACE.encode()}
TURNED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""How the pixels lie in a file of each orientation, when the picture itself is upright."""
XMP = f"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description exif:GPSLatitude="23,7.75N" photoshop:City="{PLACE}" tiff:Model="{DEVICE}" dc:creator="{PERSON}"/>
</rdf:RDF></x:xmpmeta>""".encode()


def drawing(mode: str = "RGB") -> Image.Image:
    """Upright: another colour in each corner, so that every turn shows."""
    picture = Image.new("RGB", SIZE)
    wide, high = SIZE[0] // 2, SIZE[1] // 2
    for place, colour in enumerate(CORNERS):
        left, top = (place % 2) * wide, (place // 2) * high
        picture.paste(colour, (left, top, left + wide, top + high))
    return picture.convert(mode)


def exif(orientation: int = 1) -> Image.Exif:
    """Position, device, serial number, maker's note, names, dates and comments."""
    made = Image.Exif()
    made[0x0112] = orientation
    made[0x010F], made[0x0110], made[0x0131] = "Camera", DEVICE, DEVICE
    made[0x010E], made[0x013B], made[0x8298] = PLACE, PERSON, PERSON
    made[0x9C9C] = PLACE.encode("utf-16-le")  # the comment that Windows writes
    made.get_ifd(0x8825).update(GPS)
    inside = made.get_ifd(0x8769)
    inside[0x927C] = b"MAKER\0" + DEVICE.encode() + b"\0" + PLACE.encode()
    inside[0x9286] = b"ASCII\0\0\0" + PERSON.encode()
    inside[0xA430], inside[0xA431] = PERSON, DEVICE
    return made


def saved(form: str, picture: Image.Image | None = None, **more: object) -> bytes:
    out = io.BytesIO()
    (picture or drawing()).save(out, form, **more)
    return out.getvalue()


def segment(number: int, content: bytes) -> bytes:
    """A segment of a JPEG file."""
    return bytes((0xFF, number)) + struct.pack(">H", len(content) + 2) + content


def jpeg(*segments: bytes, tail: bytes = b"") -> bytes:
    """A JPEG file with segments after its start and bytes after its end."""
    plain = saved("JPEG", quality=90)
    return plain[:2] + b"".join(segments) + plain[2:] + tail


def with_thumbnail() -> bytes:
    """A small picture in the EXIF block, with an EXIF block of its own."""
    small = saved("JPEG", drawing().resize((16, 8)), exif=exif())
    outer = exif()
    outer.get_ifd(1).update({0x0103: 6, 0x0201: 0, 0x0202: len(small)})
    return jpeg(segment(0xE1, outer.tobytes() + small), segment(0xE0, b"JFXX\0\x10" + small))


def chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(*chunks: bytes, tail: bytes = b"") -> bytes:
    """A PNG file with chunks before its pixels and bytes after its end."""
    plain = saved("PNG")
    at = plain.index(b"IDAT") - 4
    return plain[:at] + b"".join(chunks) + plain[at:] + tail


def texts(*, packed: bool, international: bool = False) -> bytes:
    info = PngInfo()
    for key, text in (("Author", PERSON), ("Software", DEVICE), ("Comment", PLACE)):
        info.add_itxt(key, text, zip=packed) if international else info.add_text(key, text, zip=packed)
    return saved("PNG", pnginfo=info)


def film() -> bytes:
    """The short film that a phone hangs behind its picture, with the place in it; larger than what is kept in memory."""
    place = b"\0\0\0\x20udta\0\0\0\x18\xa9xyz" + PLACE.encode()
    return b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + place + TAIL.encode() + b"\0" * 3_000_000


def two_pictures() -> bytes:
    """Two pictures in a file, as cameras with two lenses write it."""
    return saved("MPO", save_all=True, append_images=[drawing()], exif=exif()) + TAIL.encode()


ICC = b"\0\0\x02\x0clcms" + b"\0" * 28 + b"acsp" + DEVICE.encode() + PERSON.encode() + b"\0" * 90
IPTC = (
    b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x2c\x1c\x02\x5a\0\x0c"
    + PLACE.encode()
    + b"\x1c\x02\x50"
    + PERSON.encode()
)
ZIP = b"PK\x03\x04" + TAIL.encode() + b"PK\x05\x06" + b"\0" * 18
HTML = f"<html><script>alert('{TAIL}')</script></html>".encode()

TAKEN: dict[str, Callable[[], bytes]] = {
    **{
        f"orientation {number}": lambda number=number, turn=turn: saved(  # type: ignore[misc]
            "JPEG", drawing() if turn is None else drawing().transpose(turn), exif=exif(number), quality=95
        )
        for number, turn in TURNED.items()
    },
    "JPEG, EXIF": lambda: saved("JPEG", exif=exif()),
    "JPEG, grey, EXIF": lambda: saved("JPEG", drawing("L"), exif=exif()),
    "JPEG, picture inside EXIF": with_thumbnail,
    "JPEG, XMP": lambda: jpeg(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)),
    "JPEG, IPTC": lambda: jpeg(segment(0xED, IPTC)),
    "JPEG, comment": lambda: jpeg(segment(0xFE, PERSON.encode() + PLACE.encode())),
    "JPEG, colour profile": lambda: jpeg(segment(0xE2, b"ICC_PROFILE\0\x01\x01" + ICC)),
    "JPEG, origin signed (C2PA)": lambda: jpeg(segment(0xEB, b"JP\0\x01jumb" + DEVICE.encode() + PERSON.encode())),
    "JPEG, two pictures": two_pictures,
    "JPEG and zip": lambda: jpeg(tail=ZIP),
    "JPEG and page": lambda: jpeg(segment(0xFE, b"--><!-- " + TAIL.encode()), tail=HTML),
    "JPEG and film": lambda: jpeg(tail=film()),
    "PNG, texts": lambda: texts(packed=False),
    "PNG, packed texts": lambda: texts(packed=True),
    "PNG, international texts": lambda: texts(packed=True, international=True),
    "PNG, EXIF": lambda: saved("PNG", drawing("RGBA"), exif=exif()),
    "PNG, colour profile": lambda: png(chunk(b"iCCP", DEVICE.encode() + b"\0\0" + zlib.compress(ICC))),
    "PNG, private chunk": lambda: png(chunk(b"prVt", PLACE.encode() + PERSON.encode())),
    "PNG and zip": lambda: png(tail=ZIP),
    "WebP, EXIF": lambda: saved("WEBP", exif=exif()),
    "WebP, XMP and tail": lambda: saved("WEBP", xmp=XMP) + TAIL.encode(),
}
REFUSED: dict[str, Callable[[], bytes]] = {
    "SVG": lambda: f'<svg xmlns="http://www.w3.org/2000/svg"><desc>{PLACE}</desc></svg>'.encode(),
    "HEIC": lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + exif().tobytes(),
    "TIFF": lambda: saved("TIFF", exif=exif()),
    "page called a picture": lambda: HTML,
    "GIF": lambda: saved("GIF", comment=PLACE.encode()),
}


def hidden(data: bytes) -> list[str]:
    """Everything in the bytes of a kept picture that is not the picture; empty when there is nothing."""
    spelt = [(name, name.encode(how)) for name in CANARIES for how in ("ascii", "utf-16-le", "utf-16-be")]
    found = [f"canary {name}" for name, raw in spelt if raw in data]
    if not data.startswith(b"\xff\xd8\xff"):
        return [*found, "no JPEG"]
    read = Image.open(io.BytesIO(data)).getexif()
    found += ["GPS tags"] if read.get_ifd(0x8825) else []
    found += [f"EXIF {sorted(read)}"] if read else []
    return found + strange_segments(data)


def strange_segments(data: bytes) -> list[str]:
    """Segments of a JPEG file that draw nothing, and bytes behind its end."""
    at, found = 2, []
    while data[at : at + 2] != b"\xff\xd9":
        assert data[at] == 0xFF, "a segment begins here"
        number, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        is_jfif = number == 0xE0 and data[at + 4 : at + 9] == b"JFIF\0" and length == 16
        if (0xE0 <= number <= 0xEF and not is_jfif) or number == 0xFE:
            found.append(f"segment {number:02X}")
        at += 2 + length
        if number == 0xDA:  # the pixels: up to the next marker that is neither a stuffed byte nor a restart
            while data[at] != 0xFF or data[at + 1] in (0, *range(0xD0, 0xD8)):
                at += 1
    return found + (["bytes behind the end"] if len(data) > at + 2 else [])


def is_upright(data: bytes) -> bool:
    """Whether a kept drawing shows each colour in its corner."""
    picture, wanted = Image.open(io.BytesIO(data)).convert("RGB"), drawing()
    points = [(x, y) for y in (6, 18) for x in (12, 36)]
    near = (abs(a - b) < 60 for at in points for a, b in zip(picture.getpixel(at), wanted.getpixel(at), strict=True))  # type: ignore[arg-type]
    return picture.size == SIZE and all(near)
