import core.clock
import core.crypto
import core.models
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Expert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('status', models.CharField(choices=[('applicant', 'hakija'), ('onboarding', 'perehtymässä'), ('active', 'mukana'), ('left', 'lopettanut'), ('restricted', 'vain palkkatiedot'), ('anonymised', 'tiedot poistettu')], default='active', max_length=12)),
                ('title', models.CharField(default='koulutettu kokemusasiantuntija', max_length=120, verbose_name='titteli')),
                ('bio', models.TextField(blank=True, max_length=1200, verbose_name='esittely omin sanoin')),
                ('languages', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), default=list, verbose_name='kielet')),
                ('regions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, verbose_name='alueet')),
                ('municipality', models.CharField(blank=True, max_length=60, verbose_name='kotikunta')),
                ('travel_radius', models.PositiveIntegerField(blank=True, null=True, verbose_name='kuinka kauas matkustan (km)')),
                ('remote_ok', models.BooleanField(default=True, verbose_name='teen keikkoja etänä')),
                ('share_contact', models.BooleanField(default=False, verbose_name='tilaaja saa nähdä puhelinnumeroni ja sähköpostini')),
                ('weekly_max', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('rest_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('paused', django.contrib.postgres.fields.ranges.DateRangeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='expert', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('left_at', None), ('status__in', ['applicant', 'onboarding', 'active'])), models.Q(('left_at__isnull', False), ('status__in', ['left', 'restricted', 'anonymised'])), _connector='OR'), name='expert_who_left_has_a_leaving_day', violation_error_message='Lopettaneella kokemusasiantuntijalla on oltava lopetuspäivä.')],
            },
        ),
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('iban', core.crypto.EncryptedTextField()),
                ('valid_from', models.DateField()),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='experts.expert')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('expert', 'valid_from'), name='one_new_account_a_day', violation_error_message='Tältä päivältä on jo tallennettu tili. Yritä huomenna uudelleen.')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('personal_code', core.crypto.EncryptedTextField()),
                ('used_from', models.DateField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='identities', to='experts.expert')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('replaced_at', None)), fields=('expert',), name='expert_has_one_personal_code_in_use', violation_error_message='Henkilötunnus on jo tallennettu. Päivitä sivu.')],
            },
        ),
        migrations.CreateModel(
            name='TaxCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('kind', models.CharField(choices=[('wage', 'palkan verokortti'), ('trade', 'työkorvauksen verokortti')], default='wage', max_length=6)),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField()),
                ('numbers', core.crypto.EncryptedJSONField()),
                ('limit_reached_on', models.DateField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tax_cards', to='experts.expert')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('withdrawn_at', None)), expressions=[(models.F('expert'), '='), (models.F('kind'), '='), (models.Func(models.F('valid'), function='lower'), '=')], name='tax_cards_of_one_start_day_replace_each_other', violation_error_message='Samana päivänä alkava verokortti on jo tallennettu.')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('fi', models.CharField(max_length=120)),
                ('sv', models.CharField(max_length=120)),
                ('en', models.CharField(max_length=120)),
                ('data_class', models.CharField(choices=[('H', 'terveys (art. 9)'), ('S', 'sosiaalihuolto'), ('C', 'rikostausta (art. 10)'), ('E', 'alkuperä, uskonto tai suuntautuminen (art. 9)'), ('-', 'tavallinen')], default='-', max_length=1)),
                ('active', models.BooleanField(default=True)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='experts.theme')),
            ],
            options={
                'ordering': ['fi'],
            },
        ),
        migrations.CreateModel(
            name='ExpertTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                ('own_words', models.CharField(blank=True, max_length=200)),
                ('perspective', models.CharField(choices=[('own', 'oma kokemus'), ('relative', 'läheisen kokemus')], default='own', max_length=10)),
                ('visibility', models.CharField(choices=[('me', 'vain minä'), ('coordinator', 'koordinaattori'), ('orderer', 'keikkani tilaaja hyväksyttyäni tarjouksen'), ('public', 'kaikki')], default='coordinator', max_length=12)),
                ('consent_version', models.CharField(max_length=20)),
                ('consented_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='experts.expert')),
                ('tags', models.ManyToManyField(related_name='expert_themes', to='experts.theme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('own_words', ''), _connector='OR'), name='withdrawn_theme_has_no_words', violation_error_message='Perutun teeman sanat poistetaan heti.')],
            },
        ),
    ]
