"""GeoPoint: a point on the earth and straight-line distances."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bangfu.values.refusal import refuse

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """WGS-84 coordinates in degrees.

    Raises:
        InvalidValue: for coordinates off the globe, naming a likely swap of the two.

    >>> guangzhou, meizhou = GeoPoint(23.13, 113.26), GeoPoint(24.29, 116.12)
    >>> round(guangzhou.km_to(meizhou))
    318
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.lat) and math.isfinite(self.lon)):
            refuse("point.form", "经纬度不是数字。")
        if abs(self.lat) > 90:
            swapped = "经度和纬度可能写反了。" if abs(self.lat) <= 180 and abs(self.lon) <= 90 else ""
            refuse("point.lat", f"纬度 {self.lat} 超出 -90 至 90。", swapped)
        if abs(self.lon) > 180:
            refuse("point.lon", f"经度 {self.lon} 超出 -180 至 180。")

    def km_to(self, other: GeoPoint) -> float:
        """Great-circle distance in kilometres (haversine): a straight line over the ground, not a road."""
        lat, other_lat = math.radians(self.lat), math.radians(other.lat)
        half_lat, half_lon = (other_lat - lat) / 2, math.radians(other.lon - self.lon) / 2
        chord = math.sin(half_lat) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(half_lon) ** 2
        return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
