from django.urls import path

from sidan.programmes.views import brands, planning

app_name = "programmes"
urlpatterns = [
    path("desk/year/<slug:code>/<int:year>/", planning.plan, name="plan"),
    path("desk/themes/new/", planning.new_theme, name="new_theme"),
    path("desk/themes/<slug:pk>/", planning.theme, name="theme"),
    path("desk/themes/<slug:pk>/drop/", planning.drop_theme, name="drop_theme"),
    path("desk/brands/", brands.listing, name="brands"),
    path("desk/brands/new/", brands.new, name="new_brand"),
    path("desk/brands/<slug:public_id>/", brands.edit, name="brand"),
    path("desk/brands/<slug:public_id>/end/", brands.end, name="end_brand"),
    path("brands/<slug:public_id>/photo/", brands.photo, name="brand_photo"),
]
