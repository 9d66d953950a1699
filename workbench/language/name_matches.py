"""Names that an English and a Chinese text share: spelled in pinyin, known to the gazetteer, or alike in sound."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.language.analysed_text import AnalysedText
from workbench.language.english_people import find_in_chinese
from workbench.language.romanisation import divisions, find_romanised, letters
from workbench.language.transcription import may_be_foreign, sounds_like, transcribed_names, transcription_score
from workbench.language.words import Span


def people(en: AnalysedText, zh: AnalysedText) -> Iterator[tuple[Span, Span]]:
    """Yield Chinese people, by what their English names spell."""
    for name in en.english_people:
        spelled = find_in_chinese(name, zh.simplified)
        if spelled is not None:
            yield (name.start, name.end), (spelled.start, spelled.start + len(spelled.hanzi))


def places(en: AnalysedText, zh: AnalysedText) -> Iterator[tuple[Span, Span]]:
    """Yield places that the gazetteer has under both names."""
    left = list(zh.chinese_places)
    for mention in en.english_places:
        same = next((other for other in left if not set(mention.places).isdisjoint(other.places)), None)
        if same is not None:
            left.remove(same)
            yield (mention.start, mention.end), (same.start, same.end)


def foreign_names(en: AnalysedText, zh: AnalysedText) -> Iterator[tuple[Span, Span]]:
    """Yield foreign names, by their sound: the best word for each run of characters that transcribes one."""
    words = [match for match in en.name_words if may_be_foreign(match.group())]
    for start, end in transcribed_names(zh):
        name = zh.simplified[start:end]
        alike = [match for match in words if sounds_like(name, match.group())]
        if alike:
            best = max(alike, key=lambda match: transcription_score(name, letters(match.group())))
            words.remove(best)
            yield best.span(), (start, end)


def romanised(en: AnalysedText, zh: AnalysedText) -> Iterator[tuple[Span, Span]]:
    """Yield other names of two syllables and more in pinyin."""
    for match in en.name_words:
        sizes = {len(way) for way in divisions(letters(match.group()))}
        for size in sorted(sizes - {0, 1}, reverse=True):
            if (at := next(find_romanised(match.group(), size, zh.simplified), None)) is not None:
                yield match.span(), (at, at + size)
                break
