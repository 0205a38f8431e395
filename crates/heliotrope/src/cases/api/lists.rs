//! Lists: cases by view or by words, promises by when they are due.

use ::store::Tx;
use axum::http::StatusCode;

use super::super::store::found;
use super::super::store::lists::{self, Owed, Since};
use super::super::{Place, View};
use crate::kit::At;
use crate::teams;
use crate::web::{Asker, Problem, cursor, limit_of, read_cursor};

/// Which cases, and from where on.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub view: Option<View>,
    /// Only cases in which these words are found.
    pub words: Option<String>,
    /// The cases of a team in which it is our turn; neither with a view nor with words.
    pub team: Option<i64>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}

/// The numbers of one page, and where the next begins.
///
/// # Errors
/// 422 `team-alone`, `limit`, `cursor`.
pub fn numbers(
    tx: &mut Tx<'_>,
    asker: &Asker,
    which: &Query,
    now: At,
) -> Result<(Vec<i64>, Option<String>), Problem> {
    let limit = limit_of(which.limit)?;
    let from = which.cursor.as_deref();
    if let Some(team) = which.team {
        if which.view.is_some() || which.words.is_some() {
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "team-alone",
                "cases-team-alone",
            ));
        }
        return of_team(tx, team, from, limit);
    }
    if let Some(words) = which.words.as_deref().filter(|q| !q.trim().is_empty()) {
        let mut hits = found::cases(tx, words)?;
        if let Some(view) = which.view {
            let numbers: Vec<i64> = hits.iter().map(|h| h.case).collect();
            let teams = teams::store::of_agent(tx, asker.agent, now)?;
            let shown = lists::among(tx, &numbers, view, asker.agent, &teams, now)?;
            hits.retain(|h| shown.contains(&h.case));
        }
        if let Some(last) = read_cursor::<i64>(from)? {
            hits.retain(|h| h.message < last);
        }
        return Ok(page(hits, limit, |h| h.case, |h| cursor(&h.message)));
    }
    let teams = match which.view {
        Some(View::Today | View::Free) => teams::store::of_agent(tx, asker.agent, now)?,
        _ => Vec::new(),
    };
    let who = (asker.agent, teams.as_slice());
    of_view(tx, who, which.view, from, limit, now)
}

/// One page of the cases of a team in which it is our turn.
pub fn of_team(
    tx: &mut Tx<'_>,
    team: i64,
    from: Option<&str>,
    limit: i64,
) -> Result<(Vec<i64>, Option<String>), Problem> {
    teams::deeds::find(tx, team)?;
    let rows = lists::of_team(tx, team, owed(from)?, limit + 1)?;
    Ok(page_of_owed(rows, limit))
}

fn owed(from: Option<&str>) -> Result<Option<Owed>, Problem> {
    let key: Option<(i64, i64, i64, i64)> = read_cursor(from)?;
    Ok(key.map(|(rank, owed_at, since, number)| Owed {
        rank,
        owed_at: At(owed_at),
        since: At(since),
        number,
    }))
}

/// One page of a view as an agent of these teams sees it; of all cases without one. The pages
/// of the workspace read the same.
pub fn of_view(
    tx: &mut Tx<'_>,
    (agent, teams): (i64, &[i64]),
    view: Option<View>,
    from: Option<&str>,
    limit: i64,
    now: At,
) -> Result<(Vec<i64>, Option<String>), Problem> {
    // One more than asked for tells whether there is a next page.
    let more = limit + 1;
    let since = |from| -> Result<Option<Since>, Problem> {
        let key: Option<(i64, i64)> = read_cursor(from)?;
        Ok(key.map(|(since, number)| Since {
            since: At(since),
            number,
        }))
    };
    let rows = match view {
        None => {
            return Ok(page(
                lists::newest(tx, read_cursor(from)?, more)?,
                limit,
                |n| *n,
                cursor,
            ));
        }
        Some(View::Today) => lists::today(tx, agent, teams, owed(from)?, more)?,
        Some(View::Mine) => lists::mine(tx, agent, owed(from)?, more)?,
        Some(View::Free) => lists::free(tx, teams, owed(from)?, more)?,
        Some(place @ (View::Waiting | View::Later | View::Closed | View::Silent)) => {
            let rows = match place {
                View::Later => lists::later(tx, since(from)?, more)?,
                View::Silent => lists::silent(tx, now, since(from)?, more)?,
                View::Closed => lists::of_place(tx, Place::Closed, since(from)?, more)?,
                _ => lists::of_place(tx, Place::Waiting, since(from)?, more)?,
            };
            return Ok(page(
                rows,
                limit,
                |s| s.number,
                |s| cursor(&(s.since.0, s.number)),
            ));
        }
    };
    Ok(page_of_owed(rows, limit))
}

fn page_of_owed(rows: Vec<Owed>, limit: i64) -> (Vec<i64>, Option<String>) {
    page(
        rows,
        limit,
        |o| o.number,
        |o| cursor(&(o.rank, o.owed_at.0, o.since.0, o.number)),
    )
}

/// Cuts `rows` to the limit; the key of the last one is where the next page begins.
pub(super) fn page<T, N>(
    mut rows: Vec<T>,
    limit: i64,
    number: impl Fn(&T) -> N,
    key: impl Fn(&T) -> String,
) -> (Vec<N>, Option<String>) {
    let limit = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(key);
    (rows.iter().map(number).collect(), next)
}
