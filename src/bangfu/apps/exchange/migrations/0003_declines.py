"""「不合适」: one table."""

import bangfu.values.numbers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0002_scenarios'),
    ]

    operations = [
        migrations.CreateModel(
            name='Decline',
            fields=[
                ('id', models.CharField(default=bangfu.values.numbers.opaque_id, editable=False, max_length=16, primary_key=True, serialize=False)),
                ('need', models.CharField(max_length=14, verbose_name='需求编号')),
                ('organisation', models.CharField(db_index=True, max_length=16, verbose_name='组织编号')),
                ('region_path', models.CharField(db_index=True, max_length=12)),
                ('theme', models.CharField(blank=True, max_length=40)),
                ('side', models.CharField(choices=[('village', '村镇一方'), ('organisation', '组织一方'), ('bureau', '登记管理机关')], max_length=12, verbose_name='谁说的')),
                ('reason', models.CharField(choices=[('too_far', '路太远'), ('no_capability', '现在没有这项能力'), ('no_capacity', '这个季度排满了'), ('no_time', '时间对不上'), ('has_partner', '已经和别家合作'), ('other', '其他')], max_length=20, verbose_name='原因')),
                ('words', models.CharField(blank=True, max_length=120, verbose_name='补一句')),
                ('said_by', models.CharField(max_length=16)),
                ('said_at', models.DateTimeField()),
                ('counts_until', models.DateField(verbose_name='算到')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.CharField(blank=True, max_length=16)),
            ],
            options={
                'indexes': [models.Index(fields=['need', 'ended_at'], name='exchange_declines_of_need'), models.Index(fields=['theme', 'ended_at'], name='exchange_declines_of_theme'), models.Index(fields=['-said_at'], name='exchange_declines_latest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('need', 'organisation', 'side'), name='exchange_one_decline_of_a_side'), models.CheckConstraint(condition=models.Q(models.Q(('reason', 'other'), _negated=True), ('words__gt', ''), _connector='OR'), name='exchange_other_says_why'), models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('said_at')), _connector='OR'), name='exchange_ended_after_said')],
            },
        ),
    ]
