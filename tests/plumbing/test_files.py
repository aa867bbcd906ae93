"""Promises of files: only what a file is counts, pictures carry nothing but the picture, nobody sees what they may not."""

import io

import pytest
from django.test import Client
from PIL import Image

from bangfu.apps.people.models import Person
from bangfu.plumbing.access import Actor
from bangfu.plumbing.actions import Refused
from bangfu.plumbing.files import queries
from bangfu.plumbing.files.actions import attach_file
from bangfu.plumbing.files.content import UnfitFile, clean_file
from bangfu.plumbing.files.models import StoredFile

CANARY = b"GPS-CANARY-23.1291N"


def picture(form="JPEG", size=(40, 20), orientation=1, mode="RGB", tail=b""):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = CANARY.decode()
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image = Image.new(mode, size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    image.save(out, form, exif=exif, **({"comment": CANARY} if form == "JPEG" else {}))
    return out.getvalue() + tail


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_keeps_its_pixels_and_nothing_else(form):
    data = picture(form, tail=b"<script>" + CANARY)
    assert CANARY in data
    cleaned = clean_file(data)
    assert CANARY not in cleaned.data and b"<script>" not in cleaned.data
    assert not Image.open(io.BytesIO(cleaned.data)).getexif()
    assert cleaned.media_type == "image/jpeg"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_comes_out_upright(orientation):
    before = picture(orientation=orientation)
    size = Image.open(io.BytesIO(clean_file(before).data)).size
    assert size == ((20, 40) if orientation >= 5 else (40, 20))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type"),
        (b"MZ\x90\x00", "file_type"),
        (picture()[:200], "picture_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "picture_broken"),
        (b"%PDF-" + b"0" * (10 * 1024 * 1024), "file_too_large"),
    ],
)
def test_what_is_not_taken_gets_a_reason(data, code):
    with pytest.raises(UnfitFile) as caught:
        clean_file(data)
    assert caught.value.refusal.code == code


def test_a_picture_bomb_is_refused_from_its_header():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(UnfitFile) as caught:
        clean_file(out.getvalue())
    assert caught.value.refusal.code == "picture_too_large"


@pytest.mark.django_db
class TestServing:
    @pytest.fixture
    def stored(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        owner = Person.objects.create_person(login="o", name="甲")
        return attach_file(by=Actor(person=owner.pk, kind="person"), owner=owner, data=picture())

    def answer(self, monkeypatch, value):
        monkeypatch.setattr(queries.may_see_file, "_answerers", (lambda actor, stored: value,))

    def test_no_room_vouches_and_the_file_does_not_exist(self, stored, monkeypatch):
        self.answer(monkeypatch, None)
        assert Client().get(f"/files/{stored.pk}").status_code == 404

    def test_its_room_vouches_and_it_is_served_in_a_sandbox(self, stored, monkeypatch):
        self.answer(monkeypatch, True)
        response = Client().get(f"/files/{stored.pk}")
        assert response.status_code == 200
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["X-Content-Type-Options"] == "nosniff"

    def test_its_path_on_disk_is_no_address(self, stored):
        assert Client().get(f"/files/{stored.pk[:2]}/{stored.pk}").status_code == 404
        assert Client().get(f"/media/{stored.pk[:2]}/{stored.pk}").status_code == 404

    def test_a_refused_file_leaves_no_row(self, stored):
        with pytest.raises(Refused):
            attach_file(by=Actor(person="a" * 16, kind="person"), owner=stored, data=b"MZ")
        assert StoredFile.objects.count() == 1
