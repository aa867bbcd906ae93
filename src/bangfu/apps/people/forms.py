"""Forms of the people desk and of setting a password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bangfu.apps.people.rules import WantedGrant
from bangfu.plumbing.access import ROLES


class NewPersonForm(forms.Form):
    name = forms.CharField(label=_("姓名"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    login = forms.CharField(
        label=_("登录名"),
        max_length=60,
        help_text=_("小写字母、数字、点、横线。以后不能改，请用单位约定的写法。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )


class ContactForm(forms.Form):
    email = forms.CharField(label=_("电子邮箱"), required=False, max_length=100, help_text=_("加密保存，只用来发通知"))
    phone = forms.CharField(label=_("电话"), required=False, max_length=20, help_text=_("加密保存，只用来发通知"))


class GrantForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=[(role.name, role.title) for role in ROLES.values()])
    scope_id = forms.CharField(
        label=_("范围"),
        max_length=32,
        required=False,
        help_text=_("区划代码的开头几位（4401 是广州市），或组织编号；管全站的角色留空。"),
    )
    from_day = forms.DateField(label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    to_day = forms.DateField(
        label=_("到哪天止"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def wanted(self, person: str) -> WantedGrant:
        """What the valid form asks for."""
        data: dict[str, Any] = self.cleaned_data
        return WantedGrant(person, data["role"], data["scope_id"].strip(), data["from_day"], data["to_day"])


class SetPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("新密码"),
        strip=False,
        help_text=_("至少 10 个字符。三四个不相干的词连起来，既好记又难猜。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输一遍"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("两次输入的不一样，请重新输入。"))
        return data
