-- What the sides of a pair have in common, and how much of each is in the other; NULL where that was not measured.
ALTER TABLE pairs ADD COLUMN kind TEXT NOT NULL DEFAULT 'same' CHECK (kind IN ('same', 'part', 'form', 'unrelated'));
ALTER TABLE pairs ADD COLUMN source_coverage REAL CHECK (source_coverage BETWEEN 0 AND 1);
ALTER TABLE pairs ADD COLUMN target_coverage REAL CHECK (target_coverage BETWEEN 0 AND 1);
