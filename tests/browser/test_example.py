"""The small example city shows every stage of every life cycle: somebody who looks around finds one of each."""

import sqlite3
from collections.abc import Iterator

import pytest
from django.apps import apps

from bangfu.plumbing.lifecycle import LifeCycle
from tests.house.documents import rooms_modules

pytestmark = pytest.mark.browser
# Stages that no row of the example stands in, and why.
NEVER = {
    ("projects", "读数", "draft"): "a reading is handed in as it is written",
    ("push", "推送", "sending"): "lasts as long as a run does, and nothing runs when the example has been built",
}


def stages() -> Iterator[tuple[str, LifeCycle, str, str]]:
    """(room, life cycle, table, column) of every stored life cycle."""
    lives = {
        (module.__name__.split(".")[2], name): life
        for module in rooms_modules("rules")
        for name, life in vars(module).items()
        if isinstance(life, LifeCycle)
    }
    for (room, _name), life in lives.items():
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.concrete_fields:
                if field.choices and dict(field.choices) == dict(life.states):
                    yield room, life, model._meta.db_table, field.column


def test_the_example_shows_every_stage_of_every_life_cycle(built):
    with sqlite3.connect(f"file:{built / 'bangfu.sqlite3'}?mode=ro", uri=True) as example:
        missing = [
            f"{room} {life.noun} {life.states[state]}"
            for room, life, table, column in stages()
            for state in set(life.states)
            - {row[0] for row in example.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')}  # noqa: S608
            if (room, life.noun, state) not in NEVER
        ]
    assert not missing, missing


def test_every_life_cycle_has_a_table_whose_stages_are_looked_at():
    assert {life.noun for _room, life, _table, _column in stages()} >= {
        "需求",
        "接单",
        "结对",
        "项目",
        "邀请",
        "点单",
        "推送",
    }
