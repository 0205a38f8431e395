-- Whom a cause asks while nobody looks after it: the team of the case it was
-- first set on; none: the house.
ALTER TABLE cause ADD COLUMN team_id {int};
UPDATE cause SET team_id = (
    SELECT c.team_id FROM case_cause t JOIN cases c ON c.number = t.case_number
    WHERE t.cause_id = cause.id ORDER BY t.added_at, t.case_number LIMIT 1
);

-- The letter to everybody, once for each language its readers write in. The
-- words of an older one stay where they were (cause_news.words); it is held for
-- whoever had not got it yet, because nobody said which language it speaks.
CREATE TABLE cause_news_text (
    news_id         {int} NOT NULL REFERENCES cause_news (id),
    language        {text} NOT NULL,           -- de
    words           {text} NOT NULL,           -- {matter} stands for what each of them wrote about
    PRIMARY KEY (news_id, language)
) {strict};
