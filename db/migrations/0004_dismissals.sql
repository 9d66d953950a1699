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
