"""Texts that were reviewed by a day in the past."""

from typing import Any

from .works import REVIEW, Work

READ: dict[str, Any] = {
    "audience_type": "clients",
    "other_experts": "Ei muita arvioijia",
    "planning": "no",
    "answers": {"text_length": "4 sivua", "text_via": "link", "text_link": "https://esimerkki.invalid/esite.pdf"},
}
REVIEWS: tuple[Work, ...] = (
    Work(
        "Asumisneuvonnan esitteen arviointi",
        "Esitteestä ymmärtää heti, mistä apua saa.",
        "Lukee esitteen, merkitsee epäselvät kohdat ja ehdottaa parempia sanoja.",
        "homelessness",
        REVIEW,
        180,
        8,
        more=READ,
    ),
    Work(
        "Ajanvarauskirje selkokielelle",
        "Kirjeen saaja tietää, mitä ottaa mukaan ja mihin soittaa.",
        "Lukee kirjeen ja kertoo, mikä jää epäselväksi. Kommentit riittävät.",
        "use-of-services",
        REVIEW,
        120,
        8,
        more=READ,
    ),
)
