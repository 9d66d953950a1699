"""The term base: two words of a row put into it, or taken out; rows that have them are checked again."""

from __future__ import annotations

from functools import partial

from workbench.domain import Flag, Pair, Term
from workbench.errors import NotPossible
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.review.labels import label
from workbench.script import HAN_RE
from workbench.store.corpus import Corpus
from workbench.tui.controllers.base import Controller
from workbench.tui.dialogs.base import ConfirmDialog
from workbench.tui.dialogs.term import Proposal, TermDialog
from workbench.tui.inspector.terms import HarvestItem, TermItem
from workbench.tui.screen import Handler
from workbench.tui.text import counted_rows

_CHECKED = 1_000
"""Most rows of the corpus that are checked again for a term; `workbench check` sees to more."""
_HARVESTED = 5_000
"""Confirmed rows that terms are harvested from while somebody works; `workbench terms harvest` reads more."""
_AT_ONCE = 25
"""Rows of one job, so that other jobs need not wait long."""


class Terms(Controller):
    """Terms are kept in the corpus and counted nowhere else: the reviewer's own, beside those that are built in."""

    def handlers(self) -> dict[str, Handler]:
        return {"text.term": self.on_row(self._add), "text.harvest": self._harvest}

    async def _add(self, pair: Pair) -> None:
        flag = self.view.chosen_flag(pair)
        selected = self.view.selection
        await self.view.ask(TermDialog(self._keep, _first(selected, flag, pair), partial(self._proposals, pair)))

    def _keep(self, zh: str, en: str) -> None:
        """Put a pair of words into the term base, for the dialog."""
        from workbench.exchange.terms import checked_term

        if not HAN_RE.search(zh) or HAN_RE.search(en):
            raise NotPossible(_("The first word is the Chinese one, the second the English one."))
        term = checked_term({"zh": zh, "en": en}, "The pair")
        known = [each for each in self.workspace.corpus.terms() if (each.zh, each.en) == (term.zh, term.en)]
        if known:
            already = _("{zh} – {en} is in the term base already ({kind}).")
            self.view.say(already.format(zh=term.zh, en=term.en, kind=label(known[0].kind)))
            return
        self.workspace.corpus.add_terms([term])
        added = _(
            "{zh} – {en} is in the term base: marked, and checked from now on. Undo: delete in the tab terms, or "
            "`workbench terms remove {zh}`."
        )
        self.view.say(added.format(zh=term.zh, en=term.en))
        self.changed(term.zh)

    async def _harvest(self) -> None:
        """Find terms that confirmed rows share, in the background; the tab offers those that are in a row."""
        # Imported when first needed: it brings the encoder.
        from workbench.adaptation.harvest import harvest_corpus

        self.view.say(_("Terms are harvested from the confirmed rows …"))
        found = await self.workspace.in_background(partial(harvest_corpus, most=_HARVESTED))
        self.workspace.harvested = found
        self.view.refresh_rows(reload=False)
        harvested = ngettext(
            "{count} term was harvested: the tab terms offers it in its rows.",
            "{count} terms were harvested: the tab terms offers those that are in a row.",
            len(found),
        )
        self.view.say(harvested.format(count=f"{len(found):,}"))

    def accept(self, item: HarvestItem) -> None:
        """Put a harvested term into the term base; rows that have it are checked again."""
        self._decided(item)
        self._keep(item.term.zh, item.term.en)

    def refuse(self, item: HarvestItem) -> None:
        """Keep that a harvested term is not wanted."""
        self._decided(item)
        self.workspace.corpus.refuse_terms([(item.term.zh, item.term.en)], self.session.reviewer)
        self.view.refresh_rows(reload=False)
        self.view.say(_("{zh} – {en} is not offered again.").format(zh=item.term.zh, en=item.term.en))

    def _decided(self, item: HarvestItem) -> None:
        self.workspace.harvested = [each for each in self.workspace.harvested if each != item.term]

    async def remove(self, item: TermItem) -> None:
        """Take a term of one's own out of the term base, after a question."""
        from workbench.language.conversion import simplify

        mine = [term for term in self.workspace.corpus.terms() if simplify(term.zh) == simplify(item.zh)]
        if not mine:
            raise NotPossible(
                _("{term} is built in.").format(term=item.zh),
                hint=_("A term of your own (+) replaces it."),
            )
        lines = [f"{term.zh} – {term.en} ({label(term.kind)})" for term in mine]
        if await self.view.ask(ConfirmDialog(_("Remove from the term base?"), lines, verb=_("remove"))):
            for term in mine:
                self.workspace.corpus.remove_term(term.zh, term.en)
            self.view.say(_("{term} is no longer in the term base.").format(term=item.zh))
            self.changed(item.zh)

    async def _proposals(self, pair: Pair) -> list[Proposal]:
        """Return words that stand for each other in a row."""
        terms = self.workspace.terms()
        return await self.workspace.in_background(lambda corpus: _matching(pair, terms))

    # Checking again

    def changed(self, words: str) -> None:
        """Check the page and the rows with some words again after a term or a rule with them came or went."""
        self.workspace.terms_changed()
        self.view.refresh_rows(reload=False)
        self.view.start(self._check_again(words))

    async def _check_again(self, words: str) -> None:
        """Check the rows on the page, then those with the words, in the background."""
        first, last = self.view.whole_rows
        page = [int(each) for each in self.rows.index.ids[first : last + 1]]
        holding = await self.workspace.in_background(lambda corpus: _rows_with(corpus, words))
        wanted = list(dict.fromkeys([*page, *holding]))
        for start in range(0, len(wanted), _AT_ONCE):
            batch = wanted[start : start + _AT_ONCE]
            checked = await self.workspace.in_background(partial(self.workspace.check_rows, pair_ids=batch))
            for pair in checked:
                self.rows.index.update(pair)
            self.rows.forget([pair.id for pair in checked])
            self.view.refresh_rows(reload=False)
        self.view.say(_("Checked {rows} again.").format(rows=counted_rows(len(wanted))))


def _rows_with(corpus: Corpus, words: str) -> list[int]:
    return [hit.pair.id or 0 for hit in corpus.search(f'"{words}"', limit=_CHECKED)] if words else []


def _first(selected: str, flag: Flag | None, pair: Pair) -> Proposal:
    """Return what is marked: the words selected with the mouse, or those of the chosen flag."""
    words = selected or (flag.found if flag else "")
    chinese = HAN_RE.search(words) is not None
    if not selected and flag is not None and flag.suggestion and pair.side_name("en") is flag.side:
        return Proposal("", flag.suggestion)
    return Proposal(words if chinese else "", "" if chinese else words)


def _matching(pair: Pair, terms: list[Term]) -> list[Proposal]:
    # Imported when first needed: it brings the encoder.
    from workbench.tui.word_matches import matches

    zh, en = pair.side("zh").text, pair.side("en").text
    return [Proposal(zh[slice(*match.source)], en[slice(*match.target)]) for match in matches(zh, en, terms)]
