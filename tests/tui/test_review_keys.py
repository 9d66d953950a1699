"""Keys of the review screen, and what they leave in the corpus."""

from __future__ import annotations

from tests.tui.conftest import Driver, Started
from tests.tui.corpora import CHINESE, ENGLISH
from workbench.domain import Relation, Status
from workbench.store.queries import Order
from workbench.tui.dialogs.edit import EditDialog
from workbench.tui.dialogs.split import SplitDialog
from workbench.tui.screens.review import ReviewScreen


async def test_one_bitext_opens_on_its_most_doubtful_row(started: Started) -> None:
    async with started() as driver:
        assert isinstance(driver.app.screen, ReviewScreen)
        assert driver.current.flags
        assert "Kyrgyzstan → Jilin" in driver.screen


async def test_a_corpus_opened_for_the_first_time_is_read_from_its_beginning(started: Started) -> None:
    async with started(order=Order.DOCUMENT) as driver:
        assert driver.rows.order is Order.DOCUMENT
        assert driver.current.source.text == ENGLISH[0]
        lines = driver.screen.splitlines()
        assert next(line for line in lines[2:] if line).split() == ["tianjin-visit", "sichuan-forum"]


async def test_the_density_is_kept_between_two_sessions(started: Started) -> None:
    async with started() as driver:
        whole = driver.screen.splitlines()[2:20]
        await driver.press("Z")
        assert driver.screen.splitlines()[2:20] != whole
    async with started() as driver:
        assert "took part." not in driver.screen
        await driver.press("Z")
        assert driver.screen.splitlines()[2:20] == whole


async def test_arrows_and_vi_keys_move(started: Started) -> None:
    async with started() as driver:
        await driver.press("j", "down", "k")
        assert driver.rows.cursor == 1
        await driver.press("up", "k", "k")
        assert driver.rows.cursor == 0
        await driver.press("G")
        assert driver.rows.cursor == 10
        await driver.press("home", "pagedown", "pagedown", "pagedown")
        assert driver.rows.cursor == 10


async def test_confirm_stores_and_goes_on_where_the_last_row_stood(started: Started) -> None:
    async with started() as driver:
        first = driver.current
        line = _cursor_line(driver.screen)
        await driver.press("c")
        stored = driver.stored()[first.id or 0]
        assert (stored.status, stored.reviewer) == (Status.CONFIRMED, "An Na")
        assert driver.current.id != first.id
        assert _cursor_line(driver.screen) == line
        await driver.press("c")
        assert _cursor_line(driver.screen) == line


async def test_every_judgement_is_stored(started: Started) -> None:
    async with started() as driver:
        ids = driver.rows.index.ids.tolist()
        await driver.press("c", "x", "w")
        stored = driver.stored()
        assert [stored[i].status for i in ids[:3]] == [Status.CONFIRMED, Status.REJECTED, Status.NEEDS_REVIEW]
        await driver.press("g", "p")
        assert driver.stored()[ids[0]].status is Status.PROPOSED


async def test_undo_goes_back_to_the_row_and_redo_does_it_again(started: Started) -> None:
    async with started() as driver:
        first = driver.current.id
        await driver.press("c", "j", "j", "u")
        assert driver.current.id == first
        assert driver.stored()[first or 0].status is Status.PROPOSED
        await driver.press("ctrl+r")
        assert driver.stored()[first or 0].status is Status.CONFIRMED
        await driver.press("u", "u")
        assert "Nothing to undo." in driver.said


async def test_undo_reaches_over_a_restart(started: Started) -> None:
    async with started() as driver:
        first = driver.current.id or 0
        await driver.press("c")
    async with started() as driver:
        await driver.press("u")
        assert driver.stored()[first].status is Status.PROPOSED
        assert driver.current.id == first


async def test_reopened_where_it_stood(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "G", "k")
        await driver.press("slash", *"status", "colon", *"open", "enter")
        wanted = driver.current.id
        await driver.press("j", "q")
        following = driver.current.id
    async with started() as driver:
        assert driver.rows.filter == "status:open"
        assert str(driver.rows.order) == "document"
        assert driver.current.id in (wanted, following)
        assert driver.current.id == following


