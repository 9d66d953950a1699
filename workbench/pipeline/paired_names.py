"""Which files of a folder belong together by their names: zh/x and en/x, x.zh-CN.md and x.en.docx, and so on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.packing import without_packing

_CHINESE = r"zh|zho|chi|cn|chs|cht|chinese|中文|汉语|简体中文|繁体中文|繁體中文"
_ENGLISH = r"en|eng|english|英文|英语"
_REGION = r"(?:[-_](?:hans|hant|[a-z]{2}))*"
_WHOLE = re.compile(rf"(?:({_CHINESE})|({_ENGLISH})){_REGION}", re.IGNORECASE)
_PART = re.compile(rf"(?:^|(?<=[._\- ]))(?:({_CHINESE})|({_ENGLISH})){_REGION}(?=$|[._\- ])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PairedNames:
    """Files that belong together, and those that nothing belongs to."""

    pairs: tuple[tuple[Path, Path], ...]
    """Chinese and English, in the order of the names."""
    alone: tuple[Path, ...]
    """Named after a language, without a file of that name in the other."""
    several: tuple[Path, ...]
    """Files of one name and language, of which nothing tells which belongs to which of the other language."""


def paired_by_name(paths: Iterable[Path]) -> PairedNames:
    """Pair paths, relative to their folder, that differ in the name of the language and perhaps in the suffix.

    One English file may face several Chinese ones (zh-CN and zh-TW), and the reverse. Files that are not named after a
    language are left out.
    """
    sides: dict[tuple[str, ...], tuple[list[Path], list[Path]]] = defaultdict(lambda: ([], []))
    for path in sorted(paths):
        if (found := language_and_rest(path)) is not None:
            is_english, rest = found
            sides[rest][is_english].append(path)
    pairs: list[tuple[Path, Path]] = []
    alone: list[Path] = []
    several: list[Path] = []
    for chinese, english in sides.values():
        if not chinese or not english:
            alone += chinese + english
        elif _are_versions(chinese, english):
            pairs += [(zh, en) for zh in chinese for en in english]
        else:
            for suffix in {path.suffix for path in (*chinese, *english)}:
                zhs, ens = ([path for path in side if path.suffix == suffix] for side in (chinese, english))
                if len(zhs) == len(ens) == 1:
                    pairs.append((zhs[0], ens[0]))
                else:
                    several += zhs + ens
    return PairedNames(tuple(sorted(pairs)), tuple(sorted(alone)), tuple(sorted(several)))


def _are_versions(chinese: Sequence[Path], english: Sequence[Path]) -> bool:
    """Whether one file faces one, or several of one kind: the regions of a language."""
    many, few = (chinese, english) if len(chinese) > len(english) else (english, chinese)
    return len(few) == 1 and len({path.suffix for path in many}) == 1


def distinct_names(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the shortest ends of the paths, without suffixes, that tell them apart: zh/001 and en/001."""
    remaining = {path: _parts(path) for path in dict.fromkeys(paths)}
    names: dict[Path, str] = {}
    length = 1
    while remaining:
        ends: dict[str, list[Path]] = defaultdict(list)
        for path, parts in remaining.items():
            ends["/".join(parts[-length:])].append(path)
        for end, named in ends.items():
            if len(named) == 1:
                names[named[0]] = end
            elif all(len(remaining[path]) <= length for path in named):
                names |= {path: str(path) for path in named}
        remaining = {path: parts for path, parts in remaining.items() if path not in names}
        length += 1
    return names


def language_and_rest(path: Path) -> tuple[bool, tuple[str, ...]] | None:
    """Return whether a path is English, and what it has in common with its counterpart; None without a language."""
    *folders, stem = _parts(path)
    for place, folder in enumerate(folders):
        if found := _WHOLE.fullmatch(folder):
            is_english = found[2] is not None
            rest = [*folders[:place], *folders[place + 1 :], _without(stem, is_english)]
            return is_english, tuple(part.casefold() for part in rest)
    for found in _marks(stem):
        is_english = found[2] is not None
        return is_english, tuple(part.casefold() for part in (*folders, _without(stem, is_english)))
    return None


def _marks(stem: str) -> Iterator[re.Match[str]]:
    """The names of languages in a stem, the last one first: in report.en.zh the file is Chinese."""
    return reversed(list(_PART.finditer(stem)))


def _without(stem: str, is_english: bool) -> str:
    """A stem without its last name of that language."""
    for found in _marks(stem):
        if (found[2] is not None) == is_english:
            return re.sub(r"[._\- ]{2,}", ".", stem[: found.start()] + stem[found.end() :]).strip("._- ")
    return stem


def _parts(path: Path) -> tuple[str, ...]:
    """The folders and the name without its suffix, of which a language is none: x.zh stays whole."""
    plain, _ = without_packing(path)
    ends_in_language = _WHOLE.fullmatch(plain.suffix[1:]) is not None
    return (*plain.parts[:-1], plain.name if ends_in_language else plain.stem or plain.name)
