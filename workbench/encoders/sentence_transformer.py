"""Neural encoders: any sentence-transformers model, by name or folder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.arrays import Vectors, normalise_rows
from workbench.domain import Progress
from workbench.errors import EncoderError
from workbench.i18n import N_, gettext
from workbench.script import without_halves
from workbench.user_folders import expanded

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


_LONGEST = 20_000
"""Characters of a text that are read at all: far beyond what any of these models attends to, and a bound on time."""

_TELLTALES = ("modules.json", "config.json")
"""A model in the cache has one of these."""

_E5 = re.compile(r"(?:^|[/_-])e5(?:[_-]|$)", re.IGNORECASE)


def not_installed() -> list[str]:
    """Which of the libraries that neural encoders need are missing; all else works without them."""
    return [library for library in ("torch", "sentence-transformers") if find_spec(library.replace("-", "_")) is None]


class NeuralEncoder:
    """A sentence-transformers model on the best device there is; implements Encoder."""

    def __init__(self, model: SentenceTransformer, name: str, progress: Progress | None = None) -> None:
        self._model = model
        self._name = name
        self._progress = progress
        self._device = model.device.type
        self._batch = _batch_size(self._device)
        self._prompt = _prompt(model, name)
        dimension = model.get_embedding_dimension()
        if not dimension:
            raise EncoderError(
                gettext("{name} does not state its vectors' length.").format(name=name),
                hint=gettext("Choose a text embedding model."),
            )
        self._dimension = int(dimension)
        self._precision = str(next((p.dtype for p in model.parameters()), "float32")).removeprefix("torch.")
        self._revision = _revision(model, name)

    @classmethod
    def load(cls, name: str, *, progress: Progress | None = None) -> NeuralEncoder:
        """Load a model by its name on the Hugging Face Hub, from the cache when offline, or from a folder.

        Raises EncoderError when there is no such model, or no network to fetch it.
        """
        folder = expanded(name)
        local = folder.is_dir()
        if not local and (name.startswith((".", "/", "~")) or name.count("/") > 1):
            raise EncoderError(
                gettext("There is no folder {name}.").format(name=name),
                hint=gettext("Name a model folder, or leave --encoder out."),
            )
        offline = local or _offline()
        if lacking := not_installed():
            raise EncoderError(
                gettext("Neural encoders need {lacking}.").format(lacking=" and ".join(lacking)),
                hint=gettext("Install them with: pip install {lacking}. The bundled encoder needs neither.").format(
                    lacking=" ".join(lacking)
                ),
            )
        if progress:
            progress(f"loading {name}", 0, 0)
        # Asked before the import, which takes seconds.
        if not offline and not _reachable():
            if not _cached(name):
                raise _missing(name, gettext("there is no network to fetch it"))
            offline = True
        from sentence_transformers import SentenceTransformer

        _quiet()
        device, kwargs = _device()
        try:
            model = SentenceTransformer(
                str(folder) if local else name, device=device, local_files_only=offline, model_kwargs=kwargs
            )
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            if local:
                raise EncoderError(
                    gettext("{name} is not a model that sentence-transformers can load.").format(name=name),
                    hint=gettext("It needs modules.json, config.json, a tokenizer and weights."),
                ) from error
            raise _missing(
                name, gettext("offline mode is on") if offline else gettext("it cannot be fetched")
            ) from error
        model.eval()
        return cls(model, name, progress)

    @property
    def signature(self) -> str:
        """Name, revision or digest, dimension, precision and prompt."""
        prompt = f"|prompt:{self._prompt.strip()}" if self._prompt else ""
        return f"{self._name}|rev:{self._revision}|dim:{self._dimension}|{self._precision}{prompt}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._dimension

    @property
    def description(self) -> str:
        """What was chosen, for the user: "LaBSE on cpu, 16 texts at a time, float32"."""
        return gettext("{name} on {device}, {batch} texts at a time, {precision}").format(
            name=self._name, device=self._device, batch=self._batch, precision=self._precision
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32, shape (len(texts), dimension), in order; rows of L2 norm 1, all zeros for a blank text."""
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        filled = [position for position, text in enumerate(texts) if text.strip()]
        # Neighbours in length share a batch, so that little is padded.
        filled.sort(key=lambda position: len(texts[position]))
        done = 0
        while done < len(filled):
            some = filled[done : done + 16 * self._batch]
            vectors[some] = self._encode_some([without_halves(texts[one][:_LONGEST]) for one in some])
            if not np.isfinite(vectors[some]).all():
                raise EncoderError(
                    gettext("{name} computes vectors that are not numbers.").format(name=self._name),
                    hint=gettext("Its weights are damaged."),
                )
            done += len(some)
            if self._progress:
                self._progress(N_("encoding"), done, len(filled))
        normalise_rows(vectors)
        return vectors

    def _encode_some(self, texts: list[str]) -> Vectors:
        import torch

        while True:
            try:
                found = self._model.encode(
                    texts,
                    prompt=self._prompt or None,
                    batch_size=self._batch,
                    show_progress_bar=False,
                    convert_to_numpy=True,
                )
                return np.asarray(found, dtype=np.float32)
            except torch.OutOfMemoryError:
                if self._batch == 1:
                    raise EncoderError(
                        gettext("{name} does not fit the {device}'s memory.").format(
                            name=self._name, device=self._device
                        ),
                        hint=gettext("Set CUDA_VISIBLE_DEVICES= to use the processor."),
                    ) from None
                self._batch //= 2
                torch.cuda.empty_cache()


