-- The action that made a correction a rule; while it is undone, there is no rule. NULL where it was refused.
ALTER TABLE lessons ADD COLUMN action INTEGER REFERENCES actions (id);

-- Before, the two had reviewer and second in common.
UPDATE lessons SET action = (
    SELECT max(id) FROM actions WHERE kind = 'rule' AND actions.reviewer = lessons.reviewer AND actions.at = lessons.at
) WHERE kept;
