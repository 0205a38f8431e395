-- What became of each backup. Its file lies in the folder of backups, or where
-- somebody at the terminal wanted it.
CREATE TABLE backup (
    id              {id},
    made_by         {text} NOT NULL,           -- night, command
    began_at        {int} NOT NULL,
    file            {text} NOT NULL,           -- its name, without a folder
    ended_at        {int},                     -- none while it is being made
    bytes           {int},
    digest          {text},                    -- SHA-256 of the file
    verified_at     {int},                     -- when it was read back whole
    failed          {text},                    -- why there is none
    removed_at      {int}                      -- seven newer ones are there
) {strict};
