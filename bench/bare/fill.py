"""Fills the bare database: ``python -m bench.bare.fill ROWS``."""

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
django.setup()

from django.db import connection  # noqa: E402

from bench.bare.things.models import Kind, Place, Thing  # noqa: E402


def fill(rows: int) -> None:
    with connection.schema_editor() as editor:
        for model in (Place, Kind, Thing):
            editor.create_model(model)
    places = Place.objects.bulk_create([Place(name=f"梅州 · 华城镇长岭村{n}") for n in range(60)])
    kinds = Kind.objects.bulk_create([Kind(name=f"健康帮扶{n}") for n in range(8)])
    Thing.objects.bulk_create(
        [
            Thing(
                title=f"村卫生站缺 {n % 50} 台血压计，想请医生每月来一次",
                text="站里只有 2 台能用的血压计。312 位老人里有 140 多位高血压，量一次要等半天。" * 3,
                amount=n * 7919 % 1000,
                place=places[n % 60],
                kind=kinds[n % 8],
            )
            for n in range(rows)
        ],
        batch_size=1000,
    )


if __name__ == "__main__":
    fill(int(sys.argv[1]))
