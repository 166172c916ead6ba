"""What stands around every page: the menu by role, who I am, the language, the foot."""

from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Item(NamedTuple):
    """One place of the menu: what it is called and which address it leads to."""

    label: Words
    name: str
    kwargs: dict[str, str] = {}


HOME: Final = _("Etusivu")

ITEMS: Final[dict[str, list[Item]]] = {
    "expert": [
        Item(HOME, "portal:home", {"role": "expert"}),
        Item(_("Keikat"), "orders:offers"),
        Item(_("Palkkiot"), "payments:my-money"),
        Item(_("Työnohjaus"), "supervision:mine"),
        Item(_("Omat tiedot"), "experts:me"),
    ],
    "orderer": [
        Item(HOME, "portal:home", {"role": "orderer"}),
        Item(_("Tilaa"), "orders:new"),
        Item(_("Tilaukset"), "orders:list"),
        Item(_("Ohjeet"), "portal:guide"),
    ],
    "approver": [
        Item(HOME, "portal:home", {"role": "approver"}),
        Item(_("Hyväksynnät"), "orders:approvals"),
    ],
    "coordinator": [
        Item(HOME, "portal:home", {"role": "coordinator"}),
        Item(_("Keikat"), "orders:board"),
        Item(_("Asiantuntijat"), "experts:list"),
        Item(_("Työnohjaus"), "supervision:events"),
        Item(_("Palaute"), "evaluation:queue"),
    ],
    "payroll": [
        Item(HOME, "portal:home", {"role": "payroll"}),
        Item(_("Palkka-ajot"), "payments:batches"),
        Item(_("Varmistukset"), "experts:calls"),
    ],
    "main_user": [
        Item(HOME, "portal:home", {"role": "main_user"}),
        Item(_("Ihmiset"), "accounts:people"),
        Item(_("Yksiköt"), "accounts:units"),
        Item(_("Säännöt"), "accounts:rules"),
        Item(_("Viestit"), "portal:letters"),
    ],
    "auditor": [
        Item(HOME, "portal:home", {"role": "auditor"}),
        Item(_("Tilaukset"), "orders:all"),
        Item(_("Palkkiot"), "payments:fees"),
        Item(_("Palkka-ajot"), "payments:batches"),
        Item(_("Ihmiset"), "accounts:people"),
    ],
    "supervisor": [
        Item(HOME, "portal:home", {"role": "supervisor"}),
        Item(_("Ohjaukset"), "supervision:sessions"),
        Item(_("Purkuajat"), "supervision:slots"),
    ],
    "evaluator": [Item(HOME, "portal:home", {"role": "evaluator"})],
}
ROLE_WORDS: Final[dict[str, Words]] = {
    "expert": _("Asiantuntijana"),
    "orderer": _("Tilaajana"),
    "approver": _("Hyväksyjänä"),
    "coordinator": _("Koordinaattorina"),
    "payroll": _("Palkkioiden käsittelijänä"),
    "main_user": _("Pääkäyttäjänä"),
    "auditor": _("Tarkastajana"),
    "supervisor": _("Työnohjaajana"),
    "evaluator": _("Arvioijana"),
}
PUBLIC: Final = [Item(_("Näin se toimii"), "portal:front"), Item(_("Hinnat ja ehdot"), "portal:guide")]
FOOT: Final = [
    Item(_("Ohjeet ja hinnat"), "portal:guide"),
    Item(_("Saavutettavuus"), "portal:accessibility"),
    Item(_("Tietosuoja"), "portal:privacy"),
]
MORE: Final[dict[str, list[Item]]] = {
    "expert": [Item(_("Palaute"), "evaluation:mine")],
    "coordinator": [
        Item(_("Kaikki tilaukset"), "orders:all"),
        Item(_("Sopimukset"), "payments:contracts"),
        Item(_("Palkkiot"), "payments:fees"),
        Item(_("Yksiköt"), "accounts:units"),
    ],
    "payroll": [Item(_("Palkkioiden tila"), "payments:fees")],
    "main_user": [Item(_("Kaikki tilaukset"), "orders:all"), Item(_("Asiantuntijat"), "experts:list")],
}
"""Places that are visited now and then: under one's own name, so that the menu holds five."""
RULES: Final = Item(_("Pankin säännöt"), "accounts:rules")
RULE_READERS: Final = frozenset({"expert", "coordinator", "payroll", "auditor"})
"""The main user has the rules in the menu."""
MINE: Final = [
    Item(_("Yhteystiedot ja kieli"), "accounts:me"),
    Item(_("Kuka on katsonut tietojani"), "portal:views-of-me"),
]
CALENDAR: Final = Item(_("Keikat omaan kalenteriin"), "portal:calendar")
HAS_CALENDAR: Final = frozenset({"expert", "supervisor", "orderer"})


