"""What each verb of this room did, in the words of the trail. A key `verb:value` looks at one value of the data."""

from django.utils.translation import gettext_lazy as _

from core import audit

audit.words(
    {
        "order_drafted": _("Tilaus aloitettiin"),
        "draft_discarded": _("Luonnos poistettiin"),
        "order_submitted": _("Tilaus lähetettiin"),
        "approval_decided": _("Kustannuspaikka päätti tilauksesta"),
        "approval_decided:approved": _("Kustannuspaikka hyväksyi tilauksen"),
        "approval_decided:refused": _("Kustannuspaikka ei hyväksynyt tilausta"),
        "approval_passed_on": _("Hyväksyntää pyydettiin varahenkilöltä"),
        "approver_named": _("Hyväksyjä nimettiin"),
        "more_money_asked": _("Hyväksyjältä pyydettiin lupa suurempaan summaan"),
        "question_asked": _("Tilaajalta kysyttiin lisää"),
        "question_answered": _("Tilaaja vastasi kysymykseen"),
        "order_approved": _("Pankki hyväksyi tilauksen"),
        "order_rejected": _("Tilaus hylättiin"),
        "offer_sent": _("Tarjous lähetettiin"),
        "offer_accepted": _("Tarjous hyväksyttiin, keikka sovittiin"),
        "offer_declined": _("Vastaus tarjoukseen: ei tällä kertaa"),
        "offer_expired": _("Tarjouksen vastausaika päättyi"),
        "offer_withdrawn": _("Tarjous päätettiin, koska sitä ei enää tarvittu"),
        "order_staffed": _("Kaikilla paikoilla on tekijä"),
        "fewer_accepted": _("Tilaaja jatkaa pienemmällä määrällä tekijöitä"),
        "order_goes_on_with_fewer": _("Päivä tuli, jatketaan niillä tekijöillä, jotka löytyivät"),
        "sessions_lapsed": _("Kerta jäi pitämättä, koska tekijää ei löytynyt"),
        "options_asked": _("Tilaajalta kysyttiin, mitä tehdään, kun tekijää ei ole löytynyt"),
        "options_answered": _("Tilaaja valitsi, miten jatketaan"),
        "move_proposed": _("Keikalle ehdotettiin uutta aikaa"),
        "move_answered": _("Uuteen aikaan vastattiin"),
        "move_answered:True": _("Uusi aika sopii"),
        "move_answered:False": _("Uusi aika ei sovi"),
        "move_unanswered": _("Uuteen aikaan ei saatu kaikkien vastausta, vanha aika jäi voimaan"),
        "date_moved": _("Keikan aika siirtyi"),
        "order_changed": _("Paikkaa, yhteystietoja tai tekstiä muutettiin"),
        "order_cancelled": _("Tilaus peruttiin"),
        "order_done": _("Tilaus tuli valmiiksi"),
        "gig_confirmed": _("Keikka vahvistui"),
        "gig_cancelled": _("Keikka peruttiin"),
        "gig_released": _("En pääse: keikka vapautettiin"),
        "gig_over": _("Keikka on ohi"),
        "gig_closed": _("Keikka tuli valmiiksi"),
        "report_submitted": _("Toteuma ilmoitettiin"),
        "report_submitted:phone": _("Toteuma kirjattiin puhelimessa"),
        "report_corrected": _("Toteumaa korjattiin"),
        "report_contested": _("Tilaaja antoi toteumasta toisen version"),
        "report_not_held_claimed": _("Ilmoitettiin, että keikka ei toteutunut"),
        "report_not_held": _("Vahvistettiin, että keikka ei toteutunut"),
        "report_approved": _("Toteuma vahvistettiin"),
        "report_approved:silence": _("Toteuma vahvistui itsestään, kun huomautuksia ei tullut"),
        "report_approved:sweep": _("Toteuma vahvistui itsestään"),
        "report_approved:coordinator": _("Koordinaattori vahvisti toteuman"),
        "report_waits_for_a_look": _("Toteuma odottaa koordinaattorin tarkistusta"),
        "preparation_told_of_not_held": _("Pitämättä jääneen keikan valmistelu ilmoitettiin"),
        "difference_opened": _("Toteumasta jäi erotus ratkaistavaksi"),
        "difference_over_approved": _("Erotuksen ylitykselle pyydettiin lupa"),
        "difference_granted": _("Erotus maksetaan"),
        "difference_dropped": _("Erotusta ei makseta"),
        "difference_refused": _("Kustannuspaikka ei hyväksynyt erotusta"),
        "orders.new_schedule": _("Uusi palkkiotaulukko"),
        "orders.take_back_schedule": _("Tuleva palkkiotaulukko peruttiin"),
    }
)

audit.words(
    {
        "candidates": _("ehdokaslista, kun tilaukselle etsittiin tekijää"),
        "order_whole": _("tilauksesi kaikki tiedot, kirjatusta syystä"),
        "gig_themes": _("teemat, jotka annoit keikan tilaajan nähdä"),
    }
)
