"""One item of the menu, with every guard the dispatcher keeps for it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sidan.orders.models import Category, Item, TwoPeople
from sidan.volunteers.models import QualificationKind, Skill

# Pictures a station picks from, by what they show.
ICONS = [
    ("heart-handshake", _("握手的心")),
    ("scissors", _("剪刀")),
    ("shopping-bag", _("购物袋")),
    ("hospital", _("医院")),
    ("stethoscope", _("听诊器")),
    ("coffee", _("茶杯")),
    ("bath", _("浴缸")),
    ("brush-cleaning", _("刷子")),
    ("droplets", _("水滴")),
    ("plug-zap", _("插头")),
    ("hammer", _("锤子")),
    ("key-round", _("钥匙")),
    ("gift", _("礼物")),
    ("scale", _("天平")),
    ("handshake", _("握手")),
    ("landmark", _("办事大厅")),
    ("smartphone", _("手机")),
    ("book-open-check", _("作业本")),
    ("book-heart", _("绘本")),
    ("heart-pulse", _("心跳")),
    ("shield-alert", _("盾牌")),
    ("presentation", _("讲台")),
    ("drama", _("戏曲")),
    ("palette", _("调色板")),
    ("recycle", _("回收")),
    ("megaphone", _("喇叭")),
    ("flower-2", _("花")),
    ("utensils", _("碗筷")),
    ("bike", _("自行车")),
    ("dog", _("小狗")),
    ("tree-pine", _("树")),
    ("camera", _("相机")),
]


class ItemForm(forms.Form):
    name = forms.CharField(label=_("服务叫什么"), max_length=30, help_text=_("居民看得懂的话，例如“磨刀缝补”。"))
    summary = forms.CharField(
        label=_("一句话说明"), max_length=120, required=False, help_text=_("志愿者来做什么，写给居民看。")
    )
    category = forms.ChoiceField(label=_("类别"), choices=Category.choices, help_text=_("全国统一的服务类别。"))
    icon = forms.ChoiceField(label=_("图标"), choices=ICONS, initial="heart-handshake")
    minutes = forms.IntegerField(label=_("大约几分钟"), min_value=5, max_value=480)
    places = forms.IntegerField(label=_("要几位志愿者"), min_value=1, max_value=20, initial=1)
    skill = forms.ChoiceField(label=_("要会什么"), choices=Skill.choices, help_text=_("只邀请自己说会这一项的志愿者。"))
    qualification = forms.ChoiceField(
        label=_("要什么证"),
        choices=[("", _("不用证")), *QualificationKind.choices],
        required=False,
        help_text=_("证要有人看过、还在有效期，否则不能邀请。"),
    )
    two_people = forms.ChoiceField(
        label=_("几人同行"), choices=TwoPeople.choices, help_text=_("上门的服务，第一次最好两个人去。")
    )
    cooldown_days = forms.IntegerField(
        label=_("隔几天才能再点"), min_value=0, max_value=365, initial=0, help_text=_("0 表示不限。")
    )
    is_risky = forms.BooleanField(label=_("有风险：志愿者要有有效保险，未成年人不参加"), required=False)
    minors_allowed = forms.BooleanField(label=_("未成年志愿者可以参加（要监护人同意）"), required=False)
    family_consent = forms.BooleanField(label=_("要家人同意，例如陪诊、助浴"), required=False)
    guardian_consent = forms.BooleanField(label=_("服务孩子：要监护人同意"), required=False)
    warning = forms.CharField(
        label=_("点单时提醒居民的话"),
        max_length=120,
        required=False,
        help_text=_("要紧的先说：找谁、别碰什么、不收什么。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = self.initial.get("icon", "")
        if kept and kept not in dict(ICONS):
            field = self.fields["icon"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(kept, _("现在的")), *ICONS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("is_risky") and cleaned.get("minors_allowed"):
            self.add_error("minors_allowed", _("有风险的服务，未成年人不能参加。"))
        return cleaned


def values_of(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ItemForm.base_fields}
