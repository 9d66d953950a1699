"""From a name to an encoder; what is heavy is imported only when it is asked for."""

from __future__ import annotations

from pathlib import Path

from workbench import resources
from workbench.domain import Progress
from workbench.encoders import adapted
from workbench.encoders.protocol import Encoder
from workbench.encoders.static import ROWS_FILE, StaticEncoder
from workbench.errors import EncoderError
from workbench.i18n import gettext as _
from workbench.user_folders import expanded

BUNDLED = "zh-en-static"

_bundled: StaticEncoder | None = None


def bundled(*, many: bool = False) -> StaticEncoder:
    """The encoder that comes with the package, loaded once; the source of token vectors whatever --encoder names.

    Where `many` texts are coming, it is loaded with what cuts them. Raises EncoderError when its files are missing or
    damaged.
    """
    global _bundled
    if _bundled is None:
        _bundled = StaticEncoder.load(resources.models() / BUNDLED, many=many)
    return _bundled


def load_encoder(name: str, *, many: bool = False, progress: Progress | None = None) -> Encoder:
    """The encoder of that name: "zh-en-static", a sentence-transformers name, or a folder.

    The folder of a corpus's models (corpus.db.models) is the bundled encoder with what the corpus taught. Where `many`
    texts are coming, the bundled one is loaded with what cuts them, at the price of memory.

    Raises EncoderError when there is no such model.
    """
    if many:
        bundled(many=True)
    if name == BUNDLED:
        return bundled()
    if not name.strip():
        raise EncoderError(
            _("--encoder is empty."),
            hint=_("Name a model or a folder, or leave it out for {bundled}.").format(bundled=BUNDLED),
        )
    folder = expanded(name)
    if (folder / adapted.RECORD).is_file():
        return adapted.load(folder, bundled())
    if folder.is_dir() and _is_static(folder):
        return StaticEncoder.load(folder)
    from workbench.encoders.sentence_transformer import NeuralEncoder

    return NeuralEncoder.load(name, progress=progress)


def lexicon_of(encoder: Encoder) -> StaticEncoder:
    """The source of token vectors beside an encoder: itself where it continues the bundled one, else that one."""
    return encoder if isinstance(encoder, StaticEncoder) and encoder.models else bundled()


def _is_static(folder: Path) -> bool:
    """Whether a folder was written by `workbench train encoder`: int8 rows with a rarity beside them."""
    from safetensors import SafetensorError, safe_open

    path = folder / ROWS_FILE
    if not path.is_file():
        return False
    try:
        with safe_open(str(path), framework="numpy") as tensors:
            return "rarity" in tensors.keys()  # noqa: SIM118 - safe_open is not a mapping
    except (SafetensorError, OSError) as error:
        raise EncoderError(
            _("{path} is damaged.").format(path=path), hint=_("Fetch or build the model again.")
        ) from error
