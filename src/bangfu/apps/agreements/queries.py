"""The only readers of agreements; whoever gets one from here may read it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import bangfu.packs
from bangfu.apps.agreements import policy, rules
from bangfu.apps.agreements.models import Agreement, Party, Signatory, TemplateVersion, Text
from bangfu.apps.people.api import names_of
from bangfu.apps.programmes.api import current_pack
from bangfu.plumbing.access import Actor, Denied, Hidden

SHIPPED_PACK = "guangzhou_2023"
FOLDER = "agreements"


def pack_template(kind: str) -> str:
    """The template that the pack brings; a pack without one takes the shipped pack's."""
    own = Path(current_pack().folder) / FOLDER / f"{kind}.txt"
    shipped = Path(bangfu.packs.__path__[0]) / SHIPPED_PACK / FOLDER / f"{kind}.txt"
    return (own if own.exists() else shipped).read_text("utf-8")


def agreement_for(actor: Actor, agreement_id: str) -> Agreement:
    """One agreement with its parties and texts. Errors: ``Hidden`` for whoever is no party and answers for no place above."""
    found = (
        Agreement.objects.select_related("in_force", "proposed")
        .prefetch_related("parties")
        .filter(pk=agreement_id)
        .first()
    )
    if found is None or not policy.may_read(actor, found, list(found.parties.all())):
        raise Hidden
    return found


@dataclass(frozen=True, slots=True)
class Signed:
    """A place to sign: the party, and who signed when; ``at`` None is still waited for."""

    party: Party
    person: str
    at: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A text with its signatures, as pages and documents show it."""

    text: Text
    blocks: list[rules.Block]
    signed: list[Signed]

    @property
    def is_whole(self) -> bool:
        return all(one.at for one in self.signed)

    @property
    def intent(self) -> str:
        """The words that a signer writes again."""
        return rules.INTENT

    def waits_for(self, kind: str, code: str) -> bool:
        """Whether this party has still to sign."""
        return any(one.party.kind == kind and one.party.code == code and one.at is None for one in self.signed)


def sheets_of(agreement: Agreement) -> list[Sheet]:
    """Every text of an agreement, the newest first; three queries."""
    texts = list(agreement.texts.order_by("-serial").select_related("template"))
    places = list(
        Signatory.objects.filter(text__in=texts).select_related("party", "signature").order_by("party__position")
    )
    names = names_of({one.signature.person for one in places if hasattr(one, "signature")})
    by_text: dict[int, list[Signed]] = {}
    for one in places:
        given = getattr(one, "signature", None)
        signed = Signed(
            one.party,
            names.get(given.person, "") if given else "",
            given.at if given else None,
            given.digest if given else "",
        )
        by_text.setdefault(one.text_id, []).append(signed)
    return [Sheet(text, rules.blocks_of(text.words), by_text.get(text.pk, [])) for text in texts]


def sheet_to_show(agreement: Agreement) -> Sheet | None:
    """The text that counts: the one that waits for signatures when there is one, else the one in force."""
    wanted = agreement.proposed_id or agreement.in_force_id
    return next((one for one in sheets_of(agreement) if one.text.pk == wanted), None)


def agreement_of(subject: str) -> Agreement | None:
    """The agreement about something, for the room that it is for."""
    return Agreement.objects.select_related("in_force", "proposed").filter(subject=subject).first()


def liaisons_of(agreement: Agreement) -> dict[int, str]:
    """Liaison persons by the position of their party; sealed in the database."""
    text = str(agreement.liaison or "")
    return {int(position): words for position, words in json.loads(text).items()} if text else {}


def liaisons_written(said: Mapping[int, str]) -> str:
    """As `liaisons_of` reads them."""
    return json.dumps({str(position): words for position, words in sorted(said.items())}, ensure_ascii=False)


def require_editor(actor: Actor) -> None:
    """Errors: ``Denied`` for whoever edits no templates."""
    if not actor.has(policy.TEMPLATE):
        raise Denied(policy.TEMPLATE)


@dataclass(frozen=True, slots=True)
class TemplateShown:
    """A kind's template as it stands: its text, its serial (1: the pack's own), and the versions kept."""

    kind: str
    title: str
    text: str
    serial: int
    versions: list[TemplateVersion]


def template_shown(kind: str) -> TemplateShown:
    """Errors: ``Hidden`` for a kind that does not exist."""
    if kind not in rules.KINDS:
        raise Hidden
    versions = list(TemplateVersion.objects.filter(kind=kind).order_by("-serial")[:30])
    if versions:
        return TemplateShown(kind, rules.KINDS[kind].title, versions[0].text, versions[0].serial, versions)
    return TemplateShown(kind, rules.KINDS[kind].title, pack_template(kind), 1, [])
