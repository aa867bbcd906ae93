"""Work without a network: forms that a phone keeps, drafts that come in later, and what happens when two people wrote at once.

A room says what its form is in an :class:`~bangfu.plumbing.offline.forms.OfflineForm`; ``config/wiring.py`` lists them all.
"""
