"""The hexagon schematic: any set of regions, one cell each, always the same, neighbours together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bangfu.plumbing.ui.hexgrid import Spot, axial, distance, gabriel, lay_out
from bangfu.plumbing.ui.hexmaps import Region, hex_map, shade_of
from bangfu.plumbing.ui.samples import prefectures

DEGREES = st.tuples(st.floats(73, 135, width=32), st.floats(18, 53, width=32))


def guangdong() -> list[Spot]:
    return [Spot(region.key, region.lon, region.lat) for region in prefectures()]


@settings(max_examples=40, deadline=None)
@given(st.lists(DEGREES, max_size=25))
def test_no_two_regions_share_a_cell_wherever_they_lie(places):
    spots = [Spot(f"{number:03}", lon, lat) for number, (lon, lat) in enumerate(places)]
    cells = lay_out(spots)
    assert set(cells) == {spot.key for spot in spots}
    assert len(set(cells.values())) == len(spots)
    assert all(col >= 0 and row >= 0 for col, row in cells.values())


@settings(max_examples=20, deadline=None)
@given(st.permutations(guangdong()))
def test_the_order_of_the_list_changes_nothing(spots):
    assert lay_out(spots) == lay_out(guangdong())


def test_places_at_the_same_point_get_cells_of_their_own():
    cells = lay_out(Spot(str(number), 113.0, 23.0) for number in range(9))
    assert len(set(cells.values())) == 9


def test_a_region_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        lay_out([Spot("a", 113, 23), Spot("a", 114, 23)])


def test_neighbours_of_guangdong_stay_neighbours():
    spots = sorted(guangdong(), key=lambda spot: spot.key)
    cells = lay_out(spots)
    pairs = gabriel([(spot.lon, spot.lat) for spot in spots])
    apart = [distance(axial(cells[spots[i].key]), axial(cells[spots[j].key])) for i, j in pairs]
    assert max(apart) <= 2
    assert sum(steps == 1 for steps in apart) / len(apart) >= 0.8


def test_north_stays_up_and_west_stays_left():
    cells = lay_out(guangdong())
    (west, _), (east, _) = cells["湛江"], cells["潮州"]
    assert west == min(col for col, _ in cells.values()) < east
    assert cells["韶关"][1] == min(row for _, row in cells.values())
    assert cells["珠海"][1] == max(row for _, row in cells.values())


def test_hexagons_never_overlap_in_the_drawing():
    drawn = hex_map(prefectures())
    centres = [(hexagon.x, hexagon.name_y) for hexagon in drawn.hexagons]
    gaps = [
        ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 for i, (ax, ay) in enumerate(centres) for bx, by in centres[i + 1 :]
    ]
    assert min(gaps) > 58
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y in centres)


def test_zero_is_drawn_and_no_data_is_grey():
    assert shade_of(None, (1, 10, 20, 30, 40), "g") == ""
    assert shade_of(0, (1, 10, 20, 30, 40), "g") == "g1"
    assert shade_of(9, (1, 10, 20, 30, 40), "g") == "g2"
    assert shade_of(40, (1, 10, 20, 30, 40), "g") == "g6"


def test_the_table_twin_lists_every_region_with_a_value_largest_first():
    drawn = hex_map([Region("a", "甲", 113, 23, 3), Region("b", "乙", 114, 23, 7), Region("c", "丙", 113, 24)])
    assert [region.key for region in drawn.regions] == ["b", "a"]
