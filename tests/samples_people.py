"""Samples of accounts: passkeys, grants and password links."""

from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from bangfu.apps.people.actions import make_password_link
from bangfu.apps.people.models import RoleGrant
from tests import samples
from tests.samples import Sample, World


def credential() -> dict[str, Any]:
    """What a browser sends when it has made a passkey."""
    key = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    attested = AttestedCredentialData.create(b"\0" * 16, b"x" * 8, key)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.AT
    data = AuthenticatorData.create(sha256(b"testserver").digest(), flags, 0, attested)
    attestation = AttestationObject.create("none", data, {})
    return {
        "id": "eHg",
        "rawId": "eHg",
        "type": "public-key",
        "response": {
            "clientDataJSON": websafe_encode(
                b'{"type":"webauthn.create","challenge":"eA","origin":"http://testserver"}'
            ),
            "attestationObject": websafe_encode(bytes(attestation)),
        },
    }


def _passkeys(world: World) -> list[Sample]:
    found = []
    for role in ("county", "bureau"):
        data = {"name": "电话", "credential": credential()}
        key = Authenticator.objects.create(user=world.cast[role].person, type="webauthn", data=data)
        found.append(Sample((key.pk,), owner=role))
    return found


def _grants(world: World) -> list[Sample]:
    return [Sample((RoleGrant.objects.get(person=world.cast["county"].person).pk,))]


def _links(world: World) -> list[Sample]:
    token = make_password_link(by=world.cast["administrator"].actor, person=world.cast["donor"].person)
    return [Sample((token,), is_public=True)]


samples.MAKERS |= {"grant": _grants, "password_link": _links, "passkey": _passkeys}
