"""Telephone numbers as people type them: spaces, dashes, +86, full-width digits."""

import re
import unicodedata

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")


def clean_phone(typed: str) -> str | None:
    """The bare digits of a mobile or a landline with its area code; None when it is neither."""
    digits = re.sub(r"[\s\-()（）－]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(\+86|0086)", "", digits)
    return digits if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else None


def is_mobile(phone: str) -> bool:
    return bool(_MOBILE.fullmatch(phone))
