"""Every setting of an installation: its name, what it is for, its default, and where its value came from.

Values come from ``BANGFU_*`` environment variables, else from the TOML file named by ``BANGFU_CONFIG``, else from the
default. ``bangfu doctor`` prints this table; a secret is never printed.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: ``name`` without the prefix, the Chinese ``purpose`` that `bangfu doctor` shows, its ``default``."""

    name: str
    purpose: str
    default: str = ""
    secret: bool = False


OPTIONS = (
    Option("DATABASE_URL", "数据库地址；留空用数据目录里的 SQLite"),
    Option("DATA_DIR", "数据目录：数据库、上传文件、导出文件"),
    Option("SECRET_KEY", "会话和签名的密钥；正式运行必须设置", secret=True),
    Option("FIELD_KEYS", "加密字段的密钥，写作“编号:base64”，多把用逗号隔开，第一把用于加密", secret=True),
    Option("LOG_KEY", "公开日志的签名密钥，bangfu log keygen 生成；不设就只编号、不签发", secret=True),
    Option("ALLOWED_HOSTS", "允许的域名，逗号隔开", "127.0.0.1,localhost"),
    Option("PACK", "方案包的名字", "guangzhou_2023"),
    Option("DEMO", "演示站：一键登录，页面上有演示说明", "0"),
    Option("DEBUG", "调试；正式运行必须关闭", "0"),
    Option("HTTPS", "站点是否只走 HTTPS", "0"),
    Option("SITE_URL", "站点的公开地址", "http://127.0.0.1:8000"),
    Option(
        "MAIL_URL",
        "发信服务器，写作 smtp://、smtp+tls:// 或 smtps://用户:密码@主机:端口；留空则不发邮件",
        secret=True,
    ),
    Option("MAIL_FROM", "发信地址", "bangfu@localhost"),
    Option("SMS_SECRET_ID", "短信（腾讯云）密钥编号；五项短信设置都填了才发短信", secret=True),
    Option("SMS_SECRET_KEY", "短信（腾讯云）密钥", secret=True),
    Option("SMS_APP_ID", "短信应用编号（SdkAppId）"),
    Option("SMS_SIGN", "短信签名，须已审核"),
    Option("SMS_TEMPLATE", "短信模板编号；模板正文是“{1}：{2}，{3}前，{4}”"),
    Option("SMS_REGION", "短信平台的地域", "ap-guangzhou"),
    Option("SMS_URL", "短信平台的地址", "https://sms.tencentcloudapi.com"),
    Option("WECOM_CORP_ID", "企业微信的企业编号；三项企业微信设置都填了才发"),
    Option("WECOM_AGENT_ID", "企业微信应用编号"),
    Option("WECOM_SECRET", "企业微信应用的密钥", secret=True),
    Option("WECOM_URL", "企业微信接口的地址", "https://qyapi.weixin.qq.com"),
    Option("WECHAT_APP_ID", "微信服务号的 AppID；四项服务号设置都填了才发"),
    Option("WECHAT_SECRET", "微信服务号的 AppSecret", secret=True),
    Option("WECHAT_TEMPLATE", "微信服务号模板编号"),
    Option("WECHAT_FIELDS", "模板里依次放事项、地点、期限的栏目", "thing1,thing2,thing3"),
    Option("WECHAT_URL", "微信接口的地址", "https://api.weixin.qq.com"),
    Option("LETTER_LEASE", "一封信交给通道后多少秒没有结果就重发", "120"),
    Option("SECURITY_CONTACT", "报告安全问题的地址，写作 mailto:… 或 https://…；写进 /.well-known/security.txt"),
    Option("PAYEE", "用自己的商户号收款的慈善组织在名录里的编号；下面的支付通知都填好才接收"),
    Option("WECHATPAY_MCHID", "微信支付商户号"),
    Option("WECHATPAY_APPID", "微信支付绑定的 AppID"),
    Option("WECHATPAY_APIV3_KEYS", "微信支付 APIv3 密钥，新旧两把用逗号隔开，第一把是现在的", secret=True),
    Option("WECHATPAY_KEYS", "微信支付平台公钥，写作“编号=PEM 文件”，多把用逗号隔开"),
    Option("ALIPAY_APP_ID", "支付宝应用编号"),
    Option("ALIPAY_SELLER_ID", "支付宝收款账号编号"),
    Option("ALIPAY_KEYS", "支付宝公钥的 PEM 文件，多把用逗号隔开"),
    Option("MAP_REVIEW_NUMBER", "底图审图号；配置了自有底图才需要"),
)


def _file_values() -> dict[str, str]:
    path = os.environ.get("BANGFU_CONFIG", "")
    if not path:
        return {}
    with Path(path).open("rb") as handle:
        return {key.upper(): str(value) for key, value in tomllib.load(handle).items()}


@dataclass(frozen=True, slots=True)
class Value:
    """A setting as it is in force, with ``origin``: 环境变量, 配置文件 or 默认."""

    option: Option
    text: str
    origin: str


def read_options() -> dict[str, Value]:
    """All settings in force by name.

    Returns: one :class:`Value` for each of :data:`OPTIONS`.
    Errors: ``OSError`` or ``tomllib.TOMLDecodeError`` when ``BANGFU_CONFIG`` names a bad file.
    """
    in_file = _file_values()
    found: dict[str, Value] = {}
    for option in OPTIONS:
        variable = f"BANGFU_{option.name}"
        if variable in os.environ:
            found[option.name] = Value(option, os.environ[variable], "环境变量")
        elif option.name in in_file:
            found[option.name] = Value(option, in_file[option.name], "配置文件")
        else:
            found[option.name] = Value(option, option.default, "默认")
    return found
