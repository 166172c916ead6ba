"""The code base tested against its own rules: what a reviewer would otherwise have to look for."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

import polib
import pytest
from django.apps import apps
from django.db import models
from django.template.loader import get_template

from core import audit, clock, letters, outbox, todo
from core.models import EventDelivery, OutboxMessage
from kokemuspankki.tools import templates as lint
from kokemuspankki.tools.sources import KEYWORDS, ROOMS, ROOT, all_sentences, python_files, template_files
from kokemuspankki.wiring import LISTENERS
from orders import matching
from payments.models import Fee
from supervision import actions as booking
from tests.factories import payments as paying
from tests.factories import support
from tests.factories import world as made

OUR_APPS = [room for room in ROOMS if apps.is_installed(room)]
LANGUAGES = ["fi", "sv", "en"]


def source(path: Path) -> str:
    return path.read_text()


@cache
def trees() -> dict[str, ast.Module]:
    return {str(path.relative_to(ROOT)): ast.parse(source(path)) for path in python_files()}


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Each call of `name` or `something.name`, with its file."""
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == name:
                yield path, node


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


# Events


def emitted() -> set[str]:
    found = set()
    for path, call in calls("emit"):
        event = call.args[0]
        assert isinstance(event, ast.Constant), f"{path}: an event is named by a plain string"
        assert event.value.startswith(path.partition("/")[0] + "."), f"{path}: {event.value} belongs to another room"
        found.add(event.value)
    return found


def test_every_event_that_is_emitted_has_its_listeners_and_the_other_way() -> None:
    assert emitted() == set(LISTENERS)


def test_every_listener_is_there_and_takes_one_number() -> None:
    for event, listeners in LISTENERS.items():
        assert listeners, event
        for listener in listeners:
            assert isinstance(listener, FunctionType)
            assert getattr(import_module(listener.__module__), listener.__name__) is listener or callable(listener)
            given = [p for p in inspect.signature(listener).parameters.values() if p.default is p.empty]
            assert len(given) == 1, outbox.name_of(listener)


def _everything() -> dict[str, list[Any]]:
    kept = [m for name in OUR_APPS for m in apps.get_app_config(name).get_models() if m is not EventDelivery]
    return {m._meta.label: sorted(map(str, m._default_manager.values_list())) for m in kept}


@pytest.mark.django_db
@pytest.mark.needs("pango")
def test_every_event_delivered_twice_changes_nothing_the_second_time() -> None:
    """One gig to the bank's file and to its feedback, one cancelled, support attended; then all is delivered again."""
    with clock.at(made.NOW):
        w = made.world()
        contract = paying.in_force(w)
        other = made.agreed(w, made.DAY.replace(day=30))
        made.orders.cancel(other.order_id, by=w.coordinator, reason="need")
        supervisor = support.a_supervisor(w)
        event = support.an_event(w, supervisor)
        booking.book(event.pk, by=w.expert.person)
        outbox.drain()
    support.marked(event, supervisor, w.expert)
    gig = contract.gig
    with clock.at(made.DAY.replace(hour=15)):
        made.sweeps.end_sessions(gig.pk)
        made.orders.report_as_agreed(gig.reports.get().pk, by=w.expert.person)
        made.orders.confirm_report(gig.reports.get().pk, by=w.orderer)
        outbox.drain()
    with clock.at(paying.PAYROLL_TIME):
        batch = paying.actions.draw_batch(by=w.payroll, pay_date=paying.PAY_DAY)
        paying.actions.approve_batch(batch.pk, by=w.payroll2)
        outbox.drain()
        assert not EventDelivery.objects.filter(done_at=None).exists()
        before = _everything()
        EventDelivery.objects.update(done_at=None, next_at=clock.real())
        assert outbox.drain() == EventDelivery.objects.count()
        assert not EventDelivery.objects.filter(done_at=None).exists()
        after = _everything()
    assert {name for name, rows in after.items() if rows != before[name]} == set()
    assert Fee.objects.filter(seat__event=event).count() == 1, "of supervision.attended"


