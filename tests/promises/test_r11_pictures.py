"""R11: pictures carry nothing but the picture: 34 files through the site's upload points, every kept and served byte read."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bangfu.apps.needs.actions_photos import release_photo
from bangfu.apps.needs.models import Need
from bangfu.plumbing.clock import now, today
from bangfu.plumbing.files import content
from bangfu.plumbing.files.models import StoredFile
from tests.cast import VILLAGE
from tests.house.source import PROJECT
from tests.promises.pictures import DEVICE, PLACE, REFUSED, TAKEN, TURNED, hidden, is_upright
from tests.samples import World, make_need, make_world
from tests.samples_projects import make_bundle, make_delivery

pytestmark = [pytest.mark.django_db, pytest.mark.promise("R11")]
WORST = ("JPEG, EXIF", "JPEG, two pictures", "JPEG and film", "PNG, packed texts", "WebP, XMP and tail")
PLACE_NAME = "清远市清城区源潭镇新桥村委会"


@pytest.fixture
def world(db, settings, tmp_path):
    """The cast; files are kept in one folder and pass through another, both of this test."""
    settings.DEMO, settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR = True, tmp_path / "kept", tmp_path / "passing"
    (tmp_path / "passing").mkdir()
    return make_world(samples=False)


def upload(data: bytes) -> SimpleUploadedFile:
    """As a phone sends it: called a photo, and said to be one, whatever it is."""
    return SimpleUploadedFile("IMG_0001.jpg", data, "image/jpeg")


# --- the upload points: each takes one file and answers the status ------------------------------------------------------------


def evidence(world: World) -> Callable[[bytes], int]:
    """The desk's page of a need."""
    people = {role: member.actor for role, member in world.cast.items()}
    path = reverse("needs:attach", args=[make_need(VILLAGE, "draft", people).number])
    client = world.cast["village"].client
    return lambda data: client.post(path, {"file": upload(data)}).status_code


def pages(world: World) -> Callable[[bytes], int]:
    """The third of the four pages on a phone."""
    client, begin = world.cast["village"].client, "/my/needs/new/"
    client.post(f"{begin}what/", {"title": "村小学缺打印机", "words": "老师印卷子要跑镇上。"})
    more = {"place": PLACE_NAME, "claim_by": str(today() + timedelta(days=20)), "urgency": "1", "source": "visit"}
    return lambda data: client.post(f"{begin}place/", more | {"photo": upload(data)}).status_code


def delivering(world: World) -> Callable[[bytes], int]:
    """The page on which a batch is posted."""
    client = world.cast["staff"].client

    def post(data: bytes) -> int:
        number = make_bundle(world, VILLAGE, own=True).project.number
        sent = {"units_1": "1", "on": today().isoformat(), "photos": upload(data)}
        return client.post(reverse("projects:deliver", args=[number]), sent).status_code

    return post


def accepting(world: World) -> Callable[[bytes], int]:
    """The picture cards of the village."""
    client = world.cast["village"].client

    def post(data: bytes) -> int:
        batch = make_delivery(make_bundle(world, VILLAGE, own=True))
        sent = {"answer_1": "promised", "photos": upload(data)}
        return client.post(reverse("projects:accept", args=[batch.pk]), sent).status_code

    return post


def telling(world: World) -> Callable[[bytes], int]:
    """The page that posts progress."""
    path = reverse("projects:progress", args=[make_bundle(world, VILLAGE, own=True).project.number])
    sent = {"kind": "training", "words": "师傅到村教了一天。", "on": today().isoformat()}
    client = world.cast["staff"].client
    return lambda data: client.post(path, sent | {"photos": upload(data)}).status_code


