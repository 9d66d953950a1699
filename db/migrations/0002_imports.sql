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
