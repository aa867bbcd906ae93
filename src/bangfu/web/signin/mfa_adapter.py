"""Our answers to allauth's questions about second factors."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext, gettext_lazy

from bangfu.plumbing.sealed import open_text, seal_text

PLACE = "allauth.mfa.secret"


class MFAAdapter(DefaultMFAAdapter):
    """Named by ``MFA_ADAPTER``: seals the shared secrets and speaks of passkeys in Chinese."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("验证码不对，请看验证器上最新的 6 位数字。"),
    }

    def encrypt(self, text: str) -> str:
        return seal_text(text, PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, PLACE)

    def _get_site_name(self) -> str:
        return gettext("社会组织助乡")

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:
        return gettext("我的通行密钥")
