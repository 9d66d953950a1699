CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);

CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL DEFAULT 'article' CHECK (role IN ('article', 'coverage')),
    title TEXT NOT NULL DEFAULT '',
    text TEXT,              -- as read; NULL where only the name is known, from an imported file
    encoding TEXT,
    checksum TEXT,          -- SHA-256 of the bytes
    segmentation TEXT, date TEXT NOT NULL DEFAULT '',      -- hash of the segments: the same bytes cut otherwise are another document
    UNIQUE (checksum, segmentation)
) STRICT;

CREATE TABLE edits (        -- cleaning, step by step: the cleaned text is the text as read with these applied
    document INTEGER NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE segments (
    document INTEGER NOT NULL REFERENCES documents (id),
    position INTEGER NOT NULL,
    text TEXT NOT NULL,
    gap TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('en', 'zh-Hans', 'zh-Hant')),
    heading INTEGER NOT NULL CHECK (heading IN (0, 1)),
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE pairs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never given twice: history refers to removed rows
    home INTEGER NOT NULL,                  -- the document under whose order the row is listed; 0 for none
    place REAL NOT NULL,                    -- order within home
    source_document INTEGER REFERENCES documents (id),
    target_document INTEGER REFERENCES documents (id),
    source_language TEXT NOT NULL CHECK (source_language IN ('en', 'zh-Hans', 'zh-Hant')),
    target_language TEXT NOT NULL CHECK (target_language IN ('en', 'zh-Hans', 'zh-Hant')),
    source_segments TEXT NOT NULL,          -- positions, ascending: "5 6"
    target_segments TEXT NOT NULL,
    relation TEXT NOT NULL CHECK (relation IN ('translation', 'same-language', 'unaligned')),
    status TEXT NOT NULL CHECK (status IN ('proposed', 'confirmed', 'needs-review', 'rejected')),
    probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
    severity INTEGER NOT NULL DEFAULT 0 CHECK (severity BETWEEN 0 AND 3), -- of the worst flag: 0 none … 3 error
    reviewer TEXT,
    bookmarked INTEGER NOT NULL DEFAULT 0 CHECK (bookmarked IN (0, 1)),
    updated_at TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    source_text TEXT NOT NULL,              -- the long ones last: lists are made from the others
    target_text TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT ''
, kind TEXT NOT NULL DEFAULT 'same' CHECK (kind IN ('same', 'part', 'form', 'unrelated')), source_coverage REAL CHECK (source_coverage BETWEEN 0 AND 1), target_coverage REAL CHECK (target_coverage BETWEEN 0 AND 1), scored INTEGER NOT NULL DEFAULT 1 CHECK (scored IN (0, 1)), by_estimate INTEGER NOT NULL DEFAULT 0 CHECK (by_estimate IN (0, 1)), source_spans TEXT NOT NULL DEFAULT '', target_spans TEXT NOT NULL DEFAULT '') STRICT;

CREATE INDEX pairs_in_order ON pairs (home, place);

CREATE INDEX pairs_by_target ON pairs (target_document) WHERE target_document IS NOT NULL;

CREATE INDEX pairs_bookmarked ON pairs (id) WHERE bookmarked = 1;

