"""Every address of the product. Pages of a noun live in its app; pages that join nouns live in desk."""

from django.urls import URLPattern, URLResolver, include, path

from sidan.api.main import api
from sidan.core.views import set_language, set_view, style_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sidan.desk.urls")),
    path("", include("sidan.people.urls")),
    path("", include("sidan.volunteers.urls")),
    path("", include("sidan.notices.urls")),
    path("", include("sidan.programmes.urls")),
    path("", include("sidan.activities.urls")),
    path("", include("sidan.orders.urls")),
    path("", include("sidan.demo.urls")),
    path("api/", api.urls),
    path("ui/", style_page, name="style_page"),
    path("display/view/", set_view, name="view"),
    path("display/language/", set_language, name="set_language"),
]

handler400 = "sidan.core.failures.bad_request"
handler403 = "sidan.core.failures.forbidden"
handler404 = "sidan.core.failures.not_found"
handler500 = "sidan.core.failures.server_error"
