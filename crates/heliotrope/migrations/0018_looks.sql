-- Each look at a case asks whether it belongs to another one. Few arrivals have
-- a reason at all.
CREATE INDEX arrival_by_reason ON arrival (case_number) WHERE reason IS NOT NULL;

-- What may leave, and when the next may, is asked after each reply. By
-- not_before alone SQLite preferred the index by state, and so read every
-- letter that waits.
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (state, not_before, id) WHERE state = 'waiting';
