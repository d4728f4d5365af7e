"""What kinds of activity there are: a plan counts by them, an activity is one of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ActivityKind(TextChoices):
    LECTURE = "lecture", _("理论宣讲")
    PERFORMANCE = "performance", _("文艺演出")
    FILM = "film", _("公益电影")
    CLASS = "class", _("课程班")
    READING = "reading", _("读书分享")
    FAMILY = "family", _("亲子活动")
    CLINIC = "clinic", _("义诊咨询")
    SERVICE_DAY = "service_day", _("便民服务日")
    FAIR = "fair", _("集市市集")
    CAMPAIGN = "campaign", _("文明倡导")
    FESTIVAL = "festival", _("节日活动")
    SPORT = "sport", _("文体健身")
    TRAINING = "training", _("志愿者培训")
    MEETING = "meeting", _("队伍例会")
    OTHER = "other", _("其他")


CULTURAL = (ActivityKind.PERFORMANCE, ActivityKind.FILM, ActivityKind.FESTIVAL)


class Audience(TextChoices):
    EVERYONE = "everyone", _("不限")
    CHILDREN = "children", _("儿童")
    FAMILIES = "families", _("亲子家庭")
    YOUTH = "youth", _("青年")
    ELDERS = "elders", _("老年人")
    WOMEN = "women", _("妇女")
    VOLUNTEERS = "volunteers", _("志愿者")
