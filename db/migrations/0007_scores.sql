-- Whether the probability of a row was computed: an imported one may have none, and 0 here; and whether a row was
-- confirmed because a sample of such rows was right, not because somebody read it.
ALTER TABLE pairs ADD COLUMN scored INTEGER NOT NULL DEFAULT 1 CHECK (scored IN (0, 1));
ALTER TABLE pairs ADD COLUMN by_estimate INTEGER NOT NULL DEFAULT 0 CHECK (by_estimate IN (0, 1));