# Constraints and states


def constraints() -> Iterator[tuple[type[models.Model], models.BaseConstraint]]:
    for room in OUR_APPS:
        for model in apps.get_app_config(room).get_models():
            if model.__module__.startswith(tuple(ROOMS)) and "Event" not in model.__name__:
                yield from ((model, constraint) for constraint in model._meta.constraints)


def test_every_constraint_reads_as_a_sentence_and_says_so_in_finnish() -> None:
    bad = []
    for model, constraint in constraints():
        words = constraint.name.split("_")
        if len(words) < 3 or constraint.name != constraint.name.lower() or "%" in constraint.name:
            bad.append(f"{model.__name__}.{constraint.name}: not a sentence")
        said = str(constraint.violation_error_message)
        if said == str(constraint.default_violation_error_message) or not re.match(r"[A-ZÅÄÖ].*[.!?]$", said, re.S):
            bad.append(f"{model.__name__}.{constraint.name}: {said}")
    assert bad == []


STATUS: dict[str, str] = {
    "orders.states.ORDER_MOVES": "orders.status.of_order",
    "orders.states.OFFER_MOVES": "orders.status.of_offer",
    "orders.states.GIG_MOVES": "orders.status.of_gig",
    "orders.states.REPORT_MOVES": "orders.status.of_report",
    "orders.states.DIFFERENCE_MOVES": "orders.status.of_difference",
    "orders.states.MOVE_MOVES": "",
    "payments.states.CONTRACT_MOVES": "payments.status.of_contract",
    "payments.states.BATCH_MOVES": "payments.status.of_batch",
    "supervision.states.SEAT_MOVES": "supervision.status.of_seat",
    "supervision.states.DEBRIEF_MOVES": "supervision.status.of_debrief",
    "evaluation.states.MOVES": "evaluation.status.of_request",
    "experts.states.MOVES": "",
    "experts.states.PAYEE_MOVES": "experts.status.of_payee",
}
"""An expert's own state is shown by its words alone until supervision and leaving come."""


def moves() -> dict[str, dict[str, frozenset[str]]]:
    found = {}
    for room in OUR_APPS:
        if (ROOT / room / "states.py").exists():
            module = import_module(f"{room}.states")
            found |= {f"{room}.states.{n}": value for n, value in vars(module).items() if n.endswith("MOVES")}
    return found


def code_of(path: str) -> str:
    """As it stands in the file now; a line number of the import might be of yesterday."""
    module, _dot, name = path.rpartition(".")
    tree = ast.parse(source(ROOT / (module.replace(".", "/") + ".py")))
    return ast.unparse(next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name))


def test_every_table_of_moves_has_its_words() -> None:
    assert set(moves()) == set(STATUS)


@pytest.mark.parametrize("table", sorted(STATUS))
def test_every_state_has_its_moves_and_its_words(table: str) -> None:
    found = moves()[table]
    states = type(next(iter(found)))
    assert set(found) == set(states), "each state has its row of moves"
    assert set().union(*found.values()) <= set(states)
    if not STATUS[table]:
        return
    named = set(re.findall(rf"{states.__name__}\.(\w+)", code_of(STATUS[table])))
    assert named >= {state.name for state in states}, f"{STATUS[table]} leaves states without words"


# Templates


def used_templates() -> set[str]:
    """By name in Python, by include and extends in templates, or by a name that is made at run time."""
    found: set[str] = set()
    names = all_templates()
    for tree in trees().values():
        found.update(text for text in texts(tree) if re.search(r"\.(html|txt|svg|ics)$", text))
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                pattern = "".join(re.escape(p.value) if isinstance(p, ast.Constant) else "[^/]+" for p in node.values)
                found.update(name for name in names if re.fullmatch(pattern, name))
    for path in template_files():
        found.update(
            name.partition("#")[0] for name in re.findall(r"""["']([\w/.]+\.(?:html|txt|svg))""", source(path))
        )
    return found