async def test_next_open_flagged_uneven_and_bookmark(started: Started) -> None:
    async with started() as driver:
        flagged = driver.current.id
        await driver.press("c", "n")
        assert driver.current.status is Status.PROPOSED
        await driver.press("f")
        assert driver.current.id == flagged
        await driver.press("o")
        assert driver.current.relation is Relation.UNALIGNED
        await driver.press("b", "g", "B")
        assert driver.current.bookmarked
        await driver.press("O", "N", "F", "grave_accent")
        assert driver.said == []


async def test_confirm_all_above_is_one_action(started: Started) -> None:
    async with started() as driver:
        await driver.press("j", "j", "C")
        confirmed = [pair for pair in driver.stored().values() if pair.status is Status.CONFIRMED]
        assert len(confirmed) == 3
        await driver.press("u")
        assert not [pair for pair in driver.stored().values() if pair.status is Status.CONFIRMED]


async def test_apply_keeps_a_correction(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("a")
        stored = driver.stored()[row]
        assert "Jilin." in stored.source.text
        assert "Kyrgyzstan" not in stored.source.text
        (correction,) = stored.corrections
        assert (correction.rule, correction.reviewer, correction.before) == ("places", "An Na", ENGLISH[2])
        assert [flag.rule for flag in stored.flags] == ["people"]
        await driver.press("a")
        assert any("no suggestion" in message for message in driver.said)


async def test_apply_everywhere_previews_and_is_one_undo(started: Started) -> None:
    async with started() as driver:
        await driver.press("A")
        assert "1 of 1 row taken" in driver.screen
        assert "[Kyrgyzstan → Jilin]" in driver.screen
        await driver.press("escape")
        assert "Kyrgyzstan" in driver.current.source.text
        await driver.press("A", "space", "enter")
        assert "0 of 1 row taken" in driver.screen
        assert "Kyrgyzstan" in driver.current.source.text
        await driver.press("a", "enter")
        await driver.settle()
        assert "Kyrgyzstan" not in driver.current.source.text
        await driver.press("u")
        assert "Kyrgyzstan" in driver.current.source.text


async def test_edit_both_sides_and_keep(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("e")
        assert isinstance(driver.app.screen, EditDialog)
        await driver.press("X", "tab", "吉", "ctrl+s")
        stored = driver.stored()[row]
        assert stored.source.text == ENGLISH[2].replace("Kyrgyzstan", "KyrgyzstanX")
        assert stored.target.text.count("吉") == CHINESE[2].count("吉") + 1
        assert [correction.rule for correction in stored.corrections] == ["edit", "edit"]
        assert stored.corrections[1].before == CHINESE[2]


async def test_a_dropped_draft_comes_back_with_undo(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("e", "X", "escape")
        assert driver.stored()[row].source.text == ENGLISH[2]
        await driver.press("u")
        assert isinstance(driver.app.screen, EditDialog)
        await driver.press("ctrl+s")
        assert "KyrgyzstanX" in driver.stored()[row].source.text


async def test_keys_of_the_list_are_text_in_the_editor(started: Started) -> None:
    async with started() as driver:
        await driver.press("e", "c", "x", "q", "j", "question_mark", "ctrl+s")
        assert "Kyrgyzstancxqj?" in driver.current.source.text
        assert driver.current.status is Status.PROPOSED


async def test_merge_split_and_back(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "m")
        merged = driver.current
        assert (merged.source.segments, merged.target.segments) == ((0, 1), (0, 1))
        assert merged.source.text == f"{ENGLISH[0]} {ENGLISH[1]}"
        assert merged.target.text == CHINESE[0] + CHINESE[1]
        await driver.press("s")
        assert isinstance(driver.app.screen, SplitDialog)
        await driver.press("enter")
        assert driver.current.source.text == ENGLISH[0]
        assert driver.current.target.text == CHINESE[0]
        await driver.press("j")
        assert driver.current.source.text == ENGLISH[1]
        await driver.press("M")
        assert driver.current.source.segments == (0, 1)


async def test_split_at_a_cut_moved_by_hand(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "s", "tab", "home", "right", "shift+left", "enter")
        parts = [driver.current]
        await driver.press("j")
        parts.append(driver.current)
        assert parts[0].source.text.replace(" ", "") + parts[1].source.text.replace(" ", "") == ENGLISH[0].replace(
            " ", ""
        )
        assert parts[0].target.text + parts[1].target.text == CHINESE[0]


async def test_move_a_sentence_and_take_it_back(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "m", "l", "J")
        assert driver.current.target.segments == (0,)
        await driver.press("L")
        taken_back = driver.current
        assert taken_back.target.segments == (0, 1)
        assert taken_back.source.segments == (0, 1)


async def test_link_two_far_rows_and_unlink(started: Started) -> None:
    async with started() as driver:
        alone = [pair.id or 0 for pair in driver.stored().values() if pair.relation is Relation.UNALIGNED]
        assert len(alone) == 2
        await driver.press("o", "v", "o", "v")
        stored = driver.stored()
        linked = next(pair for pair in stored.values() if pair.id in alone)
        assert linked.relation is Relation.TRANSLATION
        assert (linked.source.text, linked.target.text) == (ENGLISH[8], CHINESE[8])
        await driver.press("U")
        assert sum(pair.relation is Relation.UNALIGNED for pair in driver.stored().values()) == 2


async def test_note_is_kept_and_shown(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("i", *"ask", "enter")
        assert driver.stored()[row].note == "ask"
        assert "note: ask" in driver.screen


async def test_filter_order_and_clear(started: Started) -> None:
    async with started() as driver:
        await driver.press("slash", *"flagged", "enter")
        assert len(driver.rows) == 1
        await driver.press("escape")
        assert len(driver.rows) == 11
        await driver.press("slash", *"nosuchword", "enter")
        assert "No row passes the filter" in driver.screen
        await driver.press("c", "escape")
        assert len(driver.rows) == 11
        await driver.press("slash", *"status", "colon", *"odd", "enter")
        assert "Unknown status odd." in driver.screen
        await driver.press("escape", "z")
        assert driver.current.source.document == "tianjin-visit"


async def test_matching_words_have_a_colour_and_a_number(started: Started) -> None:
    async with started(filter_line="3.5") as driver:
        await driver.press("equals_sign")
        screen = driver.screen
        assert "3.5 billion" in screen
        assert any(sign in screen for sign in "¹²³")
        await driver.press("equals_sign")
        assert "¹" not in driver.screen


async def test_concordance_goes_to_the_row(started: Started) -> None:
    async with started(filter_line="flagged") as driver:
        await driver.press("asterisk")
        await driver.press(*["backspace"] * 12, *"张恩惠", "enter")
        await driver.settle()
        assert "张恩惠”: 1 row" in driver.screen
        await driver.press("enter")
        assert "张恩惠" in driver.current.target.text


async def test_history_plot_and_help(started: Started) -> None:
    async with started() as driver:
        await driver.press("a", "y")
        assert "apply" in driver.screen
        assert "[Kyrgyzstan → Jilin]" in driver.screen
        await driver.press("escape", "d")
        assert "10 sentences" in driver.screen
        await driver.press("escape", "question_mark")
        assert "Next row that is not decided." in driver.screen
        await driver.press("escape")
        assert isinstance(driver.app.screen, ReviewScreen)


async def test_the_palette_runs_a_command(started: Started) -> None:
    async with started() as driver:
        await driver.press("ctrl+p", *"bookmark")
        await driver.settle()
        await driver.pilot.pause(0.3)
        assert "Bookmark  (b)" in driver.screen
        await driver.press("down", "enter")
        await driver.settle()
        assert [pair.id for pair in driver.stored().values() if pair.bookmarked] == [driver.current.id]


async def test_estimate_reads_a_sample_and_confirms_the_rest(started: Started) -> None:
    async with started() as driver:
        await driver.press("percent_sign")
        assert "How many of the unread rows are right?" in driver.screen
        await driver.press("r")
        assert driver.rows.is_sample
        assert len(driver.rows) == 9
        await driver.press("c", "c", "x", "escape", "percent_sign")
        assert "3 rows of a random sample were read" in driver.screen
        await driver.press("c", "enter")
        left = [
            p for p in driver.stored().values() if p.status is Status.PROPOSED and p.relation is not Relation.UNALIGNED
        ]
        assert left == []
        await driver.press("u")
        assert len([p for p in driver.stored().values() if p.status is Status.PROPOSED]) == 8


def _cursor_line(screen: str) -> int:
    return next(number for number, line in enumerate(screen.splitlines()) if line.startswith("▌"))


async def test_an_edit_is_offered_to_other_rows(started: Started) -> None:
    async with started(filter_line="Zhang Enhui") as driver:
        await driver.press("e", "up", "home", *["delete"] * 5, *"Mister", "ctrl+s")
        await driver.settle()
        assert driver.current.source.text.startswith("Mister Enhui")
        assert any("Zhang becomes Mister" in message for message in driver.said)
        await driver.press("A")
        assert "1 of 1 row taken" in driver.screen
        await driver.press("enter")
        await driver.settle()
        changed = next(pair for pair in driver.stored().values() if pair.source.segments == (2,))
        assert "Mister Gong" in changed.source.text
        assert (changed.corrections[0].rule, changed.corrections[0].reviewer) == ("learnt", "An Na")


async def test_candidates_for_an_unaligned_row(started: Started) -> None:
    async with started() as driver:
        await driver.press("G")
        row = driver.current
        assert (row.relation, row.target.text) == (Relation.UNALIGNED, "")
        await driver.press("enter")
        await driver.settle()
        assert "▸candidates " in driver.screen
        await driver.press("enter")
        assert driver.current.relation is Relation.TRANSLATION
        assert driver.current.target.text in CHINESE
        await driver.press("u")
        assert driver.stored()[row.id or 0].target.text == ""


async def test_realign_keeps_what_is_decided(started: Started) -> None:
    async with started() as driver:
        await driver.press("z", "g", "c", "m")
        merged = driver.current
        assert len(merged.source.segments) == 2
        await driver.press("R")
        await driver.settle()
        assert "Realign these rows?" in driver.screen
        await driver.press("enter")
        stored = driver.stored()
        assert all(len(pair.source.segments) <= 1 for pair in stored.values())
        assert sum(pair.status is Status.CONFIRMED for pair in stored.values()) == 1
        assert sorted(i for pair in stored.values() for i in pair.source.segments) == list(range(10))
        assert sorted(i for pair in stored.values() for i in pair.target.segments) == list(range(10))


async def test_checks_run_again_after_an_edit(started: Started) -> None:
    async with started(checks=True, filter_line="3.5") as driver:
        assert driver.current.flags == ()
        await driver.press("e", "end", *["left"] * 6, "backspace", "9", "ctrl+s")
        await driver.settle()
        assert driver.current.source.text != ENGLISH[7]
        await driver.press("r")
        assert "Checked again." in driver.said


def _screen(driver: Driver) -> ReviewScreen:
    assert isinstance(driver.app.screen, ReviewScreen)
    return driver.app.screen


async def test_a_flag_is_dismissed_remembered_and_shown_again(started: Started) -> None:
    async with started() as driver:
        row = driver.current.id or 0
        await driver.press("D")
        assert "Dismiss places" in driver.screen
        await driver.press("j", "j", "enter")
        stored = driver.stored()[row]
        assert [flag.rule for flag in stored.flags] == ["people"]
        assert [(each.scope, each.found, each.reviewer) for each in stored.dismissals] == [
            ("word", "Kyrgyzstan", "An Na")
        ]
        await driver.press("u")
        assert [flag.rule for flag in driver.stored()[row].flags] == ["people", "places"]
        await driver.press("ctrl+r", "r")
        assert [flag.rule for flag in driver.stored()[row].dismissed] == ["places"]
    async with started() as driver:
        await driver.press("slash", *"dismissed", "enter")
        assert [int(each) for each in driver.rows.index.ids] == [row]
        assert "dismissed: " in driver.screen
        found, live = (*driver.current.flags, *driver.current.dismissed), len(driver.current.flags)
        chosen = found.index(_screen(driver).chosen_flag(driver.current))
        await driver.press(*["t"] * (live - chosen), "D")
        assert driver.stored()[row].dismissed == ()
        assert "places" in {flag.rule for flag in driver.stored()[row].flags}
