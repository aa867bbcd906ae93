"""The door of `insight`."""

from bangfu.apps.insight.panels import figure_band, funnel_panel, trend_panel
from bangfu.apps.insight.queries import Figures, figures

__all__ = ["Figures", "figure_band", "figures", "funnel_panel", "trend_panel"]
