"""The weekly preview: drafted, looked over, sent out. What goes out is sessions, each through its own door."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as wording

from sidan.activities import weeks
from sidan.activities.actions.planning import publish as publish_session
from sidan.activities.actions.telling import tell_workers
from sidan.activities.models import Preview, Session, SessionQuerySet
from sidan.activities.states import PreviewState, State
from sidan.core.errors import Refused
from sidan.core.walls import action
from sidan.people.doing import Doing
from sidan.places.models import Station

DESK_PREVIEW = "/desk/preview/{}/"


@action
def draft_preview(station: Station, week: date, doing: Doing) -> Preview | None:
    """One a street and week, however many workers' clocks strike; None for those that came second."""
    row = Preview(station=station, week=week, state=PreviewState.DRAFT, drafted_at=doing.now)
    with transaction.atomic():
        Preview.objects.bulk_create([row], ignore_conflicts=True)
        made = Preview.objects.get(station=station, week=week)
        if made.public_id != row.public_id:
            return None
        text = wording("%(week)s 的活动预告草稿好了，请看一遍再发布。没人看，到时候会自动发布。")
        link = DESK_PREVIEW.format(made.public_id)
        tell_workers(station, "preview_drafted", text, link, now=doing.now, besides=doing.by, week=_week(week))
    return made


def _week(week: date) -> str:
    return f"{week.month}月{week.day}日—{(week + timedelta(days=6)).month}月{(week + timedelta(days=6)).day}日"


@action
def going_out(preview: Preview) -> SessionQuerySet:
    """What its publication would announce."""
    mine = Session.objects.under((preview.station.path,)).between(*weeks.bounds(preview.week))
    return mine.filter(state=State.PLANNED).exclude(pk__in=preview.left_out.values("pk"))


@action
def publish_preview(preview: Preview, doing: Doing) -> int:
    """Once; returns how many sessions it announced. A session that changed this very moment is left to its desk."""
    with transaction.atomic():
        draft = Preview.objects.filter(pk=preview.pk, state=PreviewState.DRAFT)
        if draft.update(state=PreviewState.PUBLISHED, published_at=doing.now, published_by=doing.by) != 1:
            raise Refused("published", _("这一周的预告已经发布过了。之后新排的活动，请单独发布。"))
        sessions = going_out(preview).filter(starts_at__gt=doing.now).select_related("station").order_by("pk")
        announced = sum(_announce(session, doing) for session in sessions)
        if doing.by is None:
            _tell_by_itself(preview, announced, doing)
    preview.state, preview.published_at, preview.published_by = PreviewState.PUBLISHED, doing.now, doing.by
    return announced


def _announce(session: Session, doing: Doing) -> bool:
    try:
        publish_session(session, doing)
    except Refused:
        return False
    return True


def _tell_by_itself(preview: Preview, announced: int, doing: Doing) -> None:
    text = wording("没有人审，%(week)s 的活动预告已经按时自动发布，一共 %(n)s 场。有不对的，请马上改或取消。")
    link = DESK_PREVIEW.format(preview.public_id)
    week, n = _week(preview.week), str(announced)
    tell_workers(preview.station, "preview_by_itself", text, link, now=doing.now, week=week, n=n)


@action
def write_words(preview: Preview, words: str) -> None:
    """The line above the list; it may be mended after publication as well."""
    Preview.objects.filter(pk=preview.pk).update(words=words[:200])
    preview.words = words[:200]


@action
def leave_out(preview: Preview, session: Session) -> None:
    preview.left_out.add(session)


@action
def take_in(preview: Preview, session: Session) -> None:
    preview.left_out.remove(session)
