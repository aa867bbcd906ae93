"""What a room's ``policy.py`` says of each of its routes; the permission matrix is derived from it and tried on everybody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """One named route.

    ``name``: as in ``reverse``, with its namespace. ``needs``: a permission, "" when none. ``on``: the kind of sample object
    that its arguments come from ("" for none; the samples stand in ``tests/cast.py``). ``signed_in``: any person.
    ``hides``: without the right the answer is 404 instead of 403. ``methods``: what it answers to.
    ``anywhere``: holding ``needs`` in any scope suffices (a list that filters itself, a menu).
    """

    name: str
    needs: str = ""
    on: str = ""
    signed_in: bool = False
    hides: bool = False
    methods: tuple[str, ...] = ("GET",)
    anywhere: bool = False

    @property
    def is_public(self) -> bool:
        return not self.needs and not self.signed_in
