"""Everything that may go wrong on purpose, in one tree.

    VboError
    ├── ConfigError              the user must edit a file or an option
    │   └── FilterError          a filter cannot be read
    └── ApiError                 a conversation with a server failed; ``failed`` says at what
        ├── NameUnknown          retry: the host name does not resolve
        ├── Unreachable          retry: nobody answered, or the answer broke off
        ├── TlsFailed            retry: no common TLS
        ├── CertificateRejected  stop: the user decides about the certificate it carries
        │   └── CertificateChanged   stop: it is not the pinned one
        ├── SignInWanted         stop: nothing to sign in with, ask the user
        ├── SignInRefused        stop: the server refused the name, the password or the token
        ├── NotAllowed           stop: signed in, but without the right
        ├── Throttled            retry after ``retry_after``
        ├── ServerFault          retry: the server answered 5xx, or what it never should
        ├── NotFound             retry: the resource, or the whole API version, is not there
        ├── FeedOutdated         retry: changes were missed, the whole list must be read
        └── BadPayload           retry: the bytes are not what the API promises

An exception outside this tree is a bug: nothing catches it but the top.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


class VboError(Exception):
    """A failure that is foreseen; its message is a sentence for the user, free of secrets."""


class ConfigError(VboError):
    """A file, an option or a variable holds what the program cannot use."""


class FilterError(ConfigError):
    """A filter cannot be read; the message says where, and why."""


class ApiError(VboError):
    """A request failed."""

    failed: ClassVar[str] = "request"
    """What failed, one word or two for the status row."""

    retryable: ClassVar[bool] = True
    """Whether asking again may help without the user."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds the server asked us to wait, finite and >= 0; None when it named none."""


class NameUnknown(ApiError):
    """The host name does not resolve."""

    failed = "name"


class Unreachable(ApiError):
    """Nobody answered, or the answer broke off."""

    failed = "connection"


class TlsFailed(ApiError):
    """Both sides could not agree on TLS."""

    failed = "TLS"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a person needs to know of a server's certificate to decide about it."""

    subject: str
    issuer: str
    not_before: datetime
    """Aware, UTC."""
    not_after: datetime
    """Aware, UTC."""
    sha256: str
    """The fingerprint of the whole certificate (DER): 64 lower-case hexadecimal digits."""


class CertificateRejected(ApiError):
    """The server's certificate is not one this profile believes."""

    failed = "certificate"
    retryable = False

    def __init__(self, message: str, *, certificate: Certificate) -> None:
        super().__init__(message)
        self.certificate = certificate
        """The certificate the server showed."""


class CertificateChanged(CertificateRejected):
    """The server shows another certificate than the pinned one."""


class SignInWanted(ApiError):
    """There is nothing to sign in with: the user must type the password."""

    failed = "sign-in"
    retryable = False


class SignInRefused(ApiError):
    """The server refused the name, the password or the token. Never retried: accounts lock."""

    failed = "sign-in"
    retryable = False


class NotAllowed(ApiError):
    """Signed in, but the account has not the right."""

    failed = "rights"
    retryable = False


class Throttled(ApiError):
    """The server asked for a pause."""

    failed = "server"


class ServerFault(ApiError):
    """The server answered 5xx, or a status that it never should."""

    failed = "server"

    def __init__(self, message: str, *, retry_after: float | None = None, status: int = 500) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status = status
        """What the server answered with."""


class NotFound(ApiError):
    """The resource, or the API version, is not there."""

    failed = "server"


class FeedOutdated(ApiError):
    """The server no longer knows what changed since the last time."""

    failed = "feed"


class BadPayload(ApiError):
    """The bytes are not what the API promises."""

    failed = "payload"
