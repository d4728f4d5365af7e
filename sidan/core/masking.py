"""How personal data looks when it need not be read."""

import re

_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")


def mask_name(name: str) -> str:
    """张秀英 → 张*; the surname is enough to talk about somebody."""
    return f"{name[:1]}*" if name else ""


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 7 else "*" * len(phone)


def mask_text(text: str) -> str:
    """Hides every mobile number somebody typed into a free text."""
    return _PHONE.sub(r"\1****\3", text)
