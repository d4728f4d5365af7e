"""What volunteers can do: what they say of themselves, and what a paper proves."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Skill(models.TextChoices):
    """What somebody is good at; nobody checks it. Order matters: the dispatcher numbers its bits by it."""

    HAIRCUT = "haircut", _("理发")
    SEWING = "sewing", _("缝补磨刀")
    APPLIANCE = "appliance", _("小家电维修")
    PLUMBING = "plumbing", _("水电")
    ERRANDS = "errands", _("代办代购")
    ESCORT = "escort", _("陪诊")
    COMPANY = "company", _("陪聊读报")
    BATHING = "bathing", _("助浴照护")
    CLEANING = "cleaning", _("保洁")
    HEALTH = "health", _("健康义诊")
    FIRST_AID = "first_aid", _("急救")
    COUNSEL = "counsel", _("心理疏导")
    LAW = "law", _("法律咨询")
    MEDIATION = "mediation", _("调解")
    TUTORING = "tutoring", _("作业辅导")
    READING = "reading", _("亲子阅读")
    PHONES = "phones", _("手机教学")
    SAFETY = "safety", _("安全宣讲")
    LECTURE = "lecture", _("理论宣讲")
    STAGE = "stage", _("文艺演出")
    ARTS = "arts", _("书画太极")
    SORTING = "sorting", _("垃圾分类")
    PATROL = "patrol", _("文明劝导")
    TRAFFIC = "traffic", _("交通引导")
    CUSTOMS = "customs", _("移风易俗")
    GARDEN = "garden", _("庭院美化")
    WISH = "wish", _("圆梦")
    FESTIVAL = "festival", _("写春联慰问")
    CARPENTRY = "carpentry", _("木工改造")
    BENEFITS = "benefits", _("社保咨询")


class QualificationKind(models.TextChoices):
    """A paper that somebody looked at, with its expiry."""

    ELECTRICIAN = "electrician", _("电工证")
    NURSING = "nursing", _("护理员证")
    DOCTOR = "doctor", _("医师或护士证")
    FIRST_AID = "first_aid", _("急救导师证")
    COUNSELLOR = "counsellor", _("心理咨询师证")
    LAWYER = "lawyer", _("律师证")
    MEDIATOR = "mediator", _("调解员证")
    ESCORT = "escort", _("陪诊培训")
    LECTURER = "lecturer", _("宣讲员名册")
    CARPENTER = "carpenter", _("木工证")


def bits_of(skills: Iterable[str]) -> int:
    order = {skill.value: place for place, skill in enumerate(Skill)}
    return sum(1 << order[skill] for skill in set(skills))


def skills_in(bits: int) -> list[Skill]:
    return [skill for place, skill in enumerate(Skill) if bits >> place & 1]
