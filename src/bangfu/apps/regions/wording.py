"""Words of this room that are data rather than template text."""

from django.utils.translation import gettext_lazy as _

LEVEL_WORDS = {
    "province": _("省"),
    "prefecture": _("地级市"),
    "county": _("县（市、区）"),
    "town": _("镇（乡、街道）"),
    "village": _("村（社区）"),
}
SCHEME_WORDS = {"mca": _("民政部门代码"), "name": _("别名")}
# Facts that offices usually state; any other name may be typed.
USUAL_FACTS = (
    _("户籍人口"),
    _("常住人口"),
    _("户数"),
    _("耕地面积"),
    _("林地面积"),
    _("主导产业"),
    _("村集体经济收入"),
    _("距县城"),
    _("少数民族"),
)
