"""Options that several commands share, each defined once."""

from __future__ import annotations

import click

from workbench.domain import Status

OUTPUT = click.option("-o", "--output", "out", default="-", metavar="FILE", help="Write to FILE instead of stdout.")
LINES = click.option("--lines", is_flag=True, help="One segment a line, taken as is.")
STORE = click.option("--store", "keep", is_flag=True, help="Keep documents and pairs in the corpus (--db).")
ENCODING = click.option(
    "--encoding", help="The encoding of the files, where it is not recognised (utf-8, gb18030, big5, utf-16)."
)
STATUSES = [*(each.value for each in Status), "any"]