def all_templates() -> set[str]:
    places = [ROOT / "templates", *(ROOT / room / "templates" for room in ROOMS)]
    return {str(p.relative_to(place)) for p in template_files() for place in places if p.is_relative_to(place)}


BY_OTHERS = re.compile(r"(\d{3}|403_csrf)\.html|(bootstrap5|django|account|mfa|allauth|uni_form|crispy)/.*|mail/.*")
"""Found by Django, allauth, crispy-forms or, the letters, by the name given to outbox.mail."""


def test_no_template_is_left_over() -> None:
    assert {name for name in all_templates() - used_templates() if not BY_OTHERS.fullmatch(name)} == set()


def test_no_style_or_script_stands_in_a_page() -> None:
    pages = [path for path in template_files() if lint._is_page(path)]
    assert [(str(path), found) for path in pages for found in lint.problems_in(source(path))] == []


def test_every_name_in_a_template_is_found() -> None:
    assert [(str(path), name) for path in template_files() for name in lint.unknown_in(source(path))] == []


# Letters


def letters_named() -> set[str]:
    """Every string in a notifications module that names a letter, and every letter that lies in templates/mail."""
    rooms = [
        tree
        for path, tree in trees().items()
        if path.endswith(("notifications.py", "notices_of_moves.py")) or "public.py" in path
    ]
    prefixes = (*(f"{room}_" for room in ROOMS), "role_", "sign_in_")
    lying = set(on_disk())
    named = {
        text for tree in rooms for text in texts(tree) if text.startswith(prefixes) and re.fullmatch(r"[a-z_]+", text)
    }
    words = set(todo.WORDS) | set(audit._words) | {"sign_in"}
    return {text for text in named if text in lying or text not in words}


def on_disk() -> list[str]:
    return sorted(path.stem for path in (ROOT / "templates/mail").glob("[a-z]*.txt"))


def test_every_letter_that_is_named_is_written_and_none_is_left_over() -> None:
    assert letters_named() == set(on_disk())


class Dummy(dict[str, Any]):
    """Says something for whatever a letter asks: unmistakable, so that a subject is seen to leave it out."""

    def __missing__(self, name: str) -> Any:
        if name in {"times", "changes"}:
            return ["2026-12-08T13:00:00+02:00"] if name == "times" else [["2026-12-08T13:00:00+02:00"] * 2]
        if name == "differences":
            return [["Paikka", "Esimerkkitie 1", "Esimerkkitie 2"]]
        if re.search(r"cents", name):
            return 123456
        if re.search(
            r"^(starts|ends|due|free_until|answer_by|pay_day|used_from|last_day|deleted_on|settled_on"
            r"|review_by|later|again_on)$",
            name,
        ):
            return "2026-12-08T13:00:00+02:00" if name in {"starts", "ends", "due", "answer_by"} else "2026-12-08"
        return f"sanottu-{name.replace('_', '-')}"


TASK = {"fi": "Luento", "sv": "Föreläsning", "en": "Lecture"}
MAY = {
    *("task", "starts", "ends", "by_deadline", "times", "changes", "number"),
    *("pay_day", "settled_on", "last_day", "again_on"),
}
NAME = re.compile(r"{{\s*(\w+)|\bwith((?:\s+\w+=[\w.|:\"']+)+)|{%\s*(?:if|elif)\s+([^%]*)%}")


def asked_in(text: str) -> set[str]:
    """The names that a letter reads: {{ x }}, with y=x|filter, if x."""
    shown, given = set(), set()
    for word, pairs, judged in NAME.findall(text):
        shown.update([word] if word else [])
        given.update(re.findall(r"=(\w+)", pairs))
        given.update(re.findall(r"\b[a-z_]+\b", judged))
    local = set(re.findall(r"(\w+)=", text))
    return (shown - local | given) - {"and", "or", "not", "if", "person", "url"}


