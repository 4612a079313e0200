"""Which certificate is believed: the system's, a CA file's, or one pinned by its fingerprint."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vbo_tui.api.text import clean
from vbo_tui.errors import Certificate, ConfigError


@dataclass(frozen=True, slots=True)
class Trust:
    """At most one of the three is set; without any, the system's certificates are believed."""

    ca_file: str | None = None
    """A PEM file of authorities, in place of the system's."""
    pin: str | None = None
    """The SHA-256 of the one certificate to believe; the host's name does not matter then."""
    verify: bool = True
    """False believes every certificate."""

    @property
    def in_words(self) -> str:
        """Which certificate is believed, as a person says it."""
        if self.pin is not None:
            return f"the pinned certificate alone, SHA-256 {self.pin}"
        if self.ca_file is not None:
            return f"the authorities in {self.ca_file}"
        return "the system's authorities" if self.verify else "EVERY certificate (verify = false)"


class PinMismatch(ssl.SSLError):
    """The server shows another certificate than the pinned one."""

    def __init__(self, shown: bytes) -> None:
        super().__init__("not the pinned certificate")
        self.shown = shown
        """The certificate that was shown, DER."""


def ssl_context(trust: Trust) -> ssl.SSLContext:
    """Return the TLS settings for ``trust``; TLS 1.2 is the least.

    Not ``ssl.create_default_context``, which writes the keys of every conversation to the file that
    ``SSLKEYLOGFILE`` names: with them, whoever recorded the line reads password and token.

    Raises:
        ConfigError: The CA file cannot be used.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if trust.pin is None and trust.verify:
        try:
            if trust.ca_file is None:
                context.load_default_certs()
            else:
                context.load_verify_locations(cafile=trust.ca_file)
        except (OSError, ValueError) as error:
            raise ConfigError(f"ca_file {clean(trust.ca_file or '')} cannot be used: {error}") from error
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if trust.pin is not None:
        context.sslobject_class = _pinned(trust.pin)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _pinned(pin: str) -> type[ssl.SSLObject]:
    """Return a kind of TLS connection that breaks off before the first byte of HTTP."""

    class Pinned(ssl.SSLObject):
        def do_handshake(self) -> None:
            super().do_handshake()
            shown = self.getpeercert(binary_form=True) or b""
            if hashlib.sha256(shown).hexdigest() != pin:
                raise PinMismatch(shown)

    return Pinned


async def fetch_certificate(host: str, port: int, within: float) -> Certificate:
    """Look at the certificate that a server shows; nothing is said to it but the TLS greeting.

    Args:
        host: Name or address.
        port: TCP port.
        within: Seconds for all of it.

    Raises:
        OSError: It cannot be reached, or there is no TLS.
        TimeoutError: It took too long.
    """
    context = ssl_context(Trust(verify=False))
    async with asyncio.timeout(within):
        _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
    try:
        connection: ssl.SSLObject = writer.get_extra_info("ssl_object")
        return read_certificate(connection.getpeercert(binary_form=True) or b"")
    finally:
        writer.transport.abort()


def read_certificate(der: bytes) -> Certificate:
    """Return what a person compares; a certificate that cannot be parsed still has a fingerprint."""
    from cryptography import x509

    fingerprint = hashlib.sha256(der).hexdigest()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is odd about it must not be printed across the screen
            parsed = x509.load_der_x509_certificate(der)
            return Certificate(
                subject=_name(parsed.subject),
                issuer=_name(parsed.issuer),
                not_before=parsed.not_valid_before_utc,
                not_after=parsed.not_valid_after_utc,
                sha256=fingerprint,
            )
    except (ValueError, LookupError, x509.InvalidVersion):  # not every release has the same for it
        never = datetime.min.replace(tzinfo=UTC)
        return Certificate("not readable", "not readable", never, never, fingerprint)


def _name(name: Any) -> str:
    return clean(name.rfc4514_string())[:200] or "(empty)"
