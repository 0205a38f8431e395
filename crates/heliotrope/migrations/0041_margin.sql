-- Beside a reply that is being written stands what its margin holds: whose it
-- was, the cause, the marked parts. It goes and comes with the draft.

ALTER TABLE draft ADD COLUMN margin {text};    -- JSON; null: the margin is shut
