"""What a room's ``policy.py`` says of each of its routes; the permission matrix is derived from it and tried on everybody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """One named route.

    ``name``: as in ``reverse``, with its namespace. ``needs``: a permission, "" when none. ``on``: the kind of sample object
    that its arguments come from ("" for none; the samples stand in ``tests/samples.py``); a route whose right depends on
    what its arguments mean has a row for each kind. ``signed_in``: any person. ``own``: the person whose object it is may,
    whatever they hold (and nobody else, when ``needs`` is empty). ``hides``: without the right the answer is 404 instead of
    403, except for who may know of the object: its own person, and holders of ``sees`` there. ``methods``: what it answers
    to. ``anywhere``: holding ``needs`` (or ``sees``) in any scope suffices (a list that filters itself, a menu).
    """

    name: str
    needs: str = ""
    on: str = ""
    signed_in: bool = False
    hides: bool = False
    methods: tuple[str, ...] = ("GET",)
    anywhere: bool = False
    own: bool = False
    sees: str = ""

    @property
    def seen_by(self) -> tuple[str, ...]:
        """The permissions in ``sees``, which is one or several apart by blanks."""
        return tuple(self.sees.split())

    @property
    def is_public(self) -> bool:
        return not (self.needs or self.signed_in or self.own)
