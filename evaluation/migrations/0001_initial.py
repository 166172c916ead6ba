import core.clock
import core.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('orders', '0002_lecture'),
    ]

    operations = [
        migrations.CreateModel(
            name='FeedbackRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('direction', models.CharField(choices=[('to_expert', 'palaute kokemusasiantuntijalle'), ('to_unit', 'palaute yksikölle')], max_length=10)),
                ('state', models.CharField(choices=[('asked', 'pyydetty'), ('given', 'käydään läpi yhdessä'), ('delivered', 'perillä'), ('phoned', 'käyty läpi puhelimessa'), ('not_reached', 'ei tavoitettu')], default='asked', max_length=12)),
                ('due', models.DateTimeField(help_text='after this the coordinator phones')),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('given_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('word', models.TextField(blank=True, help_text="the coordinator's own word, or what was said by phone", max_length=2000)),
                ('gig', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_requests', to='orders.gig')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_requests', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('gig', 'direction'), name='feedback_is_asked_once_each_way', violation_error_message='Palautetta on jo pyydetty.'), models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', False), ('state__in', ['delivered', 'not_reached', 'phoned'])), models.Q(models.Q(('state__in', ['delivered', 'not_reached', 'phoned']), _negated=True), ('settled_at', None)), _connector='OR'), name='settled_feedback_says_when', violation_error_message='Perille tulleella palautteella on oltava aika.'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['phoned', 'not_reached']), _negated=True), models.Q(('word', ''), _negated=True), _connector='OR'), name='feedback_not_reached_has_the_coordinators_word', violation_error_message='Kirjoita kokemusasiantuntijalle oma sanasi.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'not_reached'), _negated=True), ('tries__gte', 2), _connector='OR'), name='not_reached_needs_two_tries', violation_error_message='Yritä tavoittaa tilaaja ainakin kaksi kertaa.')],
            },
        ),
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('scale', models.PositiveSmallIntegerField(help_text='1–5: treated as an equal developer / the work helped us')),
                ('good', models.TextField(blank=True, max_length=2000)),
                ('wish', models.TextField(blank=True, max_length=2000)),
                ('talk_first', models.BooleanField(default=False, help_text='the giver asks that it is gone through together first')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='evaluation.feedbackrequest')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('scale__gte', 1), ('scale__lte', 5)), name='feedback_scale_is_one_to_five', violation_error_message='Valitse arvo 1–5.')],
            },
        ),
    ]
