"""Generated networks with geography, crowded favourites and whole-number scores; the same for the same seed."""

from __future__ import annotations

import numpy as np

from bangfu.engines.matching.network import Network

THEMES = 24
BLOCK = 250


def city_scores(
    organisations: int, needs: int, seed: int, most_partners: int = 1
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """A dense score matrix (needs x organisations, int16) and the limits by name.

    Three things make it like a city: places on a plane, themes shared by few, and organisations that everyone likes.
    """
    rng = np.random.default_rng(seed)
    here, there = rng.random((organisations, 2), np.float32), rng.random((needs, 2), np.float32)
    offer = rng.random((organisations, THEMES)) < 0.15
    asked = rng.integers(0, THEMES, (needs, 2))
    quality = 200 * rng.beta(4, 2, organisations).astype(np.float32)
    scores = np.empty((needs, organisations), np.int16)
    for start in range(0, needs, BLOCK):
        rows = slice(start, start + BLOCK)
        shared = (offer[:, asked[rows, 0]].T.astype(np.float32) + offer[:, asked[rows, 1]].T) / 2
        noise = 50 * rng.random(shared.shape, np.float32)
        scores[rows] = np.floor(450 * shared + 300 * _nearness(here, there[rows]) + quality + noise)
    limits = {
        "capacity": rng.integers(1, 4, organisations).astype(np.int64),
        "minimum": np.zeros(needs, np.int64),
        "maximum": np.full(needs, most_partners, np.int64),
        "priority": rng.integers(1, 6, needs).astype(np.int64),
    }
    return scores, limits


def _nearness(here: np.ndarray, there: np.ndarray) -> np.ndarray:
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
    best = np.stack([np.sort(np.argpartition(-row, candidates)[:candidates]) for row in scores])
    need = np.repeat(np.arange(needs), candidates)
    return Network(
        organisation=best.ravel().astype(np.int64),
        need=need,
        score=scores[need, best.ravel()].astype(np.int64),
        taken=np.zeros(needs, np.int64),
        **limits,
    )
