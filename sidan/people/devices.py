"""Which kind of device and program a browser says it is, in words somebody recognises their own telephone by."""

from django.utils.translation import gettext as _

# The first that is found counts: WeChat calls itself Chrome too, every browser calls itself Safari.
SYSTEMS = {
    "iphone": ("iPhone",),
    "ipad": ("iPad",),
    "harmony": ("HarmonyOS", "OpenHarmony"),
    "android": ("Android",),
    "windows": ("Windows",),
    "mac": ("Macintosh", "Mac OS X"),
    "linux": ("Linux", "X11"),
}
PROGRAMS = {
    "wechat": ("MicroMessenger",),
    "alipay": ("AlipayClient",),
    "dingtalk": ("DingTalk",),
    "lark": ("Lark/", "Feishu/"),
    "edge": ("Edg/", "EdgA/", "EdgiOS/"),
    "firefox": ("Firefox/", "FxiOS/"),
    "uc": ("UCBrowser",),
    "qq": ("MQQBrowser", "QQBrowser"),
    "huawei": ("HuaweiBrowser",),
    "chrome": ("Chrome/", "CriOS/"),
    "safari": ("Safari/",),
}


def code_of(user_agent: str) -> str:
    """Kept instead of the whole line, which would tell more than anybody needs."""
    return f"{_first(SYSTEMS, user_agent)}/{_first(PROGRAMS, user_agent)}"


def _first(table: dict[str, tuple[str, ...]], text: str) -> str:
    return next((code for code, marks in table.items() if any(mark in text for mark in marks)), "")


def words(code: str) -> str:
    system, _slash, program = code.partition("/")
    said = [_systems().get(system, ""), _programs().get(program, "")]
    return " · ".join(word for word in said if word) or _("没认出的设备")


def icon(code: str) -> str:
    return "monitor" if code.partition("/")[0] in {"windows", "mac", "linux"} else "smartphone"


def _systems() -> dict[str, str]:
    return {
        "iphone": "iPhone",
        "ipad": "iPad",
        "harmony": _("鸿蒙手机或平板"),
        "android": _("安卓手机或平板"),
        "windows": _("Windows 电脑"),
        "mac": _("苹果电脑"),
        "linux": _("Linux 电脑"),
    }


def _programs() -> dict[str, str]:
    return {
        "wechat": _("微信"),
        "alipay": _("支付宝"),
        "dingtalk": _("钉钉"),
        "lark": _("飞书"),
        "edge": "Edge",
        "firefox": "Firefox",
        "uc": _("UC 浏览器"),
        "qq": _("QQ 浏览器"),
        "huawei": _("华为浏览器"),
        "chrome": "Chrome",
        "safari": "Safari",
    }
