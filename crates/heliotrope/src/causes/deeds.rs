//! What is done about a cause. Page and API call the same.

mod asked;

pub use asked::{Asked, asked, asked_of, keeper};

use super::rules::{self, ChangeState, Meant, NewsEnd, Text, WrongName, WrongNews};
use super::store::{self, Cause, Change, news};
use crate::events::Actor;
use crate::kit::At;
use crate::web::{Asker, Problem};
use crate::{team, teams};
use ::store::Tx;
use axum::http::StatusCode;
use std::time::Duration;

/// Names that are offered when several begin with what was typed.
const OFFERED: usize = 5;

fn refuse(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Cause, Problem> {
    store::find(tx, id)?.ok_or_else(|| Problem::not_found("cause", id))
}

fn name(tx: &mut Tx<'_>, typed: &str) -> Result<String, Problem> {
    let team = team::store::roster(tx)?;
    rules::name(typed, team.iter().map(|c| c.name.as_str())).map_err(|wrong| match wrong {
        WrongName::Empty => refuse("empty", "causes-empty"),
        WrongName::TooLong => refuse("too-long", "causes-too-long").arg("most", rules::LONGEST),
        WrongName::Person(name) => refuse("person", "causes-person").arg("name", name),
    })
}

fn owner(tx: &mut Tx<'_>, owner: Option<i64>) -> Result<Option<i64>, Problem> {
    match owner {
        Some(id) if !team::store::may_own(tx, id)? => {
            Err(Problem::not_found("agent", id).beside("owner"))
        }
        owner => Ok(owner),
    }
}

/// Makes a cause; one with the same name is that one. `team`: who is asked while
/// nobody looks after it.
pub fn add(
    tx: &mut Tx<'_>,
    asker: &Asker,
    typed: &str,
    team: Option<i64>,
    now: At,
) -> Result<i64, Problem> {
    let name = name(tx, typed)?;
    tx.lock("causes")?;
    if let Some(known) = store::by_name(tx, &name)? {
        return Ok(known.id);
    }
    Ok(store::add(tx, &name, team, now, Actor::Agent(asker.agent))?)
}

/// The cause that somebody means by a few letters of its name, or by a whole
/// new name, which is made; `team` as in [`add`].
pub fn meant(
    tx: &mut Tx<'_>,
    asker: &Asker,
    typed: &str,
    team: Option<i64>,
    now: At,
) -> Result<i64, Problem> {
    if typed.trim().is_empty() {
        return Err(refuse("empty", "causes-empty"));
    }
    let fitting = store::by_words(tx, typed, OFFERED as i64 + 1)?;
    let fitting: Vec<(i64, String)> = fitting.into_iter().map(|c| (c.id, c.name)).collect();
    match rules::meant(typed, &fitting) {
        Meant::This(id) => Ok(id),
        Meant::New => add(tx, asker, typed, team, now),
        Meant::TooShort => {
            Err(refuse("no-such-cause", "causes-none-begins").arg("typed", typed.trim().to_owned()))
        }
        Meant::Several => {
            let names: Vec<String> = fitting
                .iter()
                .take(OFFERED)
                .map(|(_, name)| name.clone())
                .collect();
            Err(refuse("several-causes", "causes-several")
                .arg("typed", typed.trim().to_owned())
                .arg("names", names.join(", "))
                .extra("causes", names))
        }
    }
}

/// What is to change about a cause; what is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Changed {
    pub name: Option<String>,
    pub owner: Option<Option<i64>>,
    /// Who is asked while nobody looks after it; none: the house.
    pub team: Option<Option<i64>>,
    pub fixed: Option<bool>,
}

pub fn change(
    tx: &mut Tx<'_>,
    asker: &Asker,
    id: i64,
    changed: &Changed,
    now: At,
) -> Result<(), Problem> {
    tx.lock("causes")?;
    let mut cause = find(tx, id)?;
    if let Some(typed) = &changed.name {
        cause.name = name(tx, typed)?;
        if store::by_name(tx, &cause.name)?.is_some_and(|other| other.id != id) {
            return Err(refuse("taken", "causes-taken").arg("name", cause.name));
        }
    }
    if let Some(wanted) = changed.owner {
        cause.owner = owner(tx, wanted)?;
    }
    if let Some(wanted) = changed.team {
        if let Some(team) = wanted {
            teams::deeds::find(tx, team).map_err(|gone| gone.beside("team"))?;
        }
        cause.team = wanted;
    }
    match changed.fixed {
        Some(true) => cause.fixed_at = cause.fixed_at.or(Some(now)),
        Some(false) => {
            cause.fixed_at = None;
            // Nobody is told of what is not mended after all.
            if let Some(running) = running(tx, id)? {
                news::end(tx, &running, NewsEnd::Stopped, now)?;
            }
        }
        None => {}
    }
    Ok(store::save(tx, &cause, Actor::Agent(asker.agent))?)
}

/// What is done so that it does not happen again, as somebody gives it.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub words: String,
    pub owner: Option<i64>,
    pub due: Option<At>,
    pub state: ChangeState,
}

/// `known`: when it was due so far. A day that has passed meanwhile may stay.
fn check(tx: &mut Tx<'_>, wanted: &Wanted, known: Option<At>, now: At) -> Result<(), Problem> {
    if wanted.state != ChangeState::Asked && wanted.words.trim().is_empty() {
        return Err(refuse("empty", "causes-change-empty").beside("text"));
    }
    if wanted.words.chars().count() > rules::LONGEST_CHANGE {
        return Err(refuse("too-long", "causes-change-long")
            .arg("most", rules::LONGEST_CHANGE)
            .beside("text"));
    }
    let over = wanted.due.is_some_and(|due| due <= now) && wanted.due != known;
    if over && matches!(wanted.state, ChangeState::Planned | ChangeState::Asked) {
        return Err(refuse("over", "causes-day-over").beside("due"));
    }
    owner(tx, wanted.owner)?;
    Ok(())
}

