"""Letters with leases, preferences by kind and channel, own addresses, the state of channels."""

import bangfu.apps.notices.models
import bangfu.plumbing.sealed.fields
import bangfu.values.numbers
from django.db import migrations, models
from django.db.models import Q

STATES = [("made", "已生成"), ("sent", "已发出"), ("delivered", "已送达"), ("read", "已读"), ("failed", "失败"), ("held", "搁置"), ("stopped", "已停止")]
KINDS = [("must_know", "必须知道"), ("push", "需求推送"), ("digest", "每周汇总")]


def name_notices(apps, schema_editor):
    """Every notice gets a short code of its own."""
    for notice in apps.get_model("notices", "Notice").objects.filter(code="").iterator():
        notice.code = bangfu.apps.notices.models.short_code()
        notice.save(update_fields=["code"])


def keep_wishes(apps, schema_editor):
    """What people had chosen, as preferences."""
    preferences = apps.get_model("notices", "Preference").objects
    rows = []
    for wish in apps.get_model("notices", "Wish").objects.iterator():
        chosen = {}
        if not wish.email:
            chosen |= {(kind, "email"): False for kind, _words in KINDS}
        for kind, wanted in (("push", wish.pushes), ("digest", wish.digest)):
            if not wanted:
                chosen |= {(kind, channel): False for channel in ("insite", "email")}
        rows += [preferences.model(person=wish.person, kind=kind, channel=channel, wanted=wanted) for (kind, channel), wanted in chosen.items()]
    preferences.bulk_create(rows, 1000)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]

    operations = [
        migrations.AddField("notice", "code", models.CharField(default="", editable=False, max_length=8)),
        migrations.RunPython(name_notices, migrations.RunPython.noop),
        migrations.AlterField("notice", "code", models.CharField(default=bangfu.apps.notices.models.short_code, editable=False, max_length=8, unique=True)),
        migrations.AddField("notice", "place", models.CharField(blank=True, max_length=60, default="")),
        migrations.AlterField("notice", "place", models.CharField(blank=True, max_length=60)),
        migrations.AddField("notice", "deadline", models.DateField(blank=True, null=True)),
        migrations.AddField("notice", "reminds", models.BooleanField(default=False)),
        migrations.AddField("message", "line", models.CharField(blank=True, max_length=160, default="")),
        migrations.AlterField("message", "line", models.CharField(blank=True, max_length=160)),
        migrations.AddField("message", "answered_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("message", "reminded", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("message", "remind_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex("message", models.Index(fields=["remind_at"], name="notices_remind", condition=Q(remind_at__isnull=False))),
        migrations.RemoveConstraint("dispatch", "notices_dispatch_once"),
        migrations.AddField("dispatch", "turn", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("dispatch", "letter", models.CharField(blank=True, max_length=16, default="")),
        migrations.AlterField("dispatch", "letter", models.CharField(blank=True, max_length=16)),
        migrations.AddField("dispatch", "leased_until", models.DateTimeField(blank=True, null=True)),
        migrations.RemoveIndex("dispatch", "notices_dis_state_925b09_idx"),
        migrations.AddIndex("dispatch", models.Index(fields=["channel", "not_before"], name="notices_waiting", condition=Q(state="made"))),
        migrations.AddIndex("dispatch", models.Index(fields=["letter"], name="notices_dis_letter_476cde_idx")),
        migrations.AlterField("dispatch", "state", models.CharField(choices=STATES, default="made", max_length=10)),
        migrations.AddConstraint("dispatch", models.UniqueConstraint(fields=["message", "channel", "turn"], name="notices_dispatch_once")),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.CharField(max_length=16)),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("channel", models.CharField(max_length=20)),
                ("wanted", models.BooleanField()),
            ],
        ),
        migrations.AddConstraint("preference", models.UniqueConstraint(fields=["person", "kind", "channel"], name="notices_preference_once")),
        migrations.RunPython(keep_wishes, migrations.RunPython.noop),
        migrations.DeleteModel("Wish"),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.CharField(default=bangfu.values.numbers.opaque_id, editable=False, max_length=16, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=16)),
                ("channel", models.CharField(max_length=20)),
                ("address", bangfu.plumbing.sealed.fields.SealedTextField()),
            ],
        ),
        migrations.AddConstraint("address", models.UniqueConstraint(fields=["person", "channel"], name="notices_address_once")),
        migrations.CreateModel(
            name="ChannelState",
            fields=[
                ("channel", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
                ("stopped_by", models.CharField(blank=True, max_length=16)),
                ("reason", models.CharField(blank=True, max_length=120)),
                ("worked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
