CREATE TABLE unit_inlines (     -- inline codes of units that came in a file, to be given back when they leave again
    pair_id INTEGER NOT NULL,   -- no REFERENCES: a row that is removed may come back
    side TEXT NOT NULL CHECK (side IN ('source', 'target')),
    text TEXT NOT NULL,         -- as it came: what the offsets are into
    inlines TEXT NOT NULL,      -- JSON, as in blocks
    PRIMARY KEY (pair_id, side)
) STRICT, WITHOUT ROWID;