def _missing(name: str, why: str) -> EncoderError:
    return EncoderError(
        gettext("The model {name} is not on this machine: {why}.").format(name=name, why=why),
        hint=gettext(
            "Fetch it with `hf download {repository}` where there is a network, or leave --encoder out."
        ).format(repository=_repository(name)),
    )


def _repository(name: str) -> str:
    """A name without an owner is one of sentence-transformers' own models."""
    return name if "/" in name else f"sentence-transformers/{name}"


def _offline() -> bool:
    return any(
        os.environ.get(name, "").upper() in {"1", "ON", "YES", "TRUE"}
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    )


def _cached(name: str) -> bool:
    """Whether a hub model was fetched before. Raises EncoderError for what can be no model's name."""
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        return any(isinstance(try_to_load_from_cache(_repository(name), file), str) for file in _TELLTALES)
    except HFValidationError as error:
        raise EncoderError(
            gettext("{name} is neither a folder nor the name of a model.").format(name=name),
            hint=gettext("A name looks like sentence-transformers/LaBSE."),
        ) from error


def _reachable() -> bool:
    """Whether the hub can be reached; tried once and quickly, as its own client would try again for over a minute."""
    import socket
    from urllib.parse import urlsplit

    from huggingface_hub import constants

    if any(os.environ.get(proxy) for proxy in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")):
        return True
    address = urlsplit(constants.ENDPOINT)
    try:
        socket.create_connection((address.hostname or "", address.port or 443), timeout=5).close()
    except OSError:
        return False
    return True


def _device() -> tuple[str, dict[str, Any]]:
    """The device, and half precision where it is a graphics processor."""
    import torch

    if torch.cuda.is_available():
        return "cuda", {"dtype": torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16}
    if torch.backends.mps.is_available():
        return "mps", {"dtype": torch.float16}
    return "cpu", {}


def _batch_size(device: str) -> int:
    if device != "cuda":
        return 16 if device == "cpu" else 32
    import torch

    free, _ = torch.cuda.mem_get_info()
    return int(min(256, max(16, free >> 26)))


def _prompt(model: SentenceTransformer, name: str) -> str:
    """What the model wants before a text. Both sides of a bitext are alike, so both get what a query gets."""
    prompts = model.prompts or {}
    if (prompts.get("query") or "").strip() == "query:" or _E5.search(name.rstrip("/")):
        if "instruct" in name.lower():
            return "Instruct: Retrieve parallel sentences.\nQuery: "
        return "query: "
    return prompts.get(model.default_prompt_name or "") or ""


def _revision(model: SentenceTransformer, name: str) -> str:
    """The commit a hub model came from; for a folder a digest of its files' names, sizes, beginnings and ends."""
    folder = expanded(name)
    if not folder.is_dir():
        return str(getattr(model.model_card_data, "base_model_revision", None) or "unknown")[:12]
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in {".json", ".safetensors", ".bin", ".model", ".txt"}:
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder)}:{size}".encode())
            with path.open("rb") as stream:
                digest.update(stream.read(1 << 20))
                stream.seek(max(0, size - (1 << 20)))
                digest.update(stream.read())
    return digest.hexdigest()[:12]


def _quiet() -> None:
    """Messages of the libraries would mix with ours; the errors come as exceptions anyway."""
    import logging

    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    for name in ("sentence_transformers", "transformers", "huggingface_hub", "httpx", "httpcore2"):
        logging.getLogger(name).setLevel(logging.ERROR)
    # The bars of the weights, which heed neither the setting above nor a pipe.
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
