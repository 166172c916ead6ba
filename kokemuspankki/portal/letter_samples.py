"""Who gets each letter and when, and dummy values for everything that a letter may say."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

E, Q, A, C, S, G, P = (
    _("Kokemusasiantuntija"), _("Tilaaja"), _("Kustannuspaikan hyväksyjä"), _("Koordinaattori"), _("Työnohjaaja"),
    _("Kaikki osalliset"), _("Kuka tahansa, jolla on rooli"),
)  # fmt: skip


class Letter(NamedTuple):
    to: Promise
    when: Promise


LETTERS: Final[dict[str, Letter]] = {
    "sign_in_code": Letter(P, _("Kun joku pyytää koodin kirjautuakseen.")),
    "role_given": Letter(P, _("Kun rooli tulee voimaan.")),
    "experts_welcome": Letter(E, _("Kun asiantuntija lisätään pankkiin.")),
    "experts_payee_waits": Letter(E, _("Kun uusi tilinumero tai henkilötunnus odottaa pankin soittoa.")),
    "experts_payee_refused": Letter(E, _("Kun pankki ei varmistanut uutta tietoa.")),
    "experts_account_changed": Letter(E, _("Kun uusi tilinumero on varmistettu.")),
    "experts_identity_changed": Letter(E, _("Kun uusi henkilötunnus on varmistettu.")),
    "orders_draft": Letter(Q, _("Kun luonnos on ollut kauan koskematta.")),
    "orders_received": Letter(Q, _("Kun tilaus on lähetetty.")),
    "orders_approval": Letter(A, _("Kun tilaus tai lisäsumma odottaa hyväksyntää.")),
    "orders_name_approver": Letter(P, _("Kun kukaan ei vastannut ja hyväksyjä pitää nimetä.")),
    "orders_cost_centre_approved": Letter(Q, _("Kun kustannuspaikka on hyväksynyt.")),
    "orders_approved": Letter(Q, _("Kun pankki on hyväksynyt tilauksen.")),
    "orders_rejected": Letter(Q, _("Kun tilaus hylätään.")),
    "orders_question": Letter(Q, _("Kun pankki kysyy jotakin.")),
    "orders_answer": Letter(C, _("Kun tilaaja on vastannut kysymykseen.")),
    "orders_options": Letter(Q, _("Kun tekijää ei ole löytynyt ajoissa.")),
    "orders_options_answered": Letter(C, _("Kun tilaaja on valinnut, mitä tehdään.")),
    "orders_offer": Letter(E, _("Kun keikkaa tarjotaan.")),
    "orders_offer_reminder": Letter(E, _("Kun puolet vastausajasta on kulunut.")),
    "orders_offer_accepted": Letter(C, _("Kun asiantuntija on sanonut kyllä.")),
    "orders_offer_declined": Letter(C, _("Kun asiantuntija on sanonut ei.")),
    "orders_offer_expired": Letter(E, _("Kun vastausaika loppui.")),
    "orders_offer_unanswered": Letter(C, _("Kun vastausaika loppui.")),
    "orders_offer_withdrawn": Letter(E, _("Kun tarjous perutaan.")),
    "orders_offer_outdated": Letter(E, _("Kun keikan aika tai muoto vaihtui ennen vastausta.")),
    "orders_thanks_for_no": Letter(E, _("Kun asiantuntija on sanonut ei.")),
    "orders_expert_found": Letter(Q, _("Kun tekijä on löytynyt.")),
    "orders_gig_agreed": Letter(E, _("Kun keikka on sovittu.")),
    "orders_fewer": Letter(Q, _("Kun tilaus jatkuu löydetyillä tekijöillä.")),
    "orders_lapsed": Letter(Q, _("Kun kerran aika tuli eikä tekijää ollut.")),
    "orders_cancelled": Letter(Q, _("Kun tilaus perutaan.")),
    "orders_cancelled_bank": Letter(C, _("Kun tilaus perutaan.")),
    "orders_gig_cancelled": Letter(E, _("Kun keikka perutaan.")),
    "orders_released": Letter(Q, _("Kun asiantuntija ei pääse.")),
    "orders_released_bank": Letter(C, _("Kun asiantuntija ei pääse.")),
    "orders_released_thanks": Letter(E, _("Kun asiantuntija ei pääse.")),
    "orders_move": Letter(E, _("Kun keikan aikaa ehdotetaan siirrettäväksi.")),
    "orders_move_proposed": Letter(G, _("Kun siirtoa on kysytty.")),
    "orders_moved": Letter(G, _("Kun aika vaihtui.")),
    "orders_move_stands": Letter(G, _("Kun vanha aika pysyy.")),
    "orders_report": Letter(E, _("Kun keikka on ohi.")),
    "orders_report_reminder": Letter(E, _("Kun toteumaa ei ole vielä ilmoitettu.")),
    "orders_reported_by_phone": Letter(E, _("Kun koordinaattori ilmoitti toteuman asiantuntijan puolesta.")),
    "orders_confirm": Letter(Q, _("Kun toteuma odottaa kuittausta.")),
    "orders_report_approved": Letter(E, _("Kun toteuma on vahvistettu.")),
    "orders_report_contested": Letter(G, _("Kun toteumasta ollaan eri mieltä.")),
    "orders_report_contested_bank": Letter(C, _("Kun toteumasta ollaan eri mieltä.")),
    "orders_undisputed": Letter(E, _("Kun riidaton osa maksetaan ensin.")),
    "orders_undisputed_orderer": Letter(Q, _("Kun riidaton osa maksetaan ensin.")),
    "orders_part_approved": Letter(E, _("Kun osa palkkiosta odottaa vielä lupaa.")),
    "orders_difference_refused": Letter(E, _("Kun lupaa ylittävään osaan ei annettu.")),
    "orders_difference_dropped": Letter(E, _("Kun koordinaattori päätti, ettei ylittävää osaa makseta.")),
    "orders_not_held_claimed": Letter(G, _("Kun keikan ilmoitetaan jääneen pitämättä.")),
    "orders_not_held": Letter(G, _("Kun keikka on todettu pitämättömäksi.")),
    "orders_done": Letter(Q, _("Kun tilaus on valmis.")),
    "payments_contract": Letter(E, _("Kun sopimus on allekirjoitettavana.")),
    "payments_contract_reminder": Letter(E, _("Kun sopimus on yhä allekirjoittamatta.")),
    "payments_banks_turn": Letter(C, _("Kun asiantuntija on allekirjoittanut.")),
    "payments_contract_in_force": Letter(E, _("Kun sopimus on voimassa.")),
    "payments_phone_consent": Letter(E, _("Kun suostumus on kirjattu puhelimessa.")),
    "payments_commented": Letter(C, _("Kun asiantuntija kysyy sopimuksesta.")),
    "payments_fee": Letter(E, _("Kun palkkio on kirjattu.")),
    "payments_fee_corrected": Letter(E, _("Kun palkkiota korjataan.")),
    "payments_tax_card": Letter(E, _("Kun verokortti puuttuu ennen maksupäivää.")),
    "payments_details": Letter(E, _("Kun maksutietoja puuttuu ennen maksupäivää.")),
    "payments_payslip": Letter(E, _("Kun palkkiolaskelma on valmis.")),
    "payments_paid": Letter(E, _("Kun pankki on maksanut.")),
    "payments_recalled": Letter(E, _("Kun palkka-ajo peruttiin ennen maksua.")),
    "evaluation_ask_orderer": Letter(Q, _("Kun keikka on ohi.")),
    "evaluation_ask_expert": Letter(E, _("Kun keikka on ohi.")),
    "evaluation_reminder": Letter(Q, _("Kun palautetta ei ole vielä tullut.")),
    "evaluation_reached": Letter(E, _("Kun palaute on tullut.")),
}

TIMES: Final = {
    "starts": "2026-12-08T13:00:00+02:00",
    "ends": "2026-12-08T14:30:00+02:00",
    "due": "2026-12-11T16:00:00+02:00",
    "answer_by": "2026-12-03T16:00:00+02:00",
    "free_until": "2026-12-07T13:00:00+02:00",
    "begins": "2026-12-08T13:00:00+02:00",
    "pay_day": "2026-12-15",
    "used_from": "2026-12-03",
    "last_day": "2026-12-05",
    "deleted_on": "2026-12-24",
    "settled_on": "2026-12-15",
    "times": ["2026-12-08T13:00:00+02:00"],
    "changes": [["2026-12-08T13:00:00+02:00", "2026-12-10T13:00:00+02:00"]],
}
SUMS: Final = {
    "fee_cents": 25000,
    "travel_cents": 2200,
    "max_cents": 36000,
    "paid_cents": 25000,
    "open_cents": 5000,
    "total_cents": 25000,
}
DUMMY: Final[dict[str, Any]] = {
    **TIMES,
    **SUMS,
    "task": {"fi": "Luento tai koulutus", "sv": "Föreläsning eller utbildning", "en": "Lecture or training"},
    "number": "2026-0042",
    "code": "123456",
    "role": "coordinator",
    "unit": "Esimerkkiyksikkö",
    "orderer": "Tiina Esimerkki",
    "giver": "Maija Esimerkki",
    "whose": "Eero Esimerkki",
    "reason": "Esimerkki perustelusta.",
    "place": "Esimerkkitie 1",
    "kind": "account",
    "choice": "date",
    "goes_on": True,
    "remote": False,
    "lapsed": False,
    "slow": False,
    "paid": True,
    "both": True,
}
"""The same dummy for each letter: one that asks for something else is caught by its test."""
