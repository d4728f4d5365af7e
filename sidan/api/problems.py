"""A No for programs: problem JSON (RFC 9457) with the same codes, sentences and statuses that pages show."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from sidan.core.errors import Refused


def problem(refused: Refused, **more: Any) -> HttpResponse:
    return JsonResponse(refused.as_problem() | more, status=refused.status, content_type="application/problem+json")


def add_handlers(api: NinjaAPI) -> None:
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(Http404, _unknown)
    api.add_exception_handler(PermissionDenied, _forbidden)
    api.add_exception_handler(HttpError, _stopped)
    api.add_exception_handler(ValidationError, _invalid)


def _refused(request: HttpRequest, refused: Any) -> HttpResponse:
    return problem(refused)


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(Refused("not_found", _("没有找到。"), 404))


def _forbidden(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(Refused("forbidden", _("您没有这项权限。"), 403))


def _stopped(request: HttpRequest, error: Any) -> HttpResponse:
    """Not signed in, or a token that does not match."""
    match error.status_code:
        case 401:
            return problem(Refused("sign_in", _("请先登录。"), 401))
        case 403:
            return problem(Refused("csrf", _("页面过期了，请刷新以后再试一次。"), 403))
    return problem(Refused("http", str(error), error.status_code))


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    """Each wrong field with where it stands and what is wrong, without repeating what was sent."""
    wrong = [{"where": _where(one["loc"]), "what": one["msg"]} for one in error.errors]
    return problem(Refused("invalid", _("有几处内容不对，请改正以后再发。"), 422), errors=wrong)


def _where(path: tuple[str | int, ...]) -> str:
    """body.reason, without the name our function gives to the body."""
    return ".".join(str(part) for place, part in enumerate(path) if not (place == 1 and part == "told"))
