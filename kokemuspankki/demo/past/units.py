"""The demo's other units: two more organisations beside the county, all made up."""

from __future__ import annotations

from dataclasses import dataclass

COUNTY = "Saarenrannan hyvinvointialue"
SCHOOL = "Saarenrannan ammattikorkeakoulu (keksitty)"
SOCIETY = "Saarenrannan vertaisyhdistys ry (keksitty)"


@dataclass(frozen=True)
class Place:
    """`orderer` and `approver`: first names; an approver may have several cost centres."""

    organisation: str
    unit: str
    municipality: str
    code: str
    orderer: str
    title: str
    approver: str


PLACES: tuple[Place, ...] = (
    Place(COUNTY, "Kotihoito, pohjoinen", "Iisalmi", "4630", "Maarit", "palveluesihenkilö", "Vesa"),
    Place(COUNTY, "Terveysasema, keskusta", "Kuopio", "4701", "Jukka", "osastonhoitaja", "Vesa"),
    Place(COUNTY, "Vammaispalvelut", "Siilinjärvi", "4655", "Terhi", "johtava sosiaalityöntekijä", "Eero"),
    Place(COUNTY, "Nuorten palvelut", "Kuopio", "4540", "Roosa", "nuorisopsykiatrinen hoitaja", "Juhani"),
    Place(COUNTY, "Kehittämisyksikkö", "Kuopio", "4900", "Harri", "kehittämispäällikkö", "Katri"),
    Place(SCHOOL, "Sosiaalialan koulutus", "Kuopio", "1210", "Inka", "lehtori", "Leo"),
    Place(SCHOOL, "Hoitotyön koulutus", "Varkaus", "1220", "Mikael", "lehtori", "Leo"),
    Place(SOCIETY, "Ryhmätoiminta", "Leppävirta", "R1", "Saara", "toiminnanohjaaja", "Aune"),
    Place(SOCIETY, "Läheisten tuki", "Suonenjoki", "R2", "Kimmo", "järjestösuunnittelija", "Aune"),
)
