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
    at TEXT NOT NULL,
    PRIMARY KEY (found, replacement, beside, place, chinese)
) STRICT, WITHOUT ROWID;
