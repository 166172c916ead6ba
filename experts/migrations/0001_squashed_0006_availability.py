"""A new database in one step, with the tree of themes; decision 0021. Later changes come after it, as ever."""

import core.clock
import core.crypto
import core.models
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from core.migrating import AtOnce
from experts import theme_seed


def seed(apps, schema_editor):
    theme_seed.plant(apps.get_model("experts", "Theme"))


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('experts', '0001_initial'),
        ('experts', '0002_themes'),
        ('experts', '0003_payee_changes'),
        ('experts', '0004_theme_tree'),
        ('experts', '0005_avoided_unit'),
        ('experts', '0006_availability'),
    ]

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        AtOnce([
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
                    ('check_in_on', models.DateField(blank=True, null=True)),
                    ('wishes_until', models.DateField(blank=True, null=True)),
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
                name='AvoidedUnit',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('index', models.CharField(max_length=64, unique=True)),
                    ('unit', core.crypto.EncryptedTextField()),
                    ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='avoided_units', to='experts.expert')),
                ],
            ),
            migrations.CreateModel(
                name='AvailabilityException',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('days', django.contrib.postgres.fields.ranges.DateRangeField()),
                    ('free', models.BooleanField(default=False)),
                    ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='experts.expert')),
                ],
                options={
                    'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.F('expert'), '='), (models.F('days'), '&&')], name='a_day_is_told_apart_once', violation_error_message='Näille päiville on jo merkintä. Poista se ensin, ja merkitse sitten uusi.'), models.CheckConstraint(condition=models.Q(('days__endswith__isnull', False), ('days__isempty', False), ('days__startswith__isnull', False)), name='days_told_apart_have_both_ends', violation_error_message='Merkinnällä on oltava ensimmäinen ja viimeinen päivä.')],
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
                name='PayeeChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.CharField(default=core.models.random_slug, editable=False, max_length=12, unique=True)),
                    ('created_at', models.DateTimeField(default=core.clock.now, editable=False)),
                    ('kind', models.CharField(choices=[('account', 'tilinumero'), ('code', 'henkilötunnus')], max_length=8)),
                    ('content', core.crypto.EncryptedTextField(blank=True, null=True)),
                    ('is_first', models.BooleanField(default=False)),
                    ('contact_changed', models.BooleanField(default=False)),
                    ('call_number', core.crypto.EncryptedTextField(blank=True, null=True)),
                    ('due', models.DateTimeField()),
                    ('state', models.CharField(choices=[('waiting', 'odottaa varmistusta'), ('confirmed', 'varmistettu'), ('refused', 'ei varmistettu'), ('cancelled', 'peruttu'), ('disowned', 'pysäytetty'), ('replaced', 'korvattu uudella')], default='waiting', max_length=10)),
                    ('proof', models.CharField(blank=True, choices=[('factor', 'todennussovelluksella'), ('phone', 'puhelimitse'), ('met', 'tapaamisessa tai videolla')], max_length=8)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('used_from', models.DateField(blank=True, null=True)),
                    ('reason', models.CharField(blank=True, max_length=300)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('expert', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payee_changes', to='experts.expert')),
                    ('typed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('expert', 'kind'), name='one_change_of_a_kind_waits', violation_error_message='Muutos odottaa jo varmistusta. Päivitä sivu.'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('state', 'waiting')), models.Q(models.Q(('state', 'waiting'), _negated=True), ('content', None), ('decided_at__isnull', False)), _connector='OR'), name='a_settled_payee_change_keeps_no_content', violation_error_message='Ratkaistu muutos ei säilytä tietoa.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(models.Q(('proof', ''), _negated=True), ('decided_by__isnull', False), ('used_from__isnull', False)), _connector='OR'), name='a_confirmed_payee_change_has_proof_and_day', violation_error_message='Varmistetulla muutoksella on oltava varmistustapa ja päivä.'), models.CheckConstraint(condition=models.Q(models.Q(('proof__in', ['phone', 'met']), _negated=True), models.Q(('decided_by', models.F('typed_by')), _negated=True), _connector='OR'), name='nobody_confirms_a_change_they_typed', violation_error_message='Muutoksen varmistaa toinen ihminen kuin sen kirjoittaja.')],
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
            migrations.CreateModel(
                name='WeeklyAvailability',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField()),
                    ('part', models.CharField(choices=[('morning', 'aamupäivä'), ('afternoon', 'iltapäivä'), ('evening', 'ilta')], max_length=10)),
                    ('expert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weekly', to='experts.expert')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('expert', 'weekday', 'part'), name='each_part_of_a_weekday_is_told_once', violation_error_message='Viikkorytmisi on jo tallennettu. Päivitä sivu.'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='a_week_has_seven_days', violation_error_message='Viikossa on seitsemän päivää.')],
                },
            ),
        ]),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
