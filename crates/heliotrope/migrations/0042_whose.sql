-- A need belongs to one person of the case. None: to whoever asks.
ALTER TABLE need ADD COLUMN person_id {int};
-- What was found lately, and when: the lead's page reads these by time.
CREATE INDEX need_by_time ON need (added_at);

-- What came with a case of somebody else stays theirs: until now that was
-- worked out from the merging each time.
UPDATE need SET person_id = (
    SELECT f.person_id FROM merging_row r JOIN merging m ON m.id = r.merging_id AND m.undone_at IS NULL
    JOIN cases f ON f.number = m.from_case
    WHERE r.noun = 'need' AND r.row_id = need.id ORDER BY m.id LIMIT 1
) WHERE id IN (
    SELECT r.row_id FROM merging_row r JOIN merging m ON m.id = r.merging_id AND m.undone_at IS NULL
    WHERE r.noun = 'need'
);
UPDATE need SET person_id = NULL WHERE person_id = (SELECT c.person_id FROM cases c WHERE c.number = need.case_number);
