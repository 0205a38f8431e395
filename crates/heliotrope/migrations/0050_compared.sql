-- Once a day all letters of the folders are held against the ledger.
ALTER TABLE fetch_state ADD COLUMN compared_at {int};      -- when that last came to its end
ALTER TABLE fetch_state ADD COLUMN compare_asked_at {int}; -- somebody wants it now
ALTER TABLE fetch_state ADD COLUMN compared {int};         -- letters looked at
ALTER TABLE fetch_state ADD COLUMN lacked {int};           -- of them the ledger did not have; they were brought
ALTER TABLE fetch_state ADD COLUMN unheard {int};          -- of them the server did not hand over
