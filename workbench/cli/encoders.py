"""Loading the encoder named on the command line, and saying what was chosen for a neural one."""

from __future__ import annotations

from workbench.cli import diagnostics
from workbench.domain import Progress
from workbench.encoders.protocol import Encoder
from workbench.i18n import gettext as _


def load(name: str, progress: Progress | None = None) -> Encoder:
    """Return the encoder of that name; device, batch size and precision of a neural one are reported on stderr.

    Raises EncoderError when there is none.
    """
    from workbench.encoders.registry import load_encoder

    encoder = load_encoder(name, progress=progress)
    description = getattr(encoder, "description", "")
    if description:
        diagnostics.say(_("encoder: {description}").format(description=description))
    elif diagnostics.is_verbose():
        # The signature of the bundled encoder is a digest of all its vectors.
        diagnostics.detail(_("encoder: {signature}").format(signature=encoder.signature))
    return encoder
