//! Telling everybody a mended cause touched.

use super::part;
use crate::causes::rules::{NewsEnd, Text, Told};
use crate::kit::At;
use std::time::Duration;
use store::{Error, Row, Tx, args, ids, sql};

/// A case is told of one cause a day. The longest day has an hour more, so that
/// two never fall on one.
const BETWEEN: Duration = Duration::from_secs(25 * 3600);

/// What the worker listens for.
pub const PART: &str = "news";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    pub id: i64,
    pub cause: i64,
    pub agent: i64,
    pub started_at: At,
    pub begins_at: At,
    pub total: i64,
    pub ended: Option<(At, NewsEnd)>,
}

fn read(row: &Row) -> Result<News, Error> {
    let ended: Option<i64> = row.get(6)?;
    let word: Option<String> = row.get(7)?;
    Ok(News {
        id: row.get(0)?,
        cause: row.get(1)?,
        agent: row.get(2)?,
        started_at: At(row.get(3)?),
        begins_at: At(row.get(4)?),
        total: row.get(5)?,
        ended: match (ended, word) {
            (Some(at), Some(word)) => Some((At(at), word.parse().map_err(Error::data)?)),
            _ => None,
        },
    })
}

/// The people a cause touched who have not read that it is mended.
pub fn to_tell(tx: &mut Tx<'_>, cause: i64) -> Result<i64, Error> {
    tx.one(
        sql!(
            "SELECT COUNT(DISTINCT c.person_id) FROM case_cause c JOIN person p ON p.id = c.person_id
             LEFT JOIN cause_told t ON t.case_number = c.case_number AND t.cause_id = c.cause_id
             WHERE c.cause_id = $1 AND (t.case_number IS NULL OR t.state = 'no_text') AND p.erased_at IS NULL"
        ),
        args![cause],
    )?
    .map_or(Ok(0), |row| row.get(0))
}

/// The same people by the language of their matter, most first: a tag as it
/// stands there (`de-AT`).
pub fn languages(tx: &mut Tx<'_>, cause: i64) -> Result<Vec<(String, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT COALESCE(NULLIF(k.language, ''), NULLIF(q.language, ''), b.language), COUNT(*)
             FROM (SELECT c.person_id, MIN(c.case_number) AS first_case FROM case_cause c
                   JOIN person p ON p.id = c.person_id
                   LEFT JOIN cause_told t ON t.case_number = c.case_number AND t.cause_id = c.cause_id
                   WHERE c.cause_id = $1 AND (t.case_number IS NULL OR t.state = 'no_text') AND p.erased_at IS NULL
                   GROUP BY c.person_id) f
             JOIN cases k ON k.number = f.first_case JOIN person q ON q.id = f.person_id
             JOIN mailbox b ON b.id = k.mailbox_id
             GROUP BY COALESCE(NULLIF(k.language, ''), NULLIF(q.language, ''), b.language) ORDER BY 2 DESC, 1"
        ),
        args![cause],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// The texts of a telling by language.
pub fn texts(tx: &mut Tx<'_>, news: i64) -> Result<Vec<Text>, Error> {
    let rows = tx.query(
        sql!("SELECT language, words FROM cause_news_text WHERE news_id = $1 ORDER BY language"),
        args![news],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Text {
                language: row.get(0)?,
                words: row.get(1)?,
            })
        })
        .collect()
}

pub fn start(
    tx: &mut Tx<'_>,
    cause: i64,
    texts: &[Text],
    total: i64,
    agent: i64,
    now: At,
    begins_at: At,
) -> Result<i64, Error> {
    tx.say(PART);
    tx.say(part(cause));
    let id = tx.insert(
        sql!(
            "INSERT INTO cause_news (cause_id, words, agent_id, started_at, begins_at, total)
             VALUES ($1, '', $2, $3, $4, $5) RETURNING id"
        ),
        args![cause, agent, now.0, begins_at.0, total],
    )?;
    for text in texts {
        tx.execute(
            sql!("INSERT INTO cause_news_text (news_id, language, words) VALUES ($1, $2, $3)"),
            args![id, text.language.as_str(), text.words.trim()],
        )?;
    }
    Ok(id)
}

