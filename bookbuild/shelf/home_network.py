"""This machine -> its address on the home network, and a socket there. Nothing is sent to find it."""

import errno
import ipaddress
import os
import socket
from contextlib import closing

from bookbuild.problems import BookError, Problem

# RFC 5737: an address that is nobody's. A datagram socket that is connected to it has sent nothing, but knows its way out.
NOWHERE = ("192.0.2.1", 9)
# RFC 1918. A router at home gives one of these; what a telephone company or a hosting firm gives can be reached from anywhere.
PRIVATE = tuple(map(ipaddress.ip_network, ("192.168.0.0/16", "172.16.0.0/12", "10.0.0.0/8")))
# Networks inside the machine: containers, virtual machines.
INSIDE = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vEthernet", "lxc", "podman", "cni")
BACKLOG, IPV4 = 64, 4


def home_address() -> str:
    """The address on the network that leads out of the house, if it is a private one, or else the first private one.

    Raises BookError where there is none: without being told, the shelf does not stand on a public address.
    """
    mine, way_out = home_addresses(), _way_out()
    if mine:
        return way_out if way_out in mine else mine[0]
    public = f": its address {way_out} is not one that routers give out at home, and others may reach it" if way_out else ""
    message, hint = f"this computer is on no home network{public}", f"bookbuild shelf --host {way_out or '127.0.0.1'}"
    raise BookError([Problem("d-051", message, hint=hint)])


def home_addresses() -> tuple[str, ...]:
    """Every private address of this machine, those that routers give most often first."""
    import ifaddr  # noqa: PLC0415

    found = {
        str(ip.ip) for adapter in ifaddr.get_adapters() if not str(adapter.nice_name).startswith(INSIDE)
        for ip in adapter.ips if ip.is_IPv4 and _rank(str(ip.ip)) < len(PRIVATE)
    }  # fmt: skip
    return tuple(sorted(found, key=lambda address: (_rank(address), address)))


def listen(host: str, port: int) -> socket.socket:
    """A socket that is listened at, so that who asks from now on is only kept waiting. Raises BookError where it cannot be had."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        door = socket.socket(family, socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BookError([Problem("d-052", f"there is no address {host}", hint="bookbuild shelf --host 127.0.0.1")]) from error
    try:
        if socket.has_ipv6 and family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if os.name == "posix":                     # where it means a shelf just closed; on Windows it would mean anybody's
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind(where)
        door.listen(BACKLOG)
    except OSError as error:
        door.close()
        raise BookError([_refused(error, host, port)]) from error
    return door


def _refused(error: OSError, host: str, port: int) -> Problem:
    if error.errno == errno.EADDRINUSE:
        message = f"something is listening at port {port} already: another shelf, perhaps"
        return Problem("d-053", message, hint=f"bookbuild shelf --port {port + 1}")
    if error.errno == errno.EACCES:
        return Problem("d-053", f"the system does not let you have port {port}", hint="bookbuild shelf --port 8040")
    return Problem("d-052", f"{host} is not an address of this computer", hint="bookbuild shelf")


def _way_out() -> str | None:
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as probe:
        try:
            probe.connect(NOWHERE)
        except OSError:
            return None
        address: str = probe.getsockname()[0]
        return None if ipaddress.ip_address(address).is_loopback else address


def is_private(address: str) -> bool:
    """Whether an address is one that a router gives out at home. A name is taken to be none."""
    try:
        return ipaddress.ip_address(address).version == IPV4 and _rank(address) < len(PRIVATE)
    except ValueError:
        return False


def _rank(address: str) -> int:
    return next((place for place, network in enumerate(PRIVATE) if ipaddress.ip_address(address) in network), len(PRIVATE))
