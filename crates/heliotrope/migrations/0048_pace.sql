-- The most letters that leave this mailbox in a minute. None: as the configuration says.
ALTER TABLE mailbox ADD COLUMN per_minute {int};
-- When a letter was last taken up by a mailbox that may send so many in a minute;
-- all nodes count these.
ALTER TABLE outbox ADD COLUMN taken_at {int};
CREATE INDEX outbox_taken ON outbox (taken_at) WHERE taken_at IS NOT NULL;
