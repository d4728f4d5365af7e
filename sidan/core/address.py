"""Where a request came from, as far as it can be believed."""

from django.conf import settings
from django.http import HttpRequest


def visitor_address(request: HttpRequest) -> str:
    """The peer's address, or behind SIDAN_PROXIES trusted proxies the entry the outermost of them wrote."""
    hops: int = settings.SIDAN_PROXIES
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(forwarded) >= hops:
        return str(forwarded[-hops])
    return str(request.META.get("REMOTE_ADDR", ""))
