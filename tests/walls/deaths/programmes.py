"""Plans, themes and brands; facilities; the weekly preview, lecturers and calendars."""

from datetime import date, timedelta
from typing import Any

from django.core.files.base import ContentFile

from sidan.activities import actions as activities
from sidan.activities.models import Preview
from sidan.places import actions as places
from sidan.places.models import Facility, FacilityKind, FacilityPhoto
from sidan.programmes import actions
from sidan.programmes.actions import BrandWords, ThemeWords
from sidan.programmes.models import Brand, BrandRank, MonthTheme
from tests.conftest import Cast
from tests.walls.deaths.activities import hall_of
from tests.walls.deaths.dying import Act, dies

HOURS = [(0, 540, 700), (2, 540, 700)]
DAY = date(2026, 1, 1)


def _picture() -> "ContentFile[bytes]":
    return ContentFile(b"picture", "a.jpg")


@dies("programmes.set_plan")
def set_plan(cast: Cast) -> Act:
    year = 3000 + next(cast.doors)
    told: dict[str, Any] = {"words": "一年的打算", "goals": {"class": 12, "lecture": 4}, "now": cast.now}
    return lambda: actions.set_plan(cast.first, year, **told)


def _theme(cast: Cast) -> MonthTheme:
    return actions.add_theme(cast.first, DAY, ThemeWords(f"主题{next(cast.doors)}"))


@dies("programmes.add_theme")
def add_theme(cast: Cast) -> Act:
    told = ThemeWords(f"主题{next(cast.doors)}")
    return lambda: actions.add_theme(cast.first, DAY, told)


@dies("programmes.change_theme")
def change_theme(cast: Cast) -> Act:
    theme = _theme(cast)
    return lambda: actions.change_theme(theme, ThemeWords(f"{theme.title}改"))


@dies("programmes.drop_theme")
def drop_theme(cast: Cast) -> Act:
    theme = _theme(cast)
    return lambda: actions.drop_theme(MonthTheme.objects.get(pk=theme.pk))


def _words(cast: Cast) -> BrandWords:
    return BrandWords(f"品牌{next(cast.doors)}", BrandRank.values[0], "一句话", "来历", DAY)  # type: ignore[arg-type]


def _brand(cast: Cast) -> Brand:
    return actions.open_brand(cast.first, _words(cast))


@dies("programmes.open_brand", "programmes.set_photo")
def open_brand(cast: Cast) -> Act:
    told = _words(cast)
    return lambda: actions.open_brand(cast.first, told, _picture())


@dies("programmes.change_brand")
def change_brand(cast: Cast) -> Act:
    brand, told = _brand(cast), _words(cast)
    return lambda: actions.change_brand(brand, told)


@dies("programmes.end_brand")
def end_brand(cast: Cast) -> Act:
    brand = _brand(cast)
    return lambda: actions.end_brand(brand, DAY)


@dies("programmes.resume_brand")
def resume_brand(cast: Cast) -> Act:
    brand = _brand(cast)
    actions.end_brand(brand, DAY)
    return lambda: actions.resume_brand(brand)


# Facilities


def _told(cast: Cast) -> dict[str, Any]:
    name = f"活动室{next(cast.doors)}"
    return {"estate": cast.estate, "name": name, "kind": FacilityKind.LECTURE_HALL, "place": "二楼", "capacity": 30}


def _facility(cast: Cast) -> Facility:
    return places.open_facility(cast.first, _told(cast), HOURS, now=cast.now)


@dies("places.open_facility", "places.set_hours")
def open_facility(cast: Cast) -> Act:
    told = _told(cast)
    return lambda: places.open_facility(cast.first, told, HOURS, now=cast.now)


@dies("places.change_facility")
def change_facility(cast: Cast) -> Act:
    facility, told = _facility(cast), _told(cast)
    return lambda: places.change_facility(facility, told, HOURS[:1])


@dies("places.shut_facility")
def shut_facility(cast: Cast) -> Act:
    facility = _facility(cast)
    return lambda: places.shut_facility(facility, now=cast.now)


@dies("places.reopen_facility")
def reopen_facility(cast: Cast) -> Act:
    facility = _facility(cast)
    places.shut_facility(facility, now=cast.now)
    return lambda: places.reopen_facility(facility)


def _photo(cast: Cast) -> FacilityPhoto:
    return places.add_facility_photo(_facility(cast), _picture(), words="门口", now=cast.now)


@dies("places.add_facility_photo")
def add_facility_photo(cast: Cast) -> Act:
    facility = _facility(cast)
    return lambda: places.add_facility_photo(facility, _picture(), words="门口", now=cast.now)


@dies("places.drop_facility_photo")
def drop_facility_photo(cast: Cast) -> Act:
    photo = _photo(cast)
    return lambda: places.drop_facility_photo(FacilityPhoto.objects.get(pk=photo.pk))


# The weekly preview


def _week(cast: Cast) -> date:
    """The Monday after the clock's: each round has its own."""
    return cast.now.date() + timedelta(days=7 - cast.now.weekday())


def _draft(cast: Cast) -> Preview:
    cast.clock.move(days=7)
    hall = hall_of(cast)
    at = hall.at((_week(cast) - cast.now.date()).days + 2)
    hall.planned(at, station=cast.first)
    draft = activities.draft_preview(cast.street, _week(cast), hall.doing())
    assert draft is not None
    return draft


@dies("activities.draft_preview")
def draft_preview(cast: Cast) -> Act:
    cast.clock.move(days=7)
    week, doing = _week(cast), hall_of(cast).doing()
    return lambda: activities.draft_preview(cast.street, week, doing)


@dies("activities.publish_preview")
def publish_preview(cast: Cast) -> Act:
    draft, doing = _draft(cast), hall_of(cast).doing()
    return lambda: activities.publish_preview(draft, doing)


@dies("activities.write_words")
def write_words(cast: Cast) -> Act:
    draft = _draft(cast)
    return lambda: activities.write_words(draft, "这一周很热闹")


@dies("activities.leave_out")
def leave_out(cast: Cast) -> Act:
    draft = _draft(cast)
    session = activities.going_out(draft)[0]
    return lambda: activities.leave_out(draft, session)


@dies("activities.take_in")
def take_in(cast: Cast) -> Act:
    draft = _draft(cast)
    session = activities.going_out(draft)[0]
    activities.leave_out(draft, session)
    return lambda: activities.take_in(draft, session)


# Lecturers and calendars


@dies("activities.add_lecturer")
def add_lecturer(cast: Cast) -> Act:
    hall = hall_of(cast)
    told = {"name": "新讲师", "background": hall.lecturer.background, "topics": "防诈骗"}
    return lambda: activities.add_lecturer(cast.first, told, hall.doing())


@dies("activities.change_lecturer")
def change_lecturer(cast: Cast) -> Act:
    lecturer = hall_of(cast).lecturer
    return lambda: activities.change_lecturer(lecturer, {"topics": "家风"})


@dies("activities.end_lecturer")
def end_lecturer(cast: Cast) -> Act:
    lecturer = hall_of(cast).lecturer
    return lambda: activities.end_lecturer(lecturer, now=cast.now)


@dies("activities.make_calendar_link")
def make_calendar_link(cast: Cast) -> Act:
    person = cast.person("居民")
    return lambda: activities.make_calendar_link(person, now=cast.now)


@dies("activities.end_calendar_link")
def end_calendar_link(cast: Cast) -> Act:
    person = cast.person("居民")
    activities.make_calendar_link(person, now=cast.now)
    return lambda: activities.end_calendar_link(person)
