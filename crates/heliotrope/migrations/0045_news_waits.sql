-- The word that a cause is mended waits for a second pair of eyes as well. It
-- stands beside an answer of the same writer and does not take its place.
ALTER TABLE waiting_answer ADD COLUMN news_id {int};    -- the telling it belongs to; null: an answer
DROP INDEX waiting_answer_live;
CREATE UNIQUE INDEX waiting_answer_live ON waiting_answer (case_number, agent_id) WHERE ended_at IS NULL AND news_id IS NULL;
