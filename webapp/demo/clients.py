"""The accounts of the demo, and what they rent from the provider."""

from decimal import Decimal
from typing import NamedTuple

from stdnum.iso7064 import mod_11_10

from webapp.demo import people
from webapp.demo.people import Person
from webapp.identity.models import AccountState

RATES = {
    "EUR": Decimal(1),
    "CHF": Decimal("0.95"),
    "GBP": Decimal("0.85"),
    "USD": Decimal("1.10"),
    "SGD": Decimal("1.45"),
    "JOD": Decimal("0.78"),
    "UAH": Decimal(45),
}
DUE, PATIENCE = 14, 5
"""Days until an invoice has to be paid, and until nothing more is provided without it."""

SMALLEST = {"JOD": Decimal("0.005"), "CHF": Decimal("0.05"), "UAH": Decimal(1)}


class Service(NamedTuple):
    """Something rented by the month; ``days`` is how long ago it began, ``price`` in euros."""

    plan: str
    host: str
    price: str
    days: int

    @property
    def name(self) -> str:
        """Return what stands on invoices, in every language."""
        return f"{self.plan} – {self.host}"


class Client(NamedTuple):
    """A demo account. ``stopped`` is how many days ago it was suspended or closed.

    ``tickets`` is how often it asked support, ``every`` how many months an invoice is for, ``late``
    the months (counted back) whose invoice it did not pay in time, ``latin`` its name where
    a document has no other letters.
    """

    digits: str
    name: str
    owner: Person
    currency: str
    days: int
    services: tuple[Service, ...]
    domains: tuple[str, ...]
    tickets: int
    every: int = 1
    late: frozenset[int] = frozenset()
    state: AccountState = AccountState.ACTIVE
    stopped: int = 0
    latin: str = ""

    @property
    def client_id(self) -> str:
        """Return the ten digits, the last of which checks the others."""
        return self.digits + str(mod_11_10.calc_check_digit(self.digits))

    @property
    def language(self) -> str:
        """Return the language in which the provider writes to this account."""
        return self.owner.language

    @property
    def first_name(self) -> str:
        """Return how letters address the owner."""
        return self.owner.name.split()[0]

    @property
    def billed(self) -> int:
        """Return how many days ago the last invoice was written.

        Who is suspended did not pay it: 14 days until it was due, and 5 of patience.
        """
        is_unpaid = self.state is AccountState.SUSPENDED
        days = DUE + PATIENCE if is_unpaid else int(self.digits[-2:]) % 25 + 2
        return self.stopped + days

    @property
    def server(self) -> str:
        """Return the machine that support is asked about."""
        return self.services[0].host

    def amount(self, euros: str) -> Decimal:
        """Return a price in this account's currency."""
        step = SMALLEST.get(self.currency, Decimal("0.01"))
        return (Decimal(euros) * RATES[self.currency] / step).quantize(Decimal(1)) * step


