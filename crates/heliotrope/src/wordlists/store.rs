//! What a team made of our lists.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use store::{Error, Tx, args, sql};

use super::rules::{HINTS, List, Which};
use crate::kit::At;
use crate::kit::words::Lang;

/// How a list stands in one language.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The team's text; none: ours.
    pub words: Option<String>,
    pub off: bool,
    /// When somebody last changed it, and who by name. None: nobody did.
    pub changed: Option<(At, String)>,
}

/// A list to use in one language; none: it was switched off.
pub fn of(tx: &mut Tx<'_>, list: Which, lang: Lang) -> Result<Option<Arc<List>>, Error> {
    let row = tx.one(
        sql!("SELECT words, switched_off FROM wordlist WHERE list = $1 AND language = $2"),
        args![list.word(), lang.code()],
    )?;
    let Some(row) = row else {
        return Ok(Some(list.our_list(lang)));
    };
    Ok(match (row.get::<Option<String>>(0)?, row.get(1)?) {
        (_, true) => None,
        (None, false) => Some(list.our_list(lang)),
        (Some(text), false) => Some(read(list, lang, &text)),
    })
}

/// The texts of a team that were read last: a list counts for each letter.
static LAST: Mutex<BTreeMap<(Which, &'static str), Read>> = Mutex::new(BTreeMap::new());

struct Read {
    text: String,
    list: Arc<List>,
}

fn read(which: Which, lang: Lang, text: &str) -> Arc<List> {
    let mut lists = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    match lists.get(&(which, lang.code())) {
        Some(last) if last.text == text => Arc::clone(&last.list),
        _ => {
            let list = Arc::new(List::read(text).0);
            let last = Read {
                text: text.to_owned(),
                list: Arc::clone(&list),
            };
            lists.insert((which, lang.code()), last);
            list
        }
    }
}

/// The list that [`of`] is likely to give, known without a look at the database.
pub fn likely(which: Which, lang: Lang) -> Arc<List> {
    let lists = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    let last = lists.get(&(which, lang.code()));
    last.map_or_else(|| which.our_list(lang), |last| Arc::clone(&last.list))
}

/// Hollow phrases, and words that only prove us right, each once, with what is
/// said to it. Nothing of it is kept.
pub fn hints(
    tx: &mut Tx<'_>,
    lang: Option<Lang>,
    text: &str,
) -> Result<Vec<(String, String)>, Error> {
    let mut hints: Vec<(String, String)> = Vec::new();
    let Some(lang) = lang else { return Ok(hints) };
    for which in [Which::Hollow, Which::Proving] {
        let Some(list) = of(tx, which, lang)? else {
            continue;
        };
        for found in list.find(text) {
            let phrase = text[found.at.clone()]
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            if hints.iter().all(|(known, _)| *known != phrase) {
                hints.push((phrase, found.head.to_owned()));
            }
        }
    }
    hints.truncate(HINTS);
    Ok(hints)
}

pub fn standing(tx: &mut Tx<'_>, list: Which, lang: Lang) -> Result<Standing, Error> {
    let row = tx.one(
        sql!(
            "SELECT w.words, w.switched_off, w.changed_at, g.name FROM wordlist w
             JOIN agent g ON g.id = w.changed_by WHERE w.list = $1 AND w.language = $2"
        ),
        args![list.word(), lang.code()],
    )?;
    row.map_or(Ok(Standing::default()), |row| {
        Ok(Standing {
            words: row.get(0)?,
            off: row.get(1)?,
            changed: Some((At(row.get(2)?), row.get(3)?)),
        })
    })
}

/// Keeps the team's text (none: ours) and whether the list is used at all.
pub fn keep(
    tx: &mut Tx<'_>,
    list: Which,
    lang: Lang,
    words: Option<&str>,
    off: bool,
    agent: i64,
    at: At,
) -> Result<(), Error> {
    tx.execute(
        sql!(
            "INSERT INTO wordlist (list, language, words, switched_off, changed_at, changed_by)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (list, language) DO UPDATE SET words = excluded.words,
                switched_off = excluded.switched_off, changed_at = excluded.changed_at, changed_by = excluded.changed_by"
        ),
        args![list.word(), lang.code(), words, off, at.0, agent],
    )?;
    Ok(())
}
