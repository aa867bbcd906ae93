"""Where each unit of what was asked for, or offered, is. `needs` and `offers` use the same places and the same moves.

A room gives its lines :class:`models.BalancedLine` and its own rows of allotments and moves; nothing but :mod:`moving`
writes them. Rules are pure and stand in :mod:`rules`.
"""