def offline(world: World) -> Callable[[bytes], int]:
    """What a phone kept without a network, sent later: one way for all of its forms."""
    team, path = world.cast["frontline"], reverse("offline:photo")
    fields = {
        "title": "村口的路灯坏了",
        "place": VILLAGE,
        "theme": "fruit_industry",
        "words": "晚上看不见路。",
        "beneficiaries": "120",
    }
    fields |= {"urgency": "2", "claim_by": str(today() + timedelta(days=90)), "on_behalf_of": ""}
    fields |= {"item_1": "路灯", "quantity_1": "3", "unit_1": "盏"}

    def post(data: bytes) -> int:
        number = Need.objects.count()
        draft = {
            "id": f"draft-{number:07}",
            "person": str(team.person.pk),
            "kind": "needs.survey",
            "subject": "",
            "base": {},
        }
        draft |= {"fields": fields, "at": now().isoformat().replace("+00:00", "Z")}
        sent = team.client.post(reverse("offline:sync"), json.dumps({"drafts": [draft]}), "application/json")
        assert [each["outcome"] for each in sent.json()["answers"]] == ["done"], sent.content.decode()
        with_photo = {"id": f"photo-{number}", "draft": draft["id"], "caption": "路灯", "file": upload(data)}
        return team.client.post(path, with_photo).status_code

    return post


def storing(world: World) -> Callable[[bytes], int]:
    """The page on which a gift in kind is taken into the store."""
    member = world.cast["staff"]
    own = next(grant.scope_id for grant in member.actor.grants if grant.role == "staff")
    sent = {"organisation": own, "item": "大米", "quantity": "20", "unit": "袋", "received_on": today().isoformat()}
    sent |= {"basis": "unvalued", "donor_kind": "anonymous"}
    path = reverse("goods:new")
    return lambda data: member.client.post(path, sent | {"papers": upload(data)}).status_code


POINTS = {
    "a need's evidence": evidence,
    "the pages of a need": pages,
    "a delivery": delivering,
    "an acceptance": accepting,
    "progress": telling,
    "a phone's queue": offline,
    "a gift in kind": storing,
}
TAKERS = {
    "apps/needs/views_desk.py",
    "apps/needs/views_pages.py",
    "apps/needs/queries_standing.py",
    "apps/projects/views/deliveries.py",
    "apps/projects/forms/acceptance.py",
    "apps/goods/views.py",
}
"""The modules that take a file in; the fifth and the third are reached through a phone's queue."""


# --- what is kept, what is served ----------------------------------------------------------------------------------------------


def carried(world: World, folder: Path) -> tuple[list[str], int, int]:
    """What the kept and the served copies carry besides the picture; how many of each were read."""
    village, found, served = world.cast["village"].client, [], 0
    kept = [path for path in folder.rglob("*") if path.is_file()]
    for path in kept:
        found += [f"kept: {what}" for what in hidden(path.read_bytes())]
    for stored in StoredFile.objects.all():
        found += [f"its row: {name}" for name in (PLACE, DEVICE) if name in repr(vars(stored))]
        answer = village.get(f"/files/{stored.pk}")
        served += answer.status_code == 200
        found += [f"served: {what}" for what in hidden(answer.content)] if answer.status_code == 200 else []
    return found, len(kept), served


def test_of_34_files_nothing_but_the_picture_is_kept_or_served(world, settings):
    send, folder = evidence(world), Path(settings.MEDIA_ROOT)
    upright, wrong = 0, []
    for name, make in TAKEN.items():
        before = set(StoredFile.objects.values_list("pk", flat=True))
        if send(make()) != 302:
            wrong.append(f"{name} was not taken")
            continue
        stored = StoredFile.objects.exclude(pk__in=before).get()
        is_turned = name.startswith("orientation")
        stands = "grey" in name or is_upright((folder / stored.pk[:2] / stored.pk).read_bytes())
        upright += is_turned and stands
        wrong += [] if stands else [f"{name} does not stand upright"]
    wrong += [f"{name} was taken" for name, make in REFUSED.items() if send(make()) != 409]
    found, kept, served = carried(world, folder)
    left = list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    print(
        f"R11 files {len(TAKEN) + len(REFUSED)}: refused {len(REFUSED)}, kept {kept}, served {served}, upright {upright} of"
        f" {len(TURNED)}, carried along {len(found)}, left behind {len(left)}"
    )
    assert len(TAKEN) + len(REFUSED) == 34 and kept == served == len(TAKEN) and upright == len(TURNED)
    assert (found, wrong, left) == ([], [], [])


