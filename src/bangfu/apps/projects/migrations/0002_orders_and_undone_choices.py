import django.db.models.deletion
from django.db import migrations, models


def one_of(first, second):
    return models.Q((f"{first}__isnull", True), (f"{second}__isnull", True), _connector="XOR")


def to(model):
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model)


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0004_life"),
        ("offers", "0001_initial"),
        ("organisations", "0001_initial"),
        ("projects", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(name="deliveryline", options={"ordering": ["delivery_id", "id"]}),
        migrations.RemoveConstraint(model_name="deliveryline", name="projects_delivery_line_once"),
        migrations.RenameField(model_name="deliveryline", old_name="line", new_name="need_line"),
        migrations.AlterField(model_name="deliveryline", name="need_line", field=to("needs.needline")),
        migrations.AddField(model_name="deliveryline", name="offer_line", field=to("offers.offerline")),
        migrations.AddField(
            model_name="bundle", name="let_go_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(model_name="bundle", name="offer", field=to("offers.offer")),
        migrations.AlterField(model_name="bundle", name="need", field=to("needs.need")),
        migrations.AlterField(
            model_name="project",
            name="kind",
            field=models.CharField(
                choices=[("claim", "接单"), ("order", "点单"), ("pairing", "结对"), ("team", "组团")],
                default="claim",
                max_length=8,
                verbose_name="从哪来",
            ),
        ),
        migrations.AddConstraint(
            model_name="bundle",
            constraint=models.CheckConstraint(condition=one_of("need", "offer"), name="projects_bundle_of_one"),
        ),
        migrations.AddConstraint(
            model_name="deliveryline",
            constraint=models.UniqueConstraint(fields=["delivery", "need_line"], name="projects_delivery_line_once"),
        ),
        migrations.AddConstraint(
            model_name="deliveryline",
            constraint=models.UniqueConstraint(
                fields=["delivery", "offer_line"], name="projects_delivery_offered_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryline",
            constraint=models.CheckConstraint(
                condition=one_of("need_line", "offer_line"), name="projects_delivery_of_one"
            ),
        ),
    ]