KOVALENKO = Client(
    digits="481206935",
    name="Kovalenko & Partners",
    owner=people.ANNA,
    currency="EUR",
    days=1080,
    services=(
        Service("VPS L", "web1.kovalenko.example", "24.90", 1080),
        Service("VPS M", "shop.kovalenko.example", "14.90", 640),
        Service("Managed database", "db.kovalenko.example", "19.00", 385),
        Service("Mail, 25 mailboxes", "mail.kovalenko.example", "12.50", 1080),
        Service("Backup 500 GB", "backup.kovalenko.example", "6.00", 210),
    ),
    domains=("kovalenko.example", "kovalenko-partners.example", "harbourfest.example"),
    tickets=14,
    late=frozenset({4, 13}),
)
LINDENHOF = Client(
    digits="730518264",
    name="Bäckerei Lindenhof GmbH",
    owner=people.JONAS,
    currency="EUR",
    days=938,
    services=(
        Service("Webhosting Plus", "www.lindenhof.example", "9.90", 938),
        Service("VPS S", "kasse.lindenhof.example", "7.90", 420),
    ),
    domains=("lindenhof.example", "brot-bestellen.example"),
    tickets=6,
    every=3,
    late=frozenset({6}),
)
NORDLICHT = Client(
    digits="295840173",
    name="Nordlicht Fotografie",
    owner=people.MIRIAM,
    currency="CHF",
    days=518,
    services=(Service("VPS M", "bilder.nordlicht.example", "14.90", 518),),
    domains=("nordlicht.example",),
    tickets=4,
    every=3,
    late=frozenset({0, 6}),
    state=AccountState.SUSPENDED,
    stopped=9,
)
KASHTAN = Client(
    digits="604193728",
    name="Студія «Каштан»",
    latin="Kashtan Studio",
    owner=people.OLENA,
    currency="UAH",
    days=775,
    services=(
        Service("VPS M", "www.kashtan.example", "14.90", 775),
        Service("Mail, 10 mailboxes", "mail.kashtan.example", "6.00", 480),
    ),
    domains=("kashtan.example", "kashtan-studio.example"),
    tickets=6,
    late=frozenset({9}),
)
TKACHENKO = Client(
    digits="158372640",
    name="ФОП Ткаченко Б. І.",
    latin="B. Tkachenko",
    owner=people.BOHDAN,
    currency="UAH",
    days=688,
    services=(Service("Webhosting Start", "tkachenko.example", "4.90", 688),),
    domains=("tkachenko.example",),
    tickets=3,
    every=6,
    state=AccountState.CLOSED,
    stopped=41,
)
YASMIN = Client(
    digits="867041592",
    name="مكتبة الياسمين",
    latin="Yasmin Books",
    owner=people.LAYLA,
    currency="JOD",
    days=652,
    services=(
        Service("VPS S", "shop.yasmin.example", "7.90", 652),
        Service("Mail, 5 mailboxes", "mail.yasmin.example", "3.50", 300),
    ),
    domains=("yasmin.example", "yasmin-books.example"),
    tickets=6,
    every=3,
    late=frozenset({3}),
)
BRIGHTWATER = Client(
    digits="372915806",
    name="Brightwater Analytics Ltd",
    owner=people.SAMUEL,
    currency="GBP",
    days=864,
    services=(
        Service("Dedicated server D2", "crunch.brightwater.example", "89.00", 864),
        Service("VPS M", "app.brightwater.example", "14.90", 500),
        Service("Backup 2 TB", "vault.brightwater.example", "18.00", 330),
    ),
    domains=("brightwater.example",),
    tickets=7,
    late=frozenset({11}),
)
PRAIRIE_WIND = Client(
    digits="519064387",
    name="Prairie Wind Podcasts",
    owner=people.GRACE,
    currency="USD",
    days=428,
    services=(Service("VPS L", "feeds.prairiewind.example", "24.90", 428),),
    domains=("prairiewind.example",),
    tickets=4,
)
MOREAU = Client(
    digits="943628051",
    name="Atelier Moreau",
    owner=people.CLAIRE,
    currency="EUR",
    days=258,
    services=(Service("Webhosting Plus", "www.moreau.example", "9.90", 258),),
    domains=("moreau.example",),
    tickets=3,
    every=3,
)
SUNRISE = Client(
    digits="260759418",
    name="Sunrise Yoga Collective",
    owner=people.CLAIRE,
    currency="EUR",
    days=240,
    services=(Service("Webhosting Start", "www.sunrise-yoga.example", "4.90", 240),),
    domains=("sunrise-yoga.example",),
    tickets=2,
    every=3,
    late=frozenset({0}),
    state=AccountState.SUSPENDED,
    stopped=3,
)
TIDEWELL = Client(
    digits="415307962",
    name="Tidewell Ceramics",
    owner=people.MAYA,
    currency="SGD",
    days=0,
    services=(Service("Webhosting Plus", "www.tidewell.example", "9.90", 0),),
    domains=("tidewell.example",),
    tickets=0,
)

CLIENTS = (
    KOVALENKO,
    LINDENHOF,
    NORDLICHT,
    KASHTAN,
    TKACHENKO,
    YASMIN,
    BRIGHTWATER,
    PRAIRIE_WIND,
    MOREAU,
    SUNRISE,
    TIDEWELL,
)