def url(name: str, **kwargs: str) -> str:
    """The address, or an empty string while nobody has built the page."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def links(items: list[Item]) -> list[tuple[Words, str]]:
    found = ((item.label, url(item.name, **item.kwargs)) for item in items)
    return [(label, address) for label, address in found if address]


def context(request: HttpRequest) -> dict[str, Any]:
    """nav, me, sign_in, languages, foot, demo: the names that base.html uses."""
    person = getattr(request, "user", None)
    inside = bool(person and person.is_authenticated)
    roles = sorted(getattr(person, "roles", ()), key=list(ITEMS).index) if inside else []
    role = chosen(request, roles)
    return {
        "nav": menu(request, ITEMS[role] if role else ([] if inside else PUBLIC)),
        "me": me(person, roles, role) if inside else None,
        "sign_in": "" if inside else url("account_login"),
        "languages": languages(request),
        "foot": links(FOOT),
        "demo": getattr(settings, "KP_DEMO", False),
    }


def home(request: HttpRequest) -> str:
    """The front page of whoever is inside; an empty string for all others."""
    roles = sorted(getattr(request.user, "roles", ()), key=list(ITEMS).index)
    role = chosen(request, roles)
    return url("portal:home", role=role) if role else ""


def chosen(request: HttpRequest, roles: list[str]) -> str:
    """The role that somebody with several works in now: the page's own, the last front page's, or the first."""
    match = getattr(request, "resolver_match", None)
    asked = match.kwargs.get("role", "") if match else ""
    last = request.session.get("role", "") if hasattr(request, "session") else ""
    return next((role for role in (asked, last, *roles) if role in roles), "")


def menu(request: HttpRequest, items: list[Item]) -> list[tuple[Words, str, bool]]:
    """The longest address that begins the page's own is the current one."""
    found = links(items)
    here = max((a for _label, a in found if _under(request.path, a)), key=len, default="")
    return [(label, address, address == here) for label, address in found]


def _under(path: str, address: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))


def me(person: Any, roles: list[str], role: str) -> dict[str, Any]:
    others = [Item(ROLE_WORDS[r], "portal:home", {"role": r}) for r in roles if len(roles) > 1 and r != role]
    mine = [*MINE, *([CALENDAR] if HAS_CALENDAR & set(roles) else []), *([RULES] if RULE_READERS & set(roles) else [])]
    more = [item for held in roles for item in MORE.get(held, [])]
    short = f"{person.first_name} {person.last_name[:1]}.".removesuffix(" .")
    return {
        "name": person.name,
        "short": short,
        "links": links(others + more + mine),
        "sign_out": url("account_logout"),
    }


def languages(request: HttpRequest) -> dict[str, Any] | None:
    """The chooser, where a POST address for it exists. It comes back to the same page without its query."""
    address = url("accounts:language") or url("set_language")
    if not address:
        return None
    safe = request.path if request.method == "GET" else "/"
    return {"url": address, "next": safe, "current": get_language(), "choices": settings.LANGUAGES}
