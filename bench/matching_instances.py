"""Generated networks with geography, crowded favourites and whole-number scores; the same for the same seed."""

from __future__ import annotations

import numpy as np

from bangfu.engines.matching.network import Network


def city_scores(
    organisations: int, needs: int, seed: int, most_partners: int = 1
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A dense score matrix (needs x organisations, int16) and the limits by name.

    Three things make it like a city: places on a plane, themes shared by few, and organisations that everyone likes.
    """
    rng = np.random.default_rng(seed)
    near = _nearness(rng, organisations, needs)
    themes = 24
    offer = rng.random((organisations, themes)) < 0.15
    ask = np.zeros((needs, themes), dtype=bool)
    for _ in range(2):
        ask[np.arange(needs), rng.integers(0, themes, needs)] = True
    shared = (ask.astype(np.float32) @ offer.T.astype(np.float32)) / ask.sum(axis=1, keepdims=True)
    quality = rng.beta(4, 2, organisations).astype(np.float32)
    scores = np.floor(450 * shared + 300 * near + 200 * quality[None, :] + rng.random(near.shape, np.float32) * 50)
    minimum, maximum = np.zeros(needs, np.int64), np.full(needs, most_partners, np.int64)
    limits = {
        "capacity": rng.integers(1, 4, organisations).astype(np.int64),
        "minimum": minimum,
        "maximum": maximum,
        "priority": rng.integers(1, 6, needs).astype(np.int64),
    }
    return scores.astype(np.int16), limits


def _nearness(rng: np.random.Generator, organisations: int, needs: int) -> np.ndarray:
    here = rng.random((organisations, 2), np.float32)
    there = rng.random((needs, 2), np.float32)
    squared = (there**2).sum(1)[:, None] + (here**2).sum(1)[None, :] - 2 * there @ here.T
    return np.exp(-np.sqrt(np.maximum(squared, 0)) / np.float32(0.3))


def dense_network(scores: np.ndarray, limits: dict[str, np.ndarray]) -> Network:
    """Every pair is an arc."""
    needs, organisations = scores.shape
    return Network(
        organisation=np.tile(np.arange(organisations), needs),
        need=np.repeat(np.arange(needs), organisations),
        score=scores.ravel().astype(np.int64),
        taken=np.zeros(needs, np.int64),
        **limits,
    )


def sparse_network(scores: np.ndarray, limits: dict[str, np.ndarray], candidates: int) -> Network:
    """The best `candidates` organisations of each need."""
    needs = len(scores)
    best = np.sort(np.argpartition(-scores, candidates, axis=1)[:, :candidates], axis=1)
    need = np.repeat(np.arange(needs), candidates)
    return Network(
        organisation=best.ravel().astype(np.int64),
        need=need,
        score=scores[need, best.ravel()].astype(np.int64),
        taken=np.zeros(needs, np.int64),
        **limits,
    )