/// The newest telling of a cause.
pub fn newest(tx: &mut Tx<'_>, cause: i64) -> Result<Option<News>, Error> {
    tx.one(
        sql!(
            "SELECT id, cause_id, agent_id, started_at, begins_at, total, ended_at, ended_as
             FROM cause_news WHERE cause_id = $1 ORDER BY id DESC LIMIT 1"
        ),
        args![cause],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<News>, Error> {
    tx.one(
        sql!(
            "SELECT id, cause_id, agent_id, started_at, begins_at, total, ended_at, ended_as
             FROM cause_news WHERE id = $1"
        ),
        args![id],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// The telling that is under way and may begin, beside those of `looked_at`; no
/// other node gets it until this transaction ends.
pub fn take_due(tx: &mut Tx<'_>, now: At, looked_at: &[i64]) -> Result<Option<News>, Error> {
    tx.one(
        sql!(
            "SELECT id, cause_id, agent_id, started_at, begins_at, total, ended_at, ended_as
             FROM cause_news WHERE ended_at IS NULL AND begins_at <= $1 AND id NOT IN {ids($2)}
             ORDER BY begins_at LIMIT 1 {skip_locked}"
        ),
        args![now.0, ids(looked_at.iter().copied())],
    )?
    .as_ref()
    .map(read)
    .transpose()
}

/// When the next one may begin.
pub fn next_due(tx: &mut Tx<'_>) -> Result<Option<At>, Error> {
    let row = tx.one(
        sql!("SELECT MIN(begins_at) FROM cause_news WHERE ended_at IS NULL"),
        args![],
    )?;
    Ok(row
        .map(|r| r.get::<Option<i64>>(0))
        .transpose()?
        .flatten()
        .map(At))
}

/// Ends a telling that is under way; false when it had ended before.
pub fn end(tx: &mut Tx<'_>, news: &News, how: NewsEnd, now: At) -> Result<bool, Error> {
    let ended = tx.execute(
        sql!(
            "UPDATE cause_news SET ended_at = $2, ended_as = $3 WHERE id = $1 AND ended_at IS NULL"
        ),
        args![news.id, now.0, how.word()],
    )?;
    tx.say(part(news.cause));
    Ok(ended > 0)
}

/// Cases that the cause touched before the press and that are still to be told
/// now: those that an earlier telling had no text for among them, and not those
/// that were told of another cause within a day. A receipt holds nobody up: who
/// wrote this morning wants to read this noon that it works again.
pub fn untold(tx: &mut Tx<'_>, news: &News, now: At, limit: i64) -> Result<Vec<(i64, i64)>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.case_number, c.person_id FROM case_cause c JOIN person p ON p.id = c.person_id
             LEFT JOIN cause_told t ON t.case_number = c.case_number AND t.cause_id = c.cause_id
             WHERE c.cause_id = $1 AND c.added_at <= $2 AND p.erased_at IS NULL
                AND (t.case_number IS NULL OR (t.state = 'no_text' AND t.news_id <> $5))
                AND NOT EXISTS (SELECT 1 FROM case_event e
                    WHERE (e.case_number = c.case_number
                           OR e.case_number = (SELECT k.merged_into FROM cases k WHERE k.number = c.case_number))
                      AND e.kind = 'cause_told' AND e.at > $4)
             ORDER BY c.case_number LIMIT $3"
        ),
        args![
            news.cause,
            news.started_at.0,
            limit,
            now.minus(BETWEEN).0,
            news.id
        ],
    )?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// Does one of the cases that are still to be told wait for its next day?
pub fn is_waited_for(tx: &mut Tx<'_>, news: &News) -> Result<bool, Error> {
    Ok(!untold(tx, news, At::NEVER, 1)?.is_empty())
}

/// The other cases of the same person that are still to be told of it.
pub fn also(tx: &mut Tx<'_>, news: &News, person: i64, beside: i64) -> Result<Vec<i64>, Error> {
    let rows = tx.query(
        sql!(
            "SELECT c.case_number FROM case_cause c
             LEFT JOIN cause_told t ON t.case_number = c.case_number AND t.cause_id = c.cause_id
             WHERE c.cause_id = $1 AND c.added_at <= $2 AND c.person_id = $3 AND c.case_number <> $4
                AND (t.case_number IS NULL OR t.state = 'no_text')
             ORDER BY c.case_number"
        ),
        args![news.cause, news.started_at.0, person, beside],
    )?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Has this person read it in one of their cases, or will they when somebody
/// has looked at it?
pub fn has_read(tx: &mut Tx<'_>, news: &News, person: i64) -> Result<bool, Error> {
    let row = tx.one(
        sql!(
            "SELECT 1 FROM cause_told t JOIN case_cause c ON c.case_number = t.case_number AND c.cause_id = t.cause_id
             WHERE t.news_id = $1 AND c.person_id = $2 AND t.state IN ('sent', 'waits')"
        ),
        args![news.id, person],
    )?;
    Ok(row.is_some())
}

pub fn tell(
    tx: &mut Tx<'_>,
    news: &News,
    case: i64,
    how: Told,
    message: Option<i64>,
    now: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO cause_told (case_number, cause_id, news_id, state, message_id, at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (case_number, cause_id) DO UPDATE SET news_id = excluded.news_id, state = excluded.state,
                message_id = excluded.message_id, at = excluded.at"
        ),
        args![case, news.cause, news.id, how.word(), message, now.0],
    )?;
    tx.say(part(news.cause));
    Ok(())
}

/// How far a telling is: letters written, and cases kept aside with the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    pub sent: i64,
    pub joined: i64,
    pub aside: Vec<(i64, Told)>,
}

/// Of what was kept aside at most `shown`.
pub fn progress(tx: &mut Tx<'_>, news: i64, shown: i64) -> Result<Progress, Error> {
    let mut progress = Progress::default();
    let rows = tx.query(
        sql!("SELECT state, COUNT(*) FROM cause_told WHERE news_id = $1 GROUP BY state"),
        args![news],
    )?;
    for row in &rows {
        match row.get::<String>(0)?.parse().map_err(Error::data)? {
            Told::Sent => progress.sent = row.get(1)?,
            Told::Joined => progress.joined = row.get(1)?,
            _ => {}
        }
    }
    let rows = tx.query(
        sql!(
            "SELECT case_number, state FROM cause_told
             WHERE news_id = $1 AND state NOT IN ('sent', 'joined') ORDER BY case_number LIMIT $2"
        ),
        args![news, shown],
    )?;
    for row in &rows {
        progress.aside.push((
            row.get(0)?,
            row.get::<String>(1)?.parse().map_err(Error::data)?,
        ));
    }
    Ok(progress)
}
