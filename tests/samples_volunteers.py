"""Samples of hours and of verification samples: what the promises try on `volunteers`."""

from datetime import timedelta
from typing import Any

from bangfu.apps.volunteers import actions, actions_certificates, actions_samples
from bangfu.apps.volunteers.models import Certificate, Hours, Sample
from bangfu.plumbing.access import Actor
from bangfu.plumbing.clock import now, today
from tests import samples
from tests.cast import VILLAGE
from tests.samples import ELSEWHERE, World, somebody

VOLUNTEER = somebody("helpsomewhere", "volunteer", "all")


def make_hours(region: str = VILLAGE, by: Actor = VOLUNTEER, days: int = 2, length: int = 3, **more: Any) -> Hours:
    """Hours reported by a volunteer: from nine (Shanghai) so many days ago."""
    starts = (now() - timedelta(days=days)).replace(hour=1, minute=0, second=0, microsecond=0)
    values = {
        "region": region,
        "starts": starts,
        "ends": starts + timedelta(hours=length),
        "what": "陪老人量血压",
    } | more
    corrects = values.pop("corrects", "")
    return actions.report(by=by, values=values, corrects=corrects)


def confirmed_hours(region: str = VILLAGE, **more: Any) -> Hours:
    """The same, confirmed by somebody of the village."""
    hours = make_hours(region, **more)
    actions.confirm(by=somebody(f"v{region}", "village", scope=region), hours=[hours.pk])
    return hours


def make_sample(region: str = VILLAGE, **more: Any) -> Sample:
    """A sample of the confirmed hours of one place."""
    asked = {"kind": "hours", "region": region, "since": today() - timedelta(days=90), "until": today()}
    asked |= {"tolerable": 200, "confidence": 900} | more
    return actions_samples.draw_sample(by=somebody("drawer", "bureau", scope=region[:2]), **asked)


def _samples(world: World) -> list[samples.Sample]:
    found = []
    for region in (VILLAGE, ELSEWHERE):
        confirmed_hours(region)
        found.append(samples.Sample((make_sample(region).pk,), region))
    return found


def make_certificate(by: Actor = VOLUNTEER, **more: Any) -> Certificate:
    """A certificate of everything that was confirmed in the last year."""
    asked = {"since": today() - timedelta(days=365), "until": today()} | more
    return actions_certificates.issue_certificate(by=by, **asked)


def _certificates(world: World) -> list[samples.Sample]:
    mine = world.cast["volunteer"].actor
    confirmed_hours(by=mine)
    return [samples.Sample((make_certificate(mine).pk,), owner="volunteer")]


samples.MAKERS |= {"verification_sample": _samples, "certificate": _certificates}