CREATE TABLE members (      -- which rows hold a segment: the n-to-m of beads
    document INTEGER NOT NULL REFERENCES documents (id),
    position INTEGER NOT NULL,
    pair_id INTEGER NOT NULL,   -- no REFERENCES: removing a row would have to look through all of this
    PRIMARY KEY (document, position, pair_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE flags (
    pair_id INTEGER NOT NULL REFERENCES pairs (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'info')),
    side TEXT NOT NULL CHECK (side IN ('en', 'zh', 'source', 'target')),
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    found TEXT NOT NULL,
    suggestion TEXT,
    message TEXT NOT NULL,
    PRIMARY KEY (pair_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX flags_by_rule ON flags (rule, severity);

CREATE TABLE corrections (
    pair_id INTEGER NOT NULL REFERENCES pairs (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    side TEXT NOT NULL CHECK (side IN ('source', 'target')),
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    rule TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (pair_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE known (        -- every pair ever added, by a hash of its segments or texts; outlives the row
    key BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE actions (      -- what people did; appended, never changed but for `undone`
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    at TEXT NOT NULL,
    reverts INTEGER REFERENCES actions (id),    -- for "undo" and "redo": the action taken back or done again
    undone INTEGER REFERENCES actions (id)      -- the undo in force
) STRICT;

CREATE INDEX actions_undone ON actions (undone) WHERE undone IS NOT NULL;

CREATE INDEX actions_undoable ON actions (reviewer, id) WHERE reverts IS NULL AND undone IS NULL;

CREATE TABLE changes (      -- each row of an action: the fields that changed, as JSON; the whole row where it is new or gone
    action_id INTEGER NOT NULL REFERENCES actions (id),
    number INTEGER NOT NULL,
    pair_id INTEGER NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (action_id, number),
    CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT;

CREATE INDEX changes_by_pair ON changes (pair_id, action_id);

CREATE TRIGGER actions_stay BEFORE DELETE ON actions
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;

CREATE TRIGGER actions_keep_words BEFORE UPDATE OF id, kind, reviewer, at, reverts ON actions
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;

CREATE TRIGGER changes_stay BEFORE DELETE ON changes
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;

CREATE TRIGGER changes_keep_words BEFORE UPDATE ON changes
BEGIN
    SELECT RAISE(ABORT, 'history is append-only');
END;

CREATE TABLE tallies (      -- rows counted by what the library screen shows; kept by the triggers below
    home INTEGER NOT NULL,
    target INTEGER NOT NULL,
    relation TEXT NOT NULL,
    status TEXT NOT NULL,
    flagged INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (home, target, relation, status, flagged)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER pairs_counted AFTER INSERT ON pairs
BEGIN
    INSERT INTO tallies VALUES (new.home, ifnull(new.target_document, 0), new.relation, new.status, new.severity > 1, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE TRIGGER pairs_discounted AFTER DELETE ON pairs
BEGIN
    UPDATE tallies SET count = count - 1
    WHERE home = old.home AND target = ifnull(old.target_document, 0) AND relation = old.relation
        AND status = old.status AND flagged = (old.severity > 1);
END;

CREATE TRIGGER pairs_recounted AFTER UPDATE OF home, target_document, relation, status, severity ON pairs
BEGIN
    UPDATE tallies SET count = count - 1
    WHERE home = old.home AND target = ifnull(old.target_document, 0) AND relation = old.relation
        AND status = old.status AND flagged = (old.severity > 1);
    INSERT INTO tallies VALUES (new.home, ifnull(new.target_document, 0), new.relation, new.status, new.severity > 1, 1)
    ON CONFLICT DO UPDATE SET count = count + 1;
END;

CREATE VIRTUAL TABLE words USING fts5 (source, target, content = '', tokenize = 'ascii');

CREATE TABLE 'words_data'(id INTEGER PRIMARY KEY, block BLOB);

CREATE TABLE 'words_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID;

CREATE TABLE 'words_docsize'(id INTEGER PRIMARY KEY, sz BLOB);

CREATE TABLE 'words_config'(k PRIMARY KEY, v) WITHOUT ROWID;

CREATE TABLE terms (
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('required', 'preferred', 'forbidden')),
    note TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (zh, en)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE encoders (
    id INTEGER PRIMARY KEY,
    signature TEXT NOT NULL UNIQUE,
    dimension INTEGER NOT NULL
) STRICT;

CREATE TABLE vectors (      -- a cache: float32, little-endian; the lowest id is the oldest
    id INTEGER PRIMARY KEY,
    encoder INTEGER NOT NULL REFERENCES encoders (id),
    key BLOB NOT NULL,      -- first half of the SHA-256 of the text
    vector BLOB NOT NULL,
    UNIQUE (encoder, key)
) STRICT;

CREATE TABLE imports (      -- files read into the corpus; an interrupted one goes on where its record says
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,                     -- of the file, as it was given
    checksum TEXT NOT NULL,                 -- SHA-256 of the bytes
    options TEXT NOT NULL,                  -- what else decides which pairs the file holds, as JSON
    first_row INTEGER NOT NULL,             -- rows from this id on came with this import, or with somebody else meanwhile
    total INTEGER NOT NULL,                 -- pairs in the file
    done INTEGER NOT NULL DEFAULT 0,        -- pairs of the file dealt with, in its order; all of them: it is finished
    added INTEGER NOT NULL DEFAULT 0,       -- of those, new to the corpus
    started_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    CHECK (0 <= added AND added <= done AND done <= total)
) STRICT;

CREATE TABLE checked (      -- rows that checks have seen; a row that has changed since has another revision
    pair_id INTEGER PRIMARY KEY,    -- no REFERENCES: what is left of a removed row means nothing
    revision INTEGER NOT NULL,      -- of the row, as it was checked
    rules INTEGER NOT NULL          -- hash of the rules that checked it
) STRICT;

CREATE TABLE dismissals (   -- flags that people dismissed; a field of the row it was done in, with history like any other
    pair_id INTEGER NOT NULL REFERENCES pairs (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('row', 'text', 'word')),
    rule TEXT NOT NULL,
    found TEXT NOT NULL,
    text TEXT NOT NULL,     -- of the flagged side, for scope 'text'; else empty
    reviewer TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (pair_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX dismissals_by_rule ON dismissals (rule) WHERE scope <> 'row';

CREATE TABLE dismissed_flags (  -- what checks found and a dismissal covers: kept out of `flags`, which everything counts
    pair_id INTEGER NOT NULL REFERENCES pairs (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'info')),
    side TEXT NOT NULL CHECK (side IN ('source', 'target')),
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    found TEXT NOT NULL,
    suggestion TEXT,
    message TEXT NOT NULL,
    PRIMARY KEY (pair_id, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX dismissed_flags_by_rule ON dismissed_flags (rule);

CREATE TABLE blocks (       -- of documents whose format has them: headings, table cells, listings, subtitles …
    document INTEGER NOT NULL REFERENCES documents (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    "start" INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    level INTEGER NOT NULL,
    place TEXT NOT NULL,        -- JSON: page, headings, cell, time, key, element, those that there are
    inlines TEXT NOT NULL,      -- JSON: [[kind, start, end, data], …], offsets into the document's text
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE segment_blocks (   -- the block of each segment
    document INTEGER NOT NULL REFERENCES documents (id),
    position INTEGER NOT NULL,
    block INTEGER NOT NULL,
    inlines TEXT NOT NULL,      -- as in blocks, offsets into the segment's text
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_inlines (     -- inline codes of units that came in a file, to be given back when they leave again
    pair_id INTEGER NOT NULL,   -- no REFERENCES: a row that is removed may come back
    side TEXT NOT NULL CHECK (side IN ('source', 'target')),
    text TEXT NOT NULL,         -- as it came: what the offsets are into
    inlines TEXT NOT NULL,      -- JSON, as in blocks
    PRIMARY KEY (pair_id, side)
) STRICT, WITHOUT ROWID;

CREATE TABLE refused_terms (    -- harvested from the pairs, offered, and not wanted: they are not offered again
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    reviewer TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (zh, en)
) STRICT, WITHOUT ROWID;

CREATE TABLE lessons (          -- corrections that recurred and were offered as a rule of the corpus
    found TEXT NOT NULL,
    replacement TEXT NOT NULL,
    beside TEXT NOT NULL,       -- words of the other side that ask for the replacement; '' for none
    place TEXT NOT NULL,        -- Chinese name of the place that these are read as; '' for none
    chinese INTEGER NOT NULL CHECK (chinese IN (0, 1)),     -- whether the words are Chinese
    kept INTEGER NOT NULL CHECK (kept IN (0, 1)),           -- whether it is a rule; 0 where it was refused
    reviewer TEXT NOT NULL,
    at TEXT NOT NULL, action INTEGER REFERENCES actions (id),
    PRIMARY KEY (found, replacement, beside, place, chinese)
) STRICT, WITHOUT ROWID;
