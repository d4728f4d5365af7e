from sidan.orders.urls.desk import desk
from sidan.orders.urls.resident import resident
from sidan.orders.urls.volunteer import volunteer

app_name = "orders"
urlpatterns = [*resident, *volunteer, *desk]
