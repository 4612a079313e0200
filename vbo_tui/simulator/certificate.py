"""The simulator's certificate, made at start as the product's own wizard makes one."""

from __future__ import annotations

import hashlib
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ServerCertificate:
    """A certificate with its key, and the authority that issued it."""

    chain_pem: bytes
    key_pem: bytes
    ca_pem: bytes
    sha256: str
    """Fingerprint of the server's own certificate: 64 lower-case hexadecimal digits."""

    @classmethod
    def make(cls, names: Sequence[str] = ("127.0.0.1", "localhost", "::1")) -> ServerCertificate:
        """Make a new authority and a certificate for ``names``, good for a year."""
        import trustme

        authority = trustme.CA(organization_name="vbo-tui simulator")
        today = datetime.now(UTC).replace(microsecond=0)
        issued = authority.issue_cert(
            *names,
            common_name="support.east.local",
            organization_name="vbo-tui simulator",
            not_before=today - timedelta(days=1),
            not_after=today + timedelta(days=365),
        )
        chain = b"".join(part.bytes() for part in issued.cert_chain_pems)
        der = ssl.PEM_cert_to_DER_cert(issued.cert_chain_pems[0].bytes().decode("ascii"))
        return cls(
            chain, issued.private_key_pem.bytes(), authority.cert_pem.bytes(), hashlib.sha256(der).hexdigest()
        )

    def context(self) -> ssl.SSLContext:
        """Return TLS settings that show this certificate."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        with tempfile.TemporaryDirectory(prefix="vbo-tui-simulator-") as folder:
            path = Path(folder) / "server.pem"
            path.touch(mode=0o600)
            path.write_bytes(self.key_pem + self.chain_pem)
            context.load_cert_chain(path)
        return context
