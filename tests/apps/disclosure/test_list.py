"""Every kind of statement that a room publishes is on the public log's list of fields."""

import re

from bangfu.plumbing.publication.fields import ALLOWED
from tests.house.source import modules


def test_every_kind_that_a_room_publishes_is_on_the_list():
    found = set()
    for path in modules():
        text = path.read_text("utf-8")
        found |= set(re.findall(r'publish_row\(\s*kind="([^"]+)"(?: if \w+ else "([^"]+)")?', text))
    kinds = {kind for pair in found for kind in pair if kind}
    assert len(kinds) > 20 and kinds <= set(ALLOWED), kinds - set(ALLOWED)