def message(name: str, language: str) -> OutboxMessage:
    asked = asked_in(source(ROOT / f"templates/mail/{name}.txt"))
    context = {word: Dummy()[word] for word in asked} | {"task": TASK, "number": "2026-0042"}
    person = apps.get_model("accounts", "Person")(first_name="Aino", last_name="Esimerkki", email="a@esimerkki.invalid")
    return OutboxMessage(person=person, template=name, language=language, context=context, path="/x/")


@pytest.mark.django_db
@pytest.mark.row("L2")
@pytest.mark.parametrize("name", on_disk())
def test_every_letter_can_be_written_and_its_subject_gives_nothing_away(name: str) -> None:
    for language in LANGUAGES:
        letter = letters.render(message(name, language))
        assert letter.subject and len(letter.subject) < 110, (name, language)
        assert len(letter.text.split()) > 10, (name, language)
        assert "{{" not in letter.subject + letter.text, (name, language)
        assert "sanottu-" not in letter.subject, letter.subject
        assert not re.search(r"1.234|€|Aino|Esimerkki", letter.subject), letter.subject
    assert asked_in(_subject(name)) <= MAY, name


def _subject(name: str) -> str:
    text = source(ROOT / f"templates/mail/{name}.txt")
    return text[text.index("{% block subject %}") : text.index("{% endblock %}")]


# Sentences


def hidden_sentences(tree: ast.Module) -> Iterator[str]:
    """Translation under a name, or called in a way, that the catalogue tool does not look for."""
    gettexts = {name for name in KEYWORDS if name != "_"}
    bound = {"_"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.utils.translation"):
            for name in (found for found in node.names if "gettext" in found.name):
                known = name.asname or name.name
                bound.add(known)
                if name.name not in gettexts or KEYWORDS.get(known, "unknown") != KEYWORDS[name.name]:
                    yield f"{name.name} as {known}"
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        taken = name in (bound if isinstance(node, ast.Name) else gettexts)
        if taken and isinstance(getattr(node, "ctx", None), ast.Load) and id(node) not in called:
            yield f"{name}, not called, line {getattr(node, 'lineno', 0)}"


def test_the_catalogue_finds_every_name_that_translates() -> None:
    found = {f"{path}: {what}" for path, tree in trees().items() for what in hidden_sentences(tree)}
    assert found == set()


@pytest.mark.parametrize(
    "code",
    [
        "from django.utils.translation import gettext as _now",
        "from django.utils.translation import ngettext as _",
        "from django.utils.translation import gettext\nsay = gettext",
        "from django.utils import translation\nsay = translation.gettext_lazy",
    ],
)
def test_a_name_that_would_hide_sentences_is_told(code: str) -> None:
    assert list(hidden_sentences(ast.parse(code)))


def test_no_line_breaks_before_a_per_cent_sign() -> None:
    """60 % in Finnish and Swedish with a space that does not break, 60% in English."""
    apart = re.compile(r"(?:\d|\)[sd]) %%?(?![(\w])")
    loose = re.compile(r"(?:\d|\)[sd])[ \u00a0]%%?(?![(\w])")
    assert [sentence.text for sentence in all_sentences().values() if apart.search(sentence.text)] == []
    for language, wrong in (("sv", apart), ("en", loose)):
        book = polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))
        said = [text for entry in book for text in (entry.msgstr, *entry.msgstr_plural.values()) if not entry.obsolete]
        assert [text for text in said if wrong.search(text)] == [], language


# Code


def test_every_verb_says_who_may_and_what_follows() -> None:
    bare = []
    for path, tree in trees().items():
        if re.search(r"/actions(/\w+)?\.py$|/inner\.py$", path):
            for node in tree.body:
                is_verb = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
                if (
                    is_verb
                    and any("verb" in ast.unparse(d) for d in node.decorator_list)
                    and not ast.get_docstring(node)
                ):
                    bare.append(f"{path}: {node.name}")
    assert bare == []


