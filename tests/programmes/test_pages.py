"""The desk plans its year, names its months and keeps its brands."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sidan.programmes.models import Brand, Goal, MonthTheme, YearPlan
from tests.conftest import Cast

BRAND = {"station": "first", "name": "小微学堂", "rank": "brand", "slogan": "", "story": "", "started_on": "2025-03-05"}


def test_a_year_in_numbers_is_saved_changed_and_shown_again(cast: Cast) -> None:
    keeper = cast.client(cast.keeper)
    keeper.post("/desk/year/first/2026/", {"words": "多办夜校", "lecture": "12", "class": "40"})
    keeper.post("/desk/year/first/2026/", {"words": "多办夜校", "lecture": "14", "class": ""})
    assert list(Goal.objects.values_list("kind", "wanted")) == [("lecture", 14)]
    assert YearPlan.objects.get().words == "多办夜校"
    assert 'value="14"' in keeper.get("/desk/year/first/2026/").content.decode()


def test_a_wrong_number_keeps_what_was_typed(cast: Cast) -> None:
    page = cast.client(cast.keeper).post("/desk/year/first/2026/", {"words": "多办夜校", "lecture": "-3"})
    assert "场数不能小于 0" in page.content.decode()
    assert "多办夜校" in page.content.decode()
    assert not YearPlan.objects.exists()


@pytest.mark.parametrize(("station", "status"), [("second", 404), ("nowhere", 404)])
def test_plans_are_the_stations_own(cast: Cast, station: str, status: int) -> None:
    assert cast.client(cast.keeper).get(f"/desk/year/{station}/2026/").status_code == status


def test_a_year_nobody_lives_in_is_not_found(cast: Cast) -> None:
    assert cast.client(cast.keeper).get("/desk/year/first/1999/").status_code == 404


def test_a_theme_is_suggested_set_changed_and_dropped(cast: Cast) -> None:
    keeper = cast.client(cast.keeper)
    offered = keeper.get("/desk/themes/new/?station=first&month=2026-03").content.decode()
    assert "学雷锋纪念日" in offered
    keeper.post(
        "/desk/themes/new/", {"station": "first", "month": "2026-03", "title": "学雷锋", "occasion": "学雷锋纪念日"}
    )
    theme = MonthTheme.objects.get()
    assert theme.month == date(2026, 3, 1)
    twice = keeper.post("/desk/themes/new/", {"station": "first", "month": "2026-03", "title": "学雷锋"})
    assert "已经有同名的主题" in twice.content.decode()
    keeper.post(f"/desk/themes/{theme.pk}/", {"title": "春风行动", "station": "second", "month": "2026-09"})
    theme.refresh_from_db()
    assert (theme.title, theme.station, theme.month.month) == ("春风行动", cast.first, 3)
    assert cast.client(cast.second_keeper).post(f"/desk/themes/{theme.pk}/drop/").status_code == 404
    keeper.post(f"/desk/themes/{theme.pk}/drop/")
    assert not MonthTheme.objects.exists()


@pytest.mark.parametrize("month", ["三月", "2026-13", "1900-01", "9999-12"])
def test_a_month_that_is_none_is_said_so(cast: Cast, month: str) -> None:
    told = {"station": "first", "month": month, "title": "学雷锋"}
    keeper = cast.client(cast.keeper)
    assert keeper.get("/desk/themes/new/", {"month": month}).status_code == 200
    page = keeper.post("/desk/themes/new/", told).content.decode()
    assert "学雷锋" in page
    assert "error" in page
    assert not MonthTheme.objects.exists()


def test_the_streets_theme_is_every_communitys(cast: Cast) -> None:
    theme = MonthTheme.objects.create(station=cast.street, month=date(2026, 3, 1), title="学雷锋")
    own = MonthTheme.objects.create(station=cast.second, month=date(2026, 3, 1), title="书香")
    assert list(MonthTheme.objects.of(cast.first)) == [theme]
    assert set(MonthTheme.objects.of(cast.second)) == {theme, own}


def picture() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return SimpleUploadedFile("院子.png", out.getvalue(), "image/png")


def test_a_brand_with_a_photo_that_everybody_may_see(cast: Cast) -> None:
    keeper = cast.client(cast.keeper)
    keeper.post("/desk/brands/new/", BRAND | {"photo": picture()})
    brand = Brand.objects.get()
    answer = cast.client().get(f"/brands/{brand.public_id}/photo/")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer.content[:2] == b"\xff\xd8"
    assert "小微学堂" in keeper.get("/desk/brands/").content.decode()


def test_what_is_no_photo_is_said_at_the_photo(cast: Cast) -> None:
    fake = SimpleUploadedFile("x.png", b"GIF89a", "image/png")
    page = cast.client(cast.keeper).post("/desk/brands/new/", BRAND | {"photo": fake}).content.decode()
    assert "这个文件不是照片" in page
    assert not Brand.objects.exists()


def test_a_brand_is_changed_ended_and_taken_up_again(cast: Cast) -> None:
    keeper = cast.client(cast.keeper)
    keeper.post("/desk/brands/new/", BRAND)
    brand = Brand.objects.get()
    assert "已经有同名的品牌" in keeper.post("/desk/brands/new/", BRAND).content.decode()
    keeper.post(f"/desk/brands/{brand.public_id}/", BRAND | {"name": "红动辛西", "rank": "feature"})
    keeper.post(f"/desk/brands/{brand.public_id}/end/")
    brand.refresh_from_db()
    assert (brand.name, brand.rank, brand.ended_on) == ("红动辛西", "feature", date(2026, 11, 25))
    keeper.post(f"/desk/brands/{brand.public_id}/end/")
    assert Brand.objects.alive().exists()
    assert cast.client(cast.second_keeper).get(f"/desk/brands/{brand.public_id}/").status_code == 404
