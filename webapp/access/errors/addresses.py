"""What is refused about a list of addresses."""

from webapp.core.errors import DomainError, Forbidden
from webapp.core.i18n import LazyString, lazy_ngettext
from webapp.core.i18n import lazy_gettext as _l

MOST_NETWORKS = 100
LONGEST_NOTE = 100


class NotANetwork(DomainError):
    """The text is neither an IP address nor a network."""

    code = "not-a-network"
    words = _l(
        "Enter an IP address, like 203.0.113.7, or a network, like 192.0.2.0/24 or 2001:db8::/48."
    )


class NetworkMeant(NotANetwork):
    """The text can be understood, but says it in another way than we take."""

    code = "network-meant"

    def __init__(self, network: str) -> None:
        """Say which network was probably meant."""
        super().__init__()
        self.words = _l("Did you mean %(network)s? Then enter it like that.", network=network)


class NetworkScoped(NotANetwork):
    """An IPv6 address with a zone, which has a meaning on one machine only (RFC 4007)."""

    code = "network-scoped"
    words = _l("Leave out the percent sign and what follows it: only your own device knows that.")


class EveryAddress(NotANetwork):
    """A network of all addresses is no list."""

    code = "every-address"
    words = _l("This would be every address. Choose “From any address” instead.")


class OneNetworkALine(DomainError):
    """A note that begins like a network was meant for one."""

    code = "one-network-a-line"
    words = _l("Begin the note with a word, and enter each network for itself.")


class NoteTooLong(DomainError):
    """A note is a few words."""

    code = "note-too-long"
    words = lazy_ngettext(
        "Enter a note of at most %(num)d character.",
        "Enter a note of at most %(num)d characters.",
        LONGEST_NOTE,
    )


class LineRefused(DomainError):
    """One line of a list in text form."""

    code = "line-refused"

    def __init__(self, number: int, refusal: DomainError) -> None:
        """Say which line it is, and why."""
        super().__init__()
        self.words = _l("Line %(number)s: %(words)s", number=number, words=refusal.words)


class TooManyNetworks(DomainError):
    """The list is longer than it may be."""

    code = "too-many-networks"
    words = lazy_ngettext(
        "Enter at most %(num)d network. Larger networks need fewer lines.",
        "Enter at most %(num)d networks. Larger networks need fewer lines.",
        MOST_NETWORKS,
    )


class ListEmpty(DomainError):
    """A list without networks would let nobody in."""

    code = "list-empty"
    words = _l("Enter at least one IP address or network, or choose “From any address”.")


class ListWithoutUse(DomainError):
    """A network was entered while any address is allowed."""

    code = "list-without-use"
    words = _l("Choose “Only from these addresses”, so that the address that you entered counts.")


class ExcludesYou(DomainError):
    """Whoever saves a list must be on it."""

    code = "excludes-you"
    words: LazyString | str

    def __init__(self, address: str) -> None:
        """Say under which address he is seen."""
        super().__init__()
        self.words = _l(
            "Nothing was saved: you are at %(address)s, which this list does not let in. Add your "
            "address.",
            address=address,
        )


class AddressUnknown(DomainError):
    """Without an address of the reader no list can let him in."""

    code = "address-unknown"
    words = _l("Nothing was saved: we cannot see your IP address. Tell your provider.")


class ListChanged(DomainError):
    """Another page has saved the list since this one was opened."""

    status = 409
    code = "list-changed"
    words = _l(
        "Nothing was saved: the list was changed on another page meanwhile. Compare both, then "
        "save what you want."
    )


class TrialOver(DomainError):
    """There is nothing to keep."""

    status = 409
    code = "trial-over"
    words = _l("The time to try the list is over, and the one before holds again.")


class AddressNotAllowed(Forbidden):
    """Somebody is who he says, but not where he said he would be."""

    code = "address-not-allowed"
    heading = _l("Your IP address is not on the list")

    def __init__(self, address: str) -> None:
        """Say under which address he is seen."""
        super().__init__()
        self.words = _l(
            "%(address)s is not among the IP addresses from which this user is let in. Come from "
            "one of them, or let us mail a link that adds this one.",
            address=address,
        )


class NoAddressList(DomainError):
    """There is nothing to clear."""

    code = "no-address-list"
    words = _l("This user may be served from any address already.")