def test_time_is_asked_from_the_banks_clock_alone() -> None:
    wrong = re.compile(
        r"datetime\.(now|today|utcnow)\(|date\.today\(|timezone\.(now|localdate|localtime)\(|time\.time\("
    )
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and wrong.match(ast.unparse(node.func) + "(")
    ]
    assert {line.partition(":")[0] for line in found} <= {"core/clock.py"}, found


def test_there_are_no_signals_of_our_own() -> None:
    assert [path for path, _call in calls("receiver")] == []
    imports = [path for path, tree in trees().items() if "django.dispatch" in ast.unparse(tree)]
    assert imports == []


def test_modules_are_short() -> None:
    long = {str(p.relative_to(ROOT)): n for p in python_files() if (n := len(source(p).splitlines())) >= 400}
    assert long == {}


def test_functions_are_short() -> None:
    long = {
        f"{path}: {node.name}"
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    }
    assert long == set()


def private_names(tree: ast.Module) -> Iterator[str]:
    """What a module takes of another one's own: `from x import _y`, or `x._y` of an imported module of ours."""
    ours: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ROOMS:
            ours |= {name.asname or name.name: f"{node.module}.{name.name}" for name in node.names}
    yield from (whole for whole in ours.values() if is_private(whole.rpartition(".")[2]))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ours:
            taken = ours[node.value.id]
            if is_private(node.attr) and taken.rpartition(".")[2].islower():
                yield f"{taken}.{node.attr}"


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def test_nobody_takes_a_private_name_of_another_module() -> None:
    found = {f"{path}: {name}" for path, tree in trees().items() for name in private_names(tree)}
    assert found == set()


def test_every_look_has_its_words() -> None:
    """What a person reads of who looked at the own data is never a bare key of ours."""
    keys = {call.args[1].value for _path, call in calls("viewed") if isinstance(call.args[1], ast.Constant)}
    assert keys - set(audit._words) == set()


def test_every_deed_has_its_words() -> None:
    """The trail is read by people: no verb is written into it without its sentence (B21)."""
    calls_of_log = [call for path, call in calls("log") if len(call.args) > 2]
    written = {text for call in calls_of_log for text in texts(call.args[1]) if re.fullmatch(r"[a-z_.]+", text)}
    stems = {word[: word.rfind("_") + 1] for word in audit._words}
    assert {verb for verb in written if verb not in audit._words and verb not in stems} == set()


def test_every_task_has_its_words() -> None:
    keys = {
        call.args[0].value
        for path, call in calls("open")
        if ast.unparse(call.func) == "todo.open" and isinstance(call.args[0], ast.Constant)
    }
    assert keys
    assert keys - set(todo.WORDS) == set()


def test_what_ranks_people_is_a_closed_list() -> None:
    """Theme fit → days since the last gig → distance → id; nobody's refusals, cancellations or marks (model.md §5)."""
    assert matching.RANKING_INPUTS == ("theme_fit", "last_gig", "distance", "id")
    ordered = ast.parse(code_of("orders.matching.ranked"))
    call = next(n for n in ast.walk(ordered) if isinstance(n, ast.Call) and _called(n) == "order_by")
    assert tuple(re.findall(r"['\"]-?(\w+)['\"]", ", ".join(map(ast.unparse, call.args)))) == matching.RANKING_INPUTS


@pytest.mark.django_db
def test_the_ranking_query_orders_by_nothing_else() -> None:
    with clock.at(made.NOW):
        query = matching.ranked(made.draft(made.world())).query
    names = [part.lstrip("-") if isinstance(part, str) else part.expression.name for part in query.order_by]
    assert tuple(names) == matching.RANKING_INPUTS


def test_templates_compile() -> None:
    for name in sorted(all_templates()):
        get_template(name)
