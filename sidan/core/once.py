"""What changes something is carried out once, however often its button is tapped (trust rule 2).

A page carries a hidden `form_key`, a program sends the header `Idempotency-Key` (sidan/api/once.py). The first POST
stores key and fingerprint in the same transaction as the change; the same POST again is given the same answer; the same
key with another body is refused with 422.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Self

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from sidan.core import actions
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.models import Once

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
FIELD = "form_key"
KEY_LENGTH = 32


def new_key() -> str:
    return secrets.token_urlsafe(16)


@dataclass(frozen=True)
class Sent:
    """One sending: by whom, under which key, and what it carried."""

    sender: str
    key: str
    fingerprint: str

    @classmethod
    def by(cls, request: HttpRequest, key: str, content: object) -> Self:
        """The key as its digest: whoever writes one may write it long, or in characters no column holds."""
        return cls(sender_of(request), _digest(key)[:KEY_LENGTH], _digest(repr(content)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def once(view: View[P]) -> View[P]:
    """For views that change something and answer with a redirect; a page shown again (errors) is not remembered."""

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = request.POST.get(FIELD, "")
        if request.method != "POST" or not key:
            return view(request, *args, **kwargs)
        sent = Sent.by(request, key, _content(request))
        return carry_out(sent, lambda: view(request, *args, **kwargs))

    return wrapped


def carry_out(sent: Sent, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Runs it, or gives the answer it had before. What answers with neither a redirect nor JSON has done nothing."""
    try:
        return _first(sent, run)
    except IntegrityError:
        answer = _answer(sent)
        if answer is None:
            raise
        return answer


class _NotDone(Exception):
    """Carries an answer that changed nothing out of the transaction, so that its key stays free."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def _first(sent: Sent, run: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        with transaction.atomic():
            form = actions.remember_form(sent.sender, sent.key, sent.fingerprint, now=now())
            response = run()
            if isinstance(response, HttpResponseRedirect):
                actions.remember_answer(form, response.status_code, location=response.url[:200])
            elif _is_json(response):
                actions.remember_answer(form, response.status_code, body=response.content.decode())
            else:
                raise _NotDone(response)
            return response
    except _NotDone as kept:
        return kept.response


def _is_json(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type") == "application/json"


def _answer(sent: Sent) -> HttpResponse | None:
    before = Once.objects.filter(sender=sent.sender, key=sent.key).first()
    if before is None:
        return None
    if before.fingerprint != sent.fingerprint:
        raise Refused("form_changed", _("这张表已经提交过了。要再提交一次，请从头打开页面。"), status=422)
    if before.location:
        return HttpResponseRedirect(before.location)
    return HttpResponse(before.body, status=before.status, content_type="application/json")


def sender_of(request: HttpRequest) -> str:
    user: Any = request.user
    return f"p{user.pk}" if user.is_authenticated else f"s{request.COOKIES.get(settings.CSRF_COOKIE_NAME, '')[:32]}"


def _content(request: HttpRequest) -> object:
    told = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    files = sorted((name, str(file)) for name, file in request.FILES.items())
    return request.path, told, files
