"""What the demo's people write and say to each other: greetings, questions, feedback."""

GREETINGS = (
    "Hei! Tilaaja toivoo juuri tällaista kokemusta, siksi ajattelin sinua.",
    "Moi! Tämä on tuttu porukka, viime kerralla kahvi oli hyvää.",
    "Hei, tässä olisi rauhallinen ryhmä ja hyvä aikataulu. Sano ihan vapaasti myös ei.",
    "",
)
GOOD = (
    "Opiskelijat puhuivat luennosta vielä seuraavana päivänä. Kiitos, että kerroit niin suoraan.",
    "Tiimi hiljeni oikealla tavalla. Palaverissa kysyttiin seuraavana aamuna ensin, mitä ihminen itse toivoo.",
    "Huumori yllätti kaikki. Raskas aihe kevyin käsin.",
    "Sanoit sen, minkä me olemme yrittäneet sanoa kolme vuotta. Nyt se meni perille.",
    "Hyvin valmisteltu, pysyi ajassa ja jätti tilaa kysymyksille.",
    "Muutimme ajanvarauskirjeen jo samalla viikolla. Kaksi virkettä, iso ero.",
    "Paneelin lämpimin puheenvuoro. Moni jäi juttelemaan eteiseen.",
    "Tapaamisessa tapahtui se, mitä me emme yksin saa aikaan: joku uskoi.",
    "Nuoret kuuntelivat tunnin ilman puhelimia. Se ei ole vähän.",
    "Suora puhe ja kauniisti sanottu. Tilaamme uudelleen.",
)
WISHES = (
    "Kysymme ensin, mitä ihminen itse toivoo.",
    "Varaamme ensi kerralla enemmän aikaa keskustelulle.",
    "Viemme tämän perehdytykseen.",
    "Muutamme odotustilan opasteet.",
    "Pyydämme mukaan myös läheiset.",
    "Mitään ei tarvitse muuttaa.",
)
HARD = (
    (
        "Aihe oli tärkeä.",
        "Osa kuulijoista ahdistui, emmekä olleet varautuneet. Seuraavalla kerralla sovimme tarkemmin rajoista.",
    ),
    (
        "Tulit paikalle, vaikka ohjeemme olivat sekavat.",
        "Puheenvuoro meni osittain ohi aiheesta. Toivomme ennakkopuhelun.",
    ),
)
OF_UNITS = (
    ("Minut otettiin vastaan nimellä ja kahvilla.", "Mikrofoni olisi auttanut takarivejä."),
    ("Yhteyshenkilö oli koko ajan lähellä.", "Parkkipaikasta olisi ollut hyvä kertoa."),
    ("Kysymykset olivat viisaita.", "Aika loppui kesken, mutta hyvällä tavalla."),
    ("Tunsin olevani työkaveri.", "Ei mitään, näin juuri."),
)
QUESTIONS = (
    (
        "Saako luennosta tehdä tallenteen omaan käyttöönne, vai kuunnellaanko vain paikalla?",
        "Kuunnellaan vain paikalla.",
    ),
    ("Onko salissa induktiosilmukka?", "On, ja mikrofoni kiertää."),
    ("Onko ryhmässä alaikäisiä?", "Ei ole, nuorin on 19."),
)
PHONED = (
    "Soitin tilaajalle: kiittelivät lämpimästi ja aikovat tilata keväälle uudelleen.",
    "Tilaaja sanoi puhelimessa, että ryhmä puhuu yhä sinun esimerkistäsi bussipysäkillä.",
)
