"""The face: the design system every page of Bangfu is made of (layouts, components, icons, charts, maps)."""
