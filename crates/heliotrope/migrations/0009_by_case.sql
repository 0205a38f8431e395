-- What belongs to one case, asked for at each look at it and at each letter:
-- without these every such question reads the whole table.
CREATE INDEX outbox_by_case ON outbox (case_number, id);
CREATE INDEX letter_id_by_case ON letter_id (case_number);
