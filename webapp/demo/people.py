"""The people of the demo: who they are, and what they sign in with."""

from typing import NamedTuple


class Person(NamedTuple):
    """A demo user. ``days`` is how long ago he came; without a password he was only invited."""

    name: str
    email: str
    password: str | None
    days: int
    language: str = "en"
    time_zone: str | None = None
    phone: str | None = None
    notification_email: str | None = None
    good_for: str = ""
    can_sign_in: bool = True


# Telephone numbers are of the ranges that Ofcom, the Bundesnetzagentur and NANPA keep for stories.
ANNA = Person(
    name="Anna Kovalenko",
    email="anna@demo.example",
    password="quiet-harbour-lantern-42",
    days=1085,
    time_zone="Europe/Kyiv",
    phone="+442079460018",
    good_for="owner of the fullest account, with colleagues and three years behind it",
)
INGRID = Person(
    name="Ingrid Solberg",
    email="ingrid@ledgerline.example",
    password="copper-ledger-meadow-17",
    days=910,
    time_zone="Europe/Oslo",
    phone="+442079460233",
    good_for="an accountant: sees the finances of three accounts, and can switch",
)
TOMASZ = Person(
    name="Tomasz Nowak",
    email="tomasz@rackwise.example",
    password="winter-socket-compass-58",
    days=702,
    time_zone="Europe/Warsaw",
    phone="+493023125047",
    good_for="a system administrator of two accounts",
)
PRIYA = Person(
    name="Priya Nair",
    email="priya@demo.example",
    password="paper-orchard-window-23",
    days=401,
    time_zone="Asia/Kolkata",
    good_for="a colleague of Anna's who may read, and change nothing",
)
MARCO = Person(
    name="Marco Bellini",
    email="marco@demo.example",
    password="copper-anchor-lemon-66",
    days=830,
    time_zone="Europe/Rome",
    good_for="his seat was disabled",
    can_sign_in=False,
)
EVA = Person(
    name="Eva Lind",
    email="eva@freelance.example",
    password="gentle-thunder-spoon-19",
    days=198,
    time_zone="Europe/Stockholm",
    good_for="her seat has expired",
    can_sign_in=False,
)
JONAS = Person(
    name="Jonas Weber",
    email="jonas@lindenhof.example",
    password="stiller-ofen-laterne-61",
    days=940,
    language="de",
    time_zone="Europe/Berlin",
    phone="+493023125118",
    good_for="owner of a bakery's account, in German",
)
KARIN = Person(
    name="Karin Weber",
    email="karin@lindenhof.example",
    password="kleine-wolke-fenster-34",
    days=604,
    language="de",
    time_zone="Europe/Berlin",
    good_for="full access to the bakery's account, in German",
)
MIRIAM = Person(
    name="Miriam Huber",
    email="miriam@nordlicht.example",
    password="blaue-kamera-gipfel-75",
    days=520,
    language="de",
    time_zone="Europe/Zurich",
    phone="+498999998123",
    good_for="owner of a suspended account, in German",
)
OLENA = Person(
    name="Олена Шевчук",
    email="olena@kashtan.example",
    password="golden-chestnut-tram-84",
    days=777,
    language="uk",
    time_zone="Europe/Kyiv",
    phone="+442079460377",
    good_for="owner of a studio's account, in Ukrainian",
)
BOHDAN = Person(
    name="Богдан Ткаченко",
    email="bohdan@tkachenko.example",
    password="silver-bridge-poppy-29",
    days=690,
    language="uk",
    time_zone="Europe/Kyiv",
    good_for="owner of a closed account, which he can only read, in Ukrainian",
)
LAYLA = Person(
    name="ليلى حداد",
    email="layla@yasmin.example",
    password="silent-jasmine-page-56",
    days=655,
    language="ar",
    time_zone="Asia/Amman",
    phone="+442079460455",
    good_for="owner of a bookshop's account, in Arabic, in a currency of three decimals",
)
SAMUEL = Person(
    name="Samuel Okafor",
    email="samuel@brightwater.example",
    password="steady-river-needle-38",
    days=866,
    time_zone="Europe/London",
    phone="+442079460512",
    notification_email="accounts@brightwater.example",
    good_for="owner of an account in pounds, with an accountant and an administrator; his letters "
    "go to another mailbox",
)
GRACE = Person(
    name="Grace Lindqvist",
    email="grace@prairiewind.example",
    password="prairie-violet-engine-92",
    days=430,
    time_zone="America/Chicago",
    phone="+13125550188",
    good_for="owner of an account in dollars",
)
CLAIRE = Person(
    name="Claire Moreau",
    email="claire@moreau.example",
    password="velvet-ribbon-teapot-47",
    days=260,
    time_zone="Europe/Paris",
    phone="+33199001234",
    good_for="owner of two accounts, of which one is suspended",
)
MAYA = Person(
    name="Maya Tan",
    email="maya@tidewell.example",
    password=None,
    days=0,
    time_zone="Asia/Singapore",
    good_for="opened today: the link to set her password is in the mail",
)

PEOPLE = (
    ANNA,
    INGRID,
    TOMASZ,
    PRIYA,
    JONAS,
    KARIN,
    MIRIAM,
    OLENA,
    BOHDAN,
    LAYLA,
    SAMUEL,
    GRACE,
    CLAIRE,
    MARCO,
    EVA,
    MAYA,
)
