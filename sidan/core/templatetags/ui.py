"""Template tags of the pieces: presentation only, no query, no permission, no clock of their own."""

import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BaseForm, BoundField, Field
from django.template import Context
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from sidan.core import masking
from sidan.core.faces import FACES
from sidan.core.timewords import clock_state, moment_words

register = template.Library()

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_OPEN = re.compile(r"<svg\b[^>]*>", re.DOTALL)
_NAME = re.compile(r"[a-z0-9-]+")
_NUMBER = re.compile(r"\d+月\d+日(?: \d+:\d+)?|\d+(?:[-:]\d+)+")
_TONE_ICONS = {"ok": "circle-check", "warn": "triangle-alert", "error": "circle-alert", "info": "info"}
_TONES = {"success": "ok", "warning": "warn", "error": "error", "debug": "info", "info": "info"}


class UnknownIcon(LookupError):
    """A misspelt icon is a bug of the template and must not reach a page."""


@lru_cache(maxsize=512)
def _drawing(name: str) -> str:
    """The inside of a lucide icon; the frame is ours, so that size and colour come from the style sheet."""
    path = settings.ICONS_DIR / f"{name}.svg"
    if not _NAME.fullmatch(name) or not path.is_file():
        raise UnknownIcon(name)
    svg = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    inside = _OPEN.sub("", svg).replace("</svg>", "")
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", inside)).strip()


@lru_cache(maxsize=1024)
def _svg(name: str, css: str, label: str) -> SafeString:
    meaning = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 - our own frame around a file of the pinned icon package
        f'<svg class="icon {escape(css)}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-linecap="round" stroke-linejoin="round" focusable="false" {meaning}>{_drawing(name)}</svg>'
    )


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """`{% icon "phone" %}`; a `label` only where no word stands beside it."""
    return _svg(name, css, str(label))


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    return _svg(_TONE_ICONS.get(tone or "info", "info"), "", "")


@register.filter
def tone(message_level: str) -> str:
    """Django's message levels in the tones of a notice."""
    return _TONES.get(message_level, "info")


@lru_cache(maxsize=8)
def _face(score: int) -> SafeString:
    path = finders.find(f"img/faces/{score}.svg")
    if not isinstance(path, str):
        raise UnknownIcon(f"face {score}")
    return mark_safe(Path(path).read_text(encoding="utf-8").strip())  # noqa: S308 - our own drawing


@register.simple_tag
def face(score: int | str) -> SafeString:
    return _face(int(score))


@register.simple_tag
def illustration(name: str) -> SafeString:
    """Warm line art of an empty state; it says nothing that the words beside it do not say."""
    return format_html('<img src="{}" alt="" width="152" height="114">', static(f"img/empty/{name}.svg"))


@register.filter
def face_words(score: int | str) -> str:
    return str(FACES[int(score)])


@register.simple_tag
def clock_chip(due: datetime | None, now: datetime) -> SafeString:
    """Time left or overdue, in words with an icon."""
    clock = clock_state(due, now)
    return format_html('<span class="chip chip--{}">{}{}</span>', clock.state, _svg(clock.icon, "", ""), clock.words)


@register.simple_tag
def moment(at: datetime | None, now: datetime) -> SafeString | str:
    """`<time>` with 今天 14:30 and the like; nothing for a moment that has not come."""
    if at is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), moment_words(at, now))


@register.filter
def mask_phone(phone: str) -> str:
    return masking.mask_phone(phone or "")


@register.filter
def mask_name(name: str) -> str:
    return masking.mask_name(name or "")


@register.filter
def spaced_phone(phone: str) -> str:
    """138 0531 0002: read out in the groups people speak."""
    digits = phone or ""
    return f"{digits[:3]} {digits[3:7]} {digits[7:]}" if re.fullmatch(r"1\d{10}", digits) else digits


@register.filter
def tel(phone: str) -> str:
    """The address behind a telephone link."""
    return "tel:" + re.sub(r"[^\d+]", "", phone or "")


@register.filter
def up_to(last: int) -> range:
    """1 … last, for the bar of the stepper."""
    return range(1, int(last) + 1)


@register.filter
def minus(value: float, other: float) -> float:
    return round(float(value) - float(other), 2)


@register.inclusion_tag("ui/nav_link.html", takes_context=True)
def nav_link(context: Context, name: str, icon_name: str, label: str, **more: Any) -> dict[str, Any]:
    """One place of a tab bar or rail (`css="rail__link"`, `count=`), marked when the page is at or below it."""
    href = _address(name) or str(context.get("nav_fallback", ""))
    current = _is_here(context, name, href)
    return {"css": "tab", **more, "href": href, "icon_name": icon_name, "label": label, "current": current}


def _is_here(context: Context, name: str, href: str) -> bool:
    """A view may say its `place`; otherwise the address tells. One-step addresses (/desk/) match exactly."""
    place, request = context.get("place"), context.get("request")
    if place or not request or not href:
        return bool(place == name)
    return bool(request.path == href or (href.count("/") > 2 and request.path.startswith(href)))


@register.simple_tag
def address(name: str) -> str:
    """A named URL or nothing: base pages link to rooms that a street may not have."""
    return _address(name)


def _address(name: str) -> str:
    return _reversed(name, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _reversed(name: str, prefix: str, urlconf: str) -> str:
    # Asked a dozen times on every page; the answer changes only with the two that stand beside the name.
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return ""


@register.filter
def whole(text: str) -> SafeString:
    """A sentence whose numbers (681-279-378, 3月4日 14:00) are never broken over two lines."""
    return mark_safe(_NUMBER.sub(r'<span class="nowrap">\g<0></span>', escape(text)))  # noqa: S308 - escaped first


@register.filter
def problems(form: BaseForm) -> list[tuple[str, str]]:
    """(anchor, sentence) of each error, in the order of the page, for the summary on top."""
    found = [("", str(sentence)) for sentence in form.non_field_errors()]
    for field in form.visible_fields():
        anchor = f"{field.auto_id}_0" if field.use_fieldset and field.auto_id else field.id_for_label
        found += [(anchor, sentence) for sentence in _sentences(field, _("还没填：%(label)s"))]
    for hidden in form.hidden_fields():
        found += [("", str(sentence)) for sentence in hidden.errors]
    return found


@register.filter
def sentences(field: BoundField) -> list[str]:
    """The errors beside a field; Django's own "this field is required" in words that say what to do."""
    return _sentences(field, _("请填写这一项"))


def _sentences(field: BoundField, missing: Promise) -> list[str]:
    stock = str(Field.default_error_messages["required"])
    label = str(field.label).rstrip("？?：:。")
    return [str(missing) % {"label": label} if str(sentence) == stock else str(sentence) for sentence in field.errors]
