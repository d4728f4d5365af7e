"""The weekly preview at the street's desk: looked over, mended, sent out."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sidan.activities import access, actions, previewing, reviewing
from sidan.activities.forms.public import WordsForm
from sidan.activities.models import Preview, Session
from sidan.activities.published import week_of
from sidan.activities.states import PreviewState
from sidan.activities.views.public_outputs import PAPERS, aloud_of, paper_of, text_of
from sidan.activities.weeks import week_words
from sidan.core.clock import now
from sidan.core.errors import Refused
from sidan.core.htmx import page
from sidan.core.once import once
from sidan.people.access import DESK, READS_DESK, me, scope, staff
from sidan.people.doing import Doing

ON_PAGE = 20


@require_safe
@staff(*READS_DESK)
def previews(request: HttpRequest) -> HttpResponse:
    """Newest first; what waits for a look stands on top by its date anyway."""
    rows = Preview.objects.under(scope(request).reach(*READS_DESK)).select_related("station", "published_by")
    shown = Paginator(rows.order_by("-week", "station__path"), ON_PAGE).get_page(request.GET.get("page"))
    context = {"rows": [_row(one) for one in shown], "page": shown, "tab": "preview"}
    return page(request, "activities/desk/previews.html", context)


def _row(one: Preview) -> dict[str, object]:
    return {"preview": one, "week": week_words(one.week), "is_draft": one.state == PreviewState.DRAFT, "by": _by(one)}


def _by(one: Preview) -> str:
    if one.state == PreviewState.DRAFT:
        return ""
    return one.published_by.masked_name if one.published_by else _("没人审，按时自动发布")


@require_safe
@staff(*READS_DESK)
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, access.preview_for(scope(request), public_id))


def _page(request: HttpRequest, found: Preview, form: WordsForm | None = None) -> HttpResponse:
    at = now()
    context = {
        "preview": found,
        "week": week_words(found.week),
        "review": reviewing.review(found, at),
        "is_draft": found.state == PreviewState.DRAFT,
        "goes_out_at": previewing.goes_out_at(found),
        "by": _by(found),
        "may_write": scope(request).has_at(found.station, *DESK),
        "outputs": reviewing.OUTPUTS,
        "form": form or WordsForm(initial={"words": found.words}),
        "now": at,
        "tab": "preview",
    }
    return page(request, "activities/desk/preview.html", context)


@require_POST
@staff(*DESK)
@once
def words(request: HttpRequest, public_id: str) -> HttpResponse:
    found = access.preview_for(scope(request), public_id, to_write=True)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    actions.write_words(found, form.cleaned_data["words"])
    messages.success(request, _("开头的话改好了。"))
    return redirect("activities:desk_preview", found.public_id)


@require_POST
@staff(*DESK)
@once
def publish(request: HttpRequest, public_id: str) -> HttpResponse:
    found = access.preview_for(scope(request), public_id, to_write=True)
    announced = actions.publish_preview(found, Doing(me(request), now()))
    messages.success(request, _("发布了，一共 %(n)s 场。海报、长图、群里的文字都在下面。") % {"n": announced})
    return redirect("activities:desk_preview", found.public_id)


@require_POST
@staff(*DESK)
@once
def change(request: HttpRequest, public_id: str, session_id: str) -> HttpResponse:
    """One session of the week: left out, taken in again, announced by itself, cancelled."""
    found = access.preview_for(scope(request), public_id, to_write=True)
    session = access.session_for(scope(request), session_id, to_write=True)
    if not (found.covers(session.day) and session.station.is_under((found.station.path,))):
        raise Http404
    _act(request, found, session)
    return redirect("activities:desk_preview", found.public_id)


def _act(request: HttpRequest, found: Preview, session: Session) -> None:
    doing = Doing(me(request), now(), reason=request.POST.get("reason", "").strip()[:200])
    match request.POST.get("act"):
        case "out":
            actions.leave_out(found, session)
            messages.success(request, _("“%(title)s”这次先不发布。") % {"title": session.title})
        case "in":
            actions.take_in(found, session)
        case "publish":
            actions.publish(session, doing)
            messages.success(request, _("“%(title)s”发布了。") % {"title": session.title})
        case "cancel":
            actions.cancel(session, doing)
            messages.success(request, _("“%(title)s”取消了，报了名的都通知到了。") % {"title": session.title})
        case _:
            raise Refused("act", _("没有这个操作，请刷新页面再试。"), 422)


@require_safe
@staff(*READS_DESK)
def as_it_will_be(request: HttpRequest, public_id: str, name: str) -> HttpResponse:
    """Each output as it will look once everything planned is announced."""
    found = access.preview_for(scope(request), public_id)
    week = week_of(found.station, found.week, planned=True)
    if name == "text":
        return text_of(request, week, draft=True)
    if name == "aloud":
        return aloud_of(request, week, draft=True)
    if name not in PAPERS:
        raise Http404
    response = paper_of(week, name)
    response["Cache-Control"] = "no-store, private"
    return response