@pytest.mark.parametrize("point", POINTS)
def test_every_upload_point_keeps_pixels_alone_and_refuses_what_is_no_picture(world, settings, point):
    send = POINTS[point](world)
    before = [send(TAKEN[name]()) for name in WORST]
    assert set(before) <= {200, 302} and StoredFile.objects.count() == len(WORST), before
    refused = {name: send(make()) for name, make in REFUSED.items()}
    assert set(refused.values()) <= {409, 422}, refused
    found, kept, _ = carried(world, Path(settings.MEDIA_ROOT))
    print(f"R11 {point}: {len(WORST)} of the worst and {len(REFUSED)} refused, carried along {len(found)}")
    assert kept == StoredFile.objects.count() == len(WORST) and found == []


def test_no_file_is_taken_in_anywhere_else():
    """A new upload point has to be tried here too."""
    source = PROJECT / "src/bangfu"
    calls = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        if re.search(r"\battach_file\(", path.read_text("utf-8"))
        and path.name != "example.py"  # draws its pictures itself
    }
    assert calls - {"plumbing/files/actions.py"} == TAKERS


def test_a_released_photo_on_a_public_page_carries_nothing_either(world, settings, client):
    people = {role: member.actor for role, member in world.cast.items()}
    need = make_need(VILLAGE, "published", people)
    path = reverse("needs:attach", args=[need.number])
    world.cast["county"].client.post(path, {"file": upload(TAKEN["JPEG, EXIF"]())})
    stored = StoredFile.objects.get()
    said = {"taken_on": today(), "taken_by": "team", "in_picture": "nobody"}
    release_photo(by=people["bureau"], number=need.number, file=stored.pk, **said)
    answer = client.get(f"/files/{stored.pk}")
    assert answer.status_code == 200 and hidden(answer.content) == []
    assert not {"Last-Modified", "X-Device"} & set(answer.headers)


# --- planted faults ------------------------------------------------------------------------------------------------------------


def strips_the_thumbnail_only(data: bytes) -> content.Cleaned:
    """What is large is drawn anew, what is small enough is kept as it came."""
    return content.Cleaned(data, "image/jpeg", "jpg")


def keeps_what_hangs_on(data: bytes) -> content.Cleaned:
    """The picture is drawn anew, and what follows its end is copied."""
    return content.Cleaned(REAL(data).data + data[data.rfind(b"\xff\xd9") + 2 :], "image/jpeg", "jpg")


REAL = content.clean_picture


@pytest.mark.parametrize(
    ("fault", "names"),
    [(strips_the_thumbnail_only, WORST), (keeps_what_hangs_on, ("JPEG and zip", "JPEG and page", "JPEG and film"))],
)
def test_the_check_finds_a_site_that_cleans_less(world, settings, monkeypatch, fault, names):
    """Planted faults: the small picture is cleaned and the large one kept; the tail is kept."""
    monkeypatch.setattr(content, "clean_picture", fault)
    send = evidence(world)
    for name in names:
        assert send(TAKEN[name]()) == 302
    found, kept, served = carried(world, Path(settings.MEDIA_ROOT))
    assert kept == served == len(names) and len(found) >= 2 * len(names), found


def test_the_check_finds_a_picture_that_lies_on_its_side(monkeypatch):
    monkeypatch.setattr(content.ImageOps, "exif_transpose", lambda picture: picture)
    assert [is_upright(content.clean_picture(TAKEN[f"orientation {n}"]()).data) for n in TURNED].count(False) == 7
