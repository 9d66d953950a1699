"""Zip packages from anybody, such as DOCX and EPUB: their parts, unpacked within bounds."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from workbench import xml
from workbench.errors import InputError
from workbench.i18n import gettext as _

MOST_PARTS = 20_000
LARGEST_PART = 32 * 2**20
"""Bytes of a part, unpacked: the text of 6,000 pages with its markup."""
LARGEST_TOTAL = 128 * 2**20
"""Bytes of all parts that are read, unpacked."""
MOST_TAGS = 3_000_000
"""Of all parts that are read: as many as a Word file of 5,000 pages has."""
HIGHEST_RATIO = 400
"""Bytes that a byte may unpack to, in a part of any size; text with markup reaches 30."""
_ANY_RATIO = 2**20
"""Bytes of a part up to which no ratio is asked for."""

_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for bytes that are not a sound package."""


class Package:
    """The parts of a zip package. Nothing is written to the disk."""

    def __init__(self, data: bytes, name: str, kind: str) -> None:
        """Open a package; `name` is what messages call the file and `kind` its format.

        Raises InputError where it is not a zip package or has too many parts.
        """
        self._name, self._kind = name, kind
        self._read = self._tags = 0
        if data.count(_ENTRY) > MOST_PARTS:
            raise InputError(
                _("{name} has more than {limit:,} parts.").format(name=name, limit=MOST_PARTS),
                hint=_("Is it the right {kind}?").format(kind=kind),
            )
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _DAMAGE as error:
            raise InputError(
                _("{name} is not a sound {kind}.").format(name=name, kind=kind), hint=_("Save it again.")
            ) from error
        self.parts = frozenset(self._zip.namelist())
        """Their names as the package lists them."""

    def read(self, part: str) -> bytes:
        """The bytes of a part. Raises InputError where it is missing, damaged, encrypted or too large."""
        try:
            entry = self._zip.getinfo(part)
            if entry.flag_bits & _ENCRYPTED:
                raise InputError(
                    _("{name} is encrypted.").format(name=self._name), hint=_("Save it without a password.")
                )
            with self._zip.open(entry) as stream:
                data = stream.read(LARGEST_PART + 1)
        except KeyError as error:
            raise self.damaged(_("it has no part {part}").format(part=part)) from error
        except _DAMAGE as error:
            raise self.damaged(_("its part {part} cannot be unpacked").format(part=part)) from error
        self._read += len(data)
        self._tags += data.count(b"<")
        packed = max(entry.compress_size, 1)
        too_dense = len(data) > _ANY_RATIO and len(data) > packed * HIGHEST_RATIO
        if too_dense or len(data) > LARGEST_PART or self._read > LARGEST_TOTAL or self._tags > MOST_TAGS:
            raise InputError(
                _("{name} unpacks to more than a text can be.").format(name=self._name), hint=_("Is it the right file?")
            )
        return data

    def tree(self, part: str) -> etree._Element:
        """The root of a part that is XML. Raises InputError as `read` does, or where it is not well-formed."""
        try:
            return xml.parse(self.read(part))
        except etree.XMLSyntaxError as error:
            reason = str(error.msg).splitlines()[0] if error.msg else _("it is empty")
            raise self.damaged(
                _("its part {part} is not well-formed XML: {reason}").format(part=part, reason=reason)
            ) from error

    def damaged(self, reason: str) -> InputError:
        """The error for a package without what its format asks for."""
        return InputError(
            _("{name} is not a sound {kind}: {reason}.").format(name=self._name, kind=self._kind, reason=reason),
            hint=_("Save it again."),
        )
