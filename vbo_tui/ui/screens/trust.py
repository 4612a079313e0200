"""The question whether to believe a certificate. The answer is No unless the user says otherwise."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from vbo_tui.errors import Certificate, CertificateChanged, CertificateRejected
from vbo_tui.profiles.profile import Profile
from vbo_tui.ui import format as fmt
from vbo_tui.ui.keys import PROGRAM
from vbo_tui.ui.screens.dialog import LONGEST
from vbo_tui.ui.screens.scrolling import ScrollingDialog

POWERSHELL = "ls Cert:\\LocalMachine\\My | % { $_.Subject; $_.GetCertHashString('SHA256') }"
"""Prints the SHA-256 of each of the server's own certificates, in PowerShell on the server."""


def in_fours(fingerprint: str) -> str:
    """Return a fingerprint in upper-case groups of four, eight to a line."""
    groups = [fingerprint[start : start + 4].upper() for start in range(0, len(fingerprint), 4)]
    return "\n".join(" ".join(groups[start : start + 8]) for start in range(0, len(groups), 8))


def description(certificate: Certificate) -> str:
    """Return what a person compares, line by line."""
    return (
        f"subject  {fmt.bounded(certificate.subject)}\n"
        f"issuer   {fmt.bounded(certificate.issuer)}\n"
        f"valid    {certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}\n"
        f"SHA-256\n{in_fours(certificate.sha256)}"
    )


class TrustScreen(ScrollingDialog[bool]):
    """Shows an unknown certificate; True when the user pins it.

    A certificate that replaces a pinned one is accepted only by typing the profile's name.
    """

    AUTO_FOCUS = "Input"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,n,enter", "refuse", "No", id="trust-no", group=PROGRAM),
        Binding("y", "accept", "Yes, pin it", id="trust-yes", group=PROGRAM),
    ]

    def __init__(self, error: CertificateRejected, profile: Profile) -> None:
        """Prepare the question that ``error`` raises about the server of ``profile``."""
        super().__init__()
        self._error = error
        self._profile = profile
        self._changed = isinstance(error, CertificateChanged)

    def compose(self) -> ComposeResult:
        """Say whose certificate it is, what it says, and what the keys do."""
        heading = "CERTIFICATE CHANGED" if self._changed else "Unknown certificate"
        address, name = fmt.bounded(self._profile.address), fmt.bounded(self._profile.name)
        with VerticalScroll(classes="dialog -danger" if self._changed else "dialog"):
            yield Static(f"{heading}: {address}\n{fmt.bounded(str(self._error))}", markup=False)
            yield Static("\n" + description(self._error.certificate) + "\n", markup=False)
            yield Static(
                f"Ask the Veeam administrator to compare it on the server:\n{POWERSHELL}\n", markup=False
            )
            if self._changed:
                yield Static(
                    f"Nothing was sent. Type the profile's name ({name}) to pin the new one:",
                    markup=False,
                )
                typed = Input(compact=True, max_length=LONGEST)
                typed.cursor_blink = False
                yield typed
            else:
                yield Static(
                    "Believe this certificate, and no other, from now on?  y yes  N no", markup=False
                )

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """``y`` is no answer where the name has to be typed."""
        return not (action == "accept" and self._changed)

    @on(Input.Submitted)
    def _typed(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip() == self._profile.name)

    def action_accept(self) -> None:
        """Pin the certificate."""
        self.dismiss(True)

    def action_refuse(self) -> None:
        """Leave it; nothing is sent."""
        self.dismiss(False)
