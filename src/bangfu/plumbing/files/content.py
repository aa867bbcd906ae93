"""What a file really is, and pictures drawn anew. Pure: bytes in, bytes out."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from bangfu.values import Refusal

SIZE_MAX_BYTES = 10 * 1024 * 1024
PIXELS_MAX = 50_000_000
EDGE_MAX_PIXELS = 2560
_PICTURES = {"JPEG", "PNG", "WEBP"}


class UnfitFile(Exception):
    """The file is not taken; carries the :class:`~bangfu.values.Refusal` for the person who sent it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.refusal = Refusal(code, sentence)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Bytes that are safe to keep, their media type and the file-name ending that goes with it."""

    data: bytes
    media_type: str
    ending: str


def _open_picture(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(io.BytesIO(data), formats=sorted(_PICTURES))
            width, height = picture.size
            if width * height > PIXELS_MAX:
                raise UnfitFile("picture_too_large", "照片的像素太多，请缩小到 5000 万像素以内再传。")
            picture.load()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise UnfitFile("picture_too_large", "照片的像素太多，请缩小到 5000 万像素以内再传。") from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            raise UnfitFile("picture_broken", "这张照片打不开，可能没有传完。请重新拍一张或另存后再传。") from None
    return picture


def clean_picture(data: bytes) -> Cleaned:
    """A picture drawn anew as JPEG: upright, at most 2560 pixels on its longer edge, nothing but pixels.

    Errors: :class:`UnfitFile` for what cannot be decoded or is too large.
    """
    picture = ImageOps.exif_transpose(_open_picture(data))
    picture.thumbnail((EDGE_MAX_PIXELS, EDGE_MAX_PIXELS))
    if picture.mode not in ("RGB", "L"):
        flat = Image.new("RGB", picture.size, "white")
        with_alpha = picture.convert("RGBA")
        flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
        picture = flat
    # A fresh image from the pixels alone: no metadata of any kind is copied over.
    fresh = Image.new(picture.mode, picture.size)
    fresh.paste(picture)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=84, optimize=True, progressive=True)
    return Cleaned(out.getvalue(), "image/jpeg", "jpg")


def clean_file(data: bytes) -> Cleaned:
    """Take a file by what it is, never by its name.

    Args: ``data``, at most 10 MB.
    Returns: the bytes to keep: pictures drawn anew, PDF as it came.
    Errors: :class:`UnfitFile` with a Chinese sentence for everything else.
    """
    if not data:
        raise UnfitFile("file_empty", "文件是空的，请重新选择。")
    if len(data) > SIZE_MAX_BYTES:
        raise UnfitFile("file_too_large", "文件超过 10 MB，请压缩后再传。")
    if (
        data.startswith(b"\xff\xd8\xff")
        or data.startswith(b"\x89PNG\r\n\x1a\n")
        or data[:4] + data[8:12] == b"RIFFWEBP"
    ):
        return clean_picture(data)
    if data.startswith(b"%PDF-"):
        return Cleaned(data, "application/pdf", "pdf")
    raise UnfitFile("file_type", "只收照片（JPG、PNG、WebP）和 PDF。请另存为这些格式再传。")
