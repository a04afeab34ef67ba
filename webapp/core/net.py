"""Where a request comes from and under which address we are reached."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from webapp.core.settings import Network, Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Address = IPv4Address | IPv6Address
FOREIGN_HOST = "clientarea.foreign_host"
CLIENT_IP = "clientarea.client_ip"
MAX_HOPS = 20
UNKNOWN = ip_address("0.0.0.0")  # noqa: S104 - nobody's address, not one to listen on


def read_address(text: str) -> Address | None:
    """Read one IP address, without its zone (RFC 4007 §11).

    An IPv4 address mapped into IPv6 (RFC 4291 §2.5.5.2) is IPv4.
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # IPv4 with a port
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped or IPv6Address(int(address))
    return address


def client_ip(environ: Mapping[str, Any], settings: Settings) -> Address:
    """Return the address of the rightmost hop that is not a trusted proxy.

    ``X-Forwarded-For`` counts only when the peer itself is trusted, and only as far to the left
    as trusted proxies wrote it. By default nobody is trusted.
    """
    peer = read_address(environ.get("REMOTE_ADDR") or "")
    if peer is None:
        if not settings.trusts_unix_socket:
            return UNKNOWN
    elif not is_in(peer, settings.proxies):
        return peer
    client = peer
    hops = str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")[-MAX_HOPS:]
    for hop in reversed(hops):
        address = read_address(hop)
        if address is None:
            break
        client = address
        if not is_in(address, settings.proxies):
            break
    return client or UNKNOWN


def is_in(address: Address, networks: Iterable[Network]) -> bool:
    """Tell whether an address lies in one of the networks."""
    return any(address in network for network in networks)


def throttled_network(address: Address) -> str:
    """Return the network that counts as one client: the address, or an IPv6 /64."""
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)


def _escaped(query: str) -> str:
    """Percent-encode raw bytes, which a browser would never send and Werkzeug cannot read."""
    return "".join(c if c.isascii() else f"%{ord(c):02X}" for c in query)


class Gateway:
    """Outermost WSGI layer: scheme, host and path come from ``PUBLIC_URL``, never from headers.

    The prefix is stripped from the path if it is there, and requests without it are served
    too, so that it does not matter whether the proxy strips it.
    """

    def __init__(self, app: "WSGIApplication", settings: Settings) -> None:
        """Wrap ``app``."""
        self.app = app
        self.settings = settings
        self.prefix = settings.prefix
        self.public = urlsplit(settings.public_url)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Clean the environment, then pass the request on."""
        environ["SCRIPT_NAME"] = self.prefix
        environ["PATH_INFO"] = self._path(environ.get("PATH_INFO") or "/")
        environ["QUERY_STRING"] = _escaped(environ.get("QUERY_STRING") or "")
        environ[CLIENT_IP] = client_ip(environ, self.settings)
        environ["wsgi.url_scheme"] = self.public.scheme
        # Without it Werkzeug counts: a body cut short is refused, one without a length not read.
        environ.pop("wsgi.input_terminated", None)
        self._host(environ)
        for header in ("HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PREFIX", "HTTP_FORWARDED"):
            environ.pop(header, None)
        return self.app(environ, start_response)

    def _path(self, path: str) -> str:
        if self.prefix and (path == self.prefix or path.startswith(self.prefix + "/")):
            path = path[len(self.prefix) :]
        return path if path.startswith("/") else "/" + path

    def _host(self, environ: "WSGIEnvironment") -> None:
        """Mark a foreign Host and forget it; nothing behind us ever builds an address from it."""
        host = str(environ.get("HTTP_HOST") or "").lower()
        name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        environ[FOREIGN_HOST] = name not in self.settings.hosts
        if environ[FOREIGN_HOST] or not self.settings.is_loopback:
            environ["HTTP_HOST"] = self.public.netloc