pub fn add_change(
    tx: &mut Tx<'_>,
    asker: &Asker,
    cause: i64,
    wanted: &Wanted,
    now: At,
) -> Result<i64, Problem> {
    let known = find(tx, cause)?;
    check(tx, wanted, None, now)?;
    let new = Change {
        id: 0,
        cause,
        words: wanted.words.trim().to_owned(),
        owner: wanted.owner.or(known.owner),
        due: wanted.due,
        state: wanted.state,
    };
    // What was asked for is answered by it.
    let asked = store::changes(tx, cause)?
        .into_iter()
        .find(|c| c.state == ChangeState::Asked);
    match asked {
        Some(asked) => {
            store::save_change(
                tx,
                &Change {
                    id: asked.id,
                    ..new
                },
                now,
            )?;
            Ok(asked.id)
        }
        None => Ok(store::add_change(tx, &new, now, Actor::Agent(asker.agent))?),
    }
}

pub fn change_change(
    tx: &mut Tx<'_>,
    id: i64,
    wanted: &Wanted,
    now: At,
) -> Result<Change, Problem> {
    let known = store::change(tx, id)?.ok_or_else(|| Problem::not_found("change", id))?;
    check(tx, wanted, known.due, now)?;
    let change = Change {
        words: wanted.words.trim().to_owned(),
        owner: wanted.owner,
        due: wanted.due,
        state: wanted.state,
        ..known
    };
    store::save_change(tx, &change, now)?;
    Ok(change)
}

/// Asks the owner of a cause what changes and by when, once.
pub fn ask_for_change(tx: &mut Tx<'_>, asker: &Asker, cause: i64, now: At) -> Result<(), Problem> {
    let open = store::changes(tx, cause)?
        .iter()
        .any(|c| c.state != ChangeState::Dropped);
    if !open {
        let asked = Wanted {
            words: String::new(),
            owner: None,
            due: None,
            state: ChangeState::Asked,
        };
        add_change(tx, asker, cause, &asked, now)?;
    }
    Ok(())
}

fn running(tx: &mut Tx<'_>, cause: i64) -> Result<Option<news::News>, Problem> {
    Ok(news::newest(tx, cause)?.filter(|n| n.ended.is_none()))
}

/// The texts that are to be sent, each fit for its readers. One without a
/// language is for all of them where they read one.
fn written(texts: &[Text], readers: &[(String, i64)]) -> Result<Vec<Text>, Problem> {
    let mut written = Vec::new();
    for text in texts.iter().filter(|text| !text.words.trim().is_empty()) {
        rules::check_news(&text.words).map_err(|wrong| match wrong {
            WrongNews::Empty => refuse("empty", "causes-news-empty"),
            WrongNews::NoMatter => {
                refuse("no-matter", "causes-news-no-matter").arg("mark", rules::MATTER)
            }
            WrongNews::Unfilled(gap) => refuse("unfilled", "causes-news-unfilled").arg("gap", gap),
        })?;
        let language = match (text.language.trim(), readers) {
            ("", [(only, _)]) => only.clone(),
            ("", []) => String::new(),
            ("", several) => {
                let names: Vec<&str> = several.iter().map(|(tag, _)| tag.as_str()).collect();
                return Err(refuse("languages", "causes-news-languages")
                    .arg("languages", names.join(", "))
                    .extra("languages", names));
            }
            (tag, _) => rules::primary(tag),
        };
        written.push(Text {
            language,
            words: text.words.clone(),
        });
    }
    match written.is_empty() {
        true => Err(refuse("empty", "causes-news-empty")),
        false => Ok(written),
    }
}

/// Begins to tell everybody, when the undo time is over.
pub fn tell_everybody(
    tx: &mut Tx<'_>,
    asker: &Asker,
    cause: i64,
    texts: &[Text],
    undo_seconds: i64,
    now: At,
) -> Result<i64, Problem> {
    // Two leads press at once: one letter goes out.
    tx.lock("causes")?;
    let known = find(tx, cause)?;
    if known.fixed_at.is_none() {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "not-fixed",
            "causes-not-fixed",
        ));
    }
    let readers = rules::by_language(&news::languages(tx, cause)?);
    let texts = written(texts, &readers)?;
    if running(tx, cause)?.is_some() {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "under-way",
            "causes-news-under-way",
        ));
    }
    let total = readers
        .iter()
        .filter(|(language, _)| texts.iter().any(|text| text.language == *language))
        .map(|(_, people)| people)
        .sum();
    if total == 0 {
        return Err(Problem::refuse(
            StatusCode::CONFLICT,
            "nobody",
            "causes-news-nobody",
        ));
    }
    let begins = now.plus(Duration::from_secs(
        u64::try_from(undo_seconds).unwrap_or(0),
    ));
    Ok(news::start(
        tx,
        cause,
        &texts,
        total,
        asker.agent,
        now,
        begins,
    )?)
}

/// Takes the letter back while none has left, else sends no more of them. When
/// the last one has left there is nothing to stop.
pub fn stop_telling(tx: &mut Tx<'_>, cause: i64, now: At) -> Result<(), Problem> {
    find(tx, cause)?;
    let Some(running) = running(tx, cause)? else {
        return Ok(());
    };
    let how = match running.begins_at > now {
        true => NewsEnd::TakenBack,
        false => NewsEnd::Stopped,
    };
    news::end(tx, &running, how, now)?;
    Ok(())
}
