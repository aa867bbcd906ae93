"""The same features for some organisations only, so that a block works on small tables."""

from __future__ import annotations

from dataclasses import fields, replace

from scipy.sparse import csr_array

from bangfu.engines.matching.features import Facts, Features, Wishes
from bangfu.engines.matching.network import Ints

OF_NEEDS = ("closed", "passed")


def narrowed(features: Features, columns: Ints) -> Features:
    """Features of all needs and the organisations at `columns`, in that order; ids and texts are left out."""
    facts = {one.name: getattr(features.facts, one.name) for one in fields(Facts)}
    return replace(
        features,
        organisations=(),
        themes=_offered_by(features.themes, columns),
        capabilities=_offered_by(features.capabilities, columns),
        resources=_offered_by(features.resources, columns),
        area=_offered_by(features.area, columns),
        duty=_offered_by(features.duty, columns),
        text_offer=across(features.text_offer, columns),
        place_organisation=features.place_organisation[:, columns],
        existing=across(features.existing, columns),
        facts=Facts(**{name: values if name in OF_NEEDS else values[columns] for name, values in facts.items()}),
    )


def _offered_by(wishes: Wishes, columns: Ints) -> Wishes:
    return replace(wishes, offer=across(wishes.offer, columns))


def across(table: csr_array, columns: Ints) -> csr_array:
    """Some columns of a sparse table."""
    return csr_array(table[:, columns])
