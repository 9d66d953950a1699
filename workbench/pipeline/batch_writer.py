"""The one writer of a batch: products into a corpus and into files, in the order of the plan.

Several documents share a transaction, and the record of a pair that is done is part of it, so that whoever ends the
batch leaves each pair whole or not at all, and the rows in the order they would have come in anyway.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from workbench import files
from workbench.errors import CorpusError, InputError
from workbench.exchange.fields import complete
from workbench.exchange.formats import FORMATS
from workbench.exchange.names import usual_suffix
from workbench.i18n import gettext as _
from workbench.packing import parts_of
from workbench.pipeline.batch_jobs import Job
from workbench.pipeline.batch_work import Product, Result, Settings, failed
from workbench.pipeline.importing import ImportSettings, import_file
from workbench.pipeline.pair_files import Reading, opened
from workbench.pipeline.storing import store_checked
from workbench.store.corpus import Corpus

STATE = ".state"

_GROUP = 16
"""Documents a transaction."""

_GROUP_ROWS = 5_000
"""Rows from which a transaction is large enough."""

_GROUP_SECONDS = 1.0
"""How long finished work may wait for company."""


class Writer:
    """Keeps what a batch makes, and knows what was kept before."""

    def __init__(self, settings: Settings, corpus: Corpus | None) -> None:
        self._settings = settings
        self._corpus = corpus

    def known(self, job: Job, fingerprint: str) -> Result | None:
        """The record of a pair that is done wherever this batch keeps it, and still fits."""
        out = self._settings.out
        found = self._in_folder(job, out, fingerprint) if out else None
        if self._corpus is not None and (found or not out):
            found = _record(self._corpus.setting(_key(fingerprint)), fingerprint)
        return found and replace(found, name=job.name, source=str(job.source), target=str(job.target or ""))

    def write(self, products: Iterable[Product]) -> Iterator[Result]:
        """Keep the products, a group at a time, and yield what became of each, in order.

        Raises CorpusError where the corpus cannot be written, after which nothing could be kept.
        """
        group: list[Product] = []
        rows, began = 0, 0.0
        for product in products:
            if product.job.target is None:
                # Which is stored in transactions of its own.
                yield from self._keep(group)
                yield from self._keep([product])
                group, rows = [], 0
                continue
            began = began if group else time.monotonic()
            group.append(product)
            rows += len(product.bitext.rows) if product.bitext else 0
            if len(group) == _GROUP or rows >= _GROUP_ROWS or time.monotonic() - began >= _GROUP_SECONDS:
                yield from self._keep(group)
                group, rows = [], 0
        yield from self._keep(group)

    def _keep(self, group: Sequence[Product]) -> Iterator[Result]:
        stored = self._stored(group)
        for product in stored:
            try:
                yield self._written(product)
            except Exception as error:  # noqa: BLE001 - one bad pair stops no other
                yield failed(product.job, error).result

    def _stored(self, group: Sequence[Product]) -> Sequence[Product]:
        """The products once their documents and rows are in the corpus; those it does not take have failed."""
        if self._corpus is None:
            return group
        try:
            with self._corpus.transaction():
                for product in group:
                    self._store(self._corpus, product)
        except CorpusError:
            raise
        except Exception as error:  # noqa: BLE001 - one bad pair stops no other
            if len(group) == 1:
                return [failed(group[0].job, error)]
            return [each for product in group for each in self._stored([product])]
        return group

    def _store(self, corpus: Corpus, product: Product) -> None:
        if product.bitext is not None:
            store_checked(corpus, product.bitext)
            corpus.set_setting(_key(product.result.fingerprint), _json(product.result))

    def _written(self, product: Product) -> Result:
        """Write the file of a product; its record comes last, so that a pair that was cut short is done again."""
        job, result, out = product.job, product.result, self._settings.out
        if result.error:
            return result
        if job.target is None:
            return self._keep_pairs(job, result)
        if out and product.file is not None:
            with files.replacing(self._output(job, out)) as stream:
                stream.write(product.file)
            self._write_record(job, out, result)
        return result

    def _keep_pairs(self, job: Job, result: Result) -> Result:
        """Store and write a file of pairs, as `import` reads it."""
        db, out, form = self._settings.db, self._settings.out, self._settings.form
        reading = Reading(job.encoding or self._settings.encoding)
        if db and self._corpus is not None:
            done = import_file(db, str(job.source), ImportSettings(reading=reading))
            result = replace(result, pairs=done.total)
            self._corpus.set_setting(_key(result.fingerprint), _json(result))
        if out:
            if form == "beads":
                raise InputError(
                    _("{source} holds pairs, which have no beads.").format(source=job.source),
                    hint=_("Choose another --format."),
                )
            reports: list[str] = []
            with (
                opened(str(job.source), None, reading) as file,
                files.replacing(self._output(job, out)) as stream,
            ):
                count = FORMATS[form].write(complete(file.units()), stream, reports.append)
            result = replace(result, pairs=count, remark=" ".join(reports))
            self._write_record(job, out, result)
        return result

    def _output(self, job: Job, out: Path) -> Path:
        return out / f"{job.name}{usual_suffix(self._settings.form)}"

    def _state(self, job: Job, out: Path) -> Path:
        return out / STATE / f"{job.name}{usual_suffix(self._settings.form)}.json"

    def _write_record(self, job: Job, out: Path, result: Result) -> None:
        # A record that power loss takes costs one pair done again; its file is on the disk already.
        files.write(self._state(job, out), _json(result).encode(), durable=False)

    def _in_folder(self, job: Job, out: Path, fingerprint: str) -> Result | None:
        """The record of a pair whose file is there; None where there is none or it no longer fits."""
        try:
            record = self._state(job, out).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        parts = parts_of(self._output(job, out))
        return _record(record, fingerprint) if all(part.is_file() for part in parts) else None


def _key(fingerprint: str) -> str:
    """Under which setting a corpus keeps the record of a pair."""
    return f"batch.{fingerprint}"


def _json(result: Result) -> str:
    return json.dumps(asdict(result))


def _record(text: str, fingerprint: str) -> Result | None:
    try:
        result = Result(**json.loads(text))
    except (ValueError, TypeError):
        return None
    return result if fingerprint and result.fingerprint == fingerprint else None
