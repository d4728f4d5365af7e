from sidan.activities.urls.desk import desk
from sidan.activities.urls.public import public
from sidan.activities.urls.rooms import rooms

app_name = "activities"
urlpatterns = [*public, *desk, *rooms]
