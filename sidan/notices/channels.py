"""Addresses a person may be told at, besides the telephone: a chat robot of theirs, or an e-mail address."""

import apprise
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# Services whose host is fixed by the scheme. With any other scheme a person could make this server
# call addresses inside the street's own network.
SCHEMES = ("wecombot", "dingtalk", "lark", "feishu")


def is_mail(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def outward(address: str) -> str:
    """The apprise address behind what a person typed; "" when this site cannot send there.

    An e-mail address goes through the site's own mail server (SIDAN_MAIL_URL).
    """
    if is_mail(address):
        return str(settings.SIDAN_MAIL_URL).replace("{address}", address)
    scheme, mark, _rest = address.partition("://")
    return address if mark and scheme.lower() in (*SCHEMES, *settings.SIDAN_PUSH_SCHEMES) else ""


def is_understood(address: str) -> bool:
    way = outward(address)
    return bool(way) and bool(apprise.Apprise().add(way))
