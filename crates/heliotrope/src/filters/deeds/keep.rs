//! Views: keeping a filter under a name, sharing it, letting it go.

use axum::http::StatusCode;

use super::super::rules;
use super::super::store::kept::{self, Kept};
use super::{Me, refusal, understand};
use crate::kit::fold;
use crate::web::{Asker, Problem, Role};
use ::store::Tx;

const NAME_AT_MOST: usize = 60;
/// As many as a person finds their way in.
const VIEWS_AT_MOST: usize = 50;

/// A view as it shall be.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub name: String,
    pub filter: String,
    pub shared: bool,
}

/// One that the asker sees.
///
/// # Errors
/// 404 for one that nobody shared with them.
pub fn find(tx: &mut Tx<'_>, asker: &Asker, id: i64) -> Result<Kept, Problem> {
    kept::find(tx, asker.agent, id)?.ok_or_else(|| Problem::not_found("view", id))
}

/// Its author, and for what is shared those who lead.
pub fn may_change(asker: &Asker, view: &Kept) -> bool {
    view.agent == asker.agent || (view.shared && asker.role >= Role::Lead)
}

/// Keeps a view, or makes one. Gives its id.
///
/// # Errors
/// 422 `name`, `filter` (with the place), `views-full`; 403 `not-yours`; 409 `taken`.
pub fn keep(
    tx: &mut Tx<'_>,
    asker: &Asker,
    id: Option<i64>,
    wanted: &Wanted,
    me: &Me,
) -> Result<i64, Problem> {
    let name = wanted.name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_AT_MOST {
        let wrong = Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "name",
            "filters-name-wrong",
        );
        return Err(wrong.beside("name"));
    }
    let known = id.map(|id| changeable(tx, asker, id)).transpose()?;
    let read = rules::read(&wanted.filter).map_err(|trouble| refusal(&trouble))?;
    understand(tx, &read, me)?;
    let seen = kept::seen_by(tx, asker.agent)?;
    let author = known.as_ref().map_or(asker.agent, |view| view.agent);
    let same = |view: &&Kept| {
        view.agent == author && Some(view.id) != id && fold(&view.name) == fold(&name)
    };
    if seen.iter().any(|view| same(&view)) {
        let taken = Problem::refuse(StatusCode::CONFLICT, "taken", "filters-name-taken");
        return Err(taken.arg("name", name).beside("name"));
    }
    let filter = read.to_string();
    let shared = wanted.shared && asker.role >= Role::Agent;
    match known {
        Some(view) => {
            let view = Kept {
                name,
                filter,
                shared,
                ..view
            };
            kept::save(tx, &view, asker.agent, me.now)?;
            Ok(view.id)
        }
        None if seen.iter().filter(|view| view.agent == author).count() >= VIEWS_AT_MOST => {
            Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "views-full",
                "filters-views-full",
            ))
        }
        None => Ok(kept::add(tx, asker.agent, &name, &filter, shared, me.now)?),
    }
}

/// One that the asker may change.
///
/// # Errors
/// 404; 403 `not-yours`.
pub fn changeable(tx: &mut Tx<'_>, asker: &Asker, id: i64) -> Result<Kept, Problem> {
    let view = find(tx, asker, id)?;
    match may_change(asker, &view) {
        true => Ok(view),
        false => {
            let theirs = Problem::refuse(StatusCode::FORBIDDEN, "not-yours", "filters-not-yours");
            Err(theirs.arg("name", view.by))
        }
    }
}

pub fn remove(tx: &mut Tx<'_>, asker: &Asker, id: i64, me: &Me) -> Result<(), Problem> {
    changeable(tx, asker, id)?;
    kept::remove(tx, id, asker.agent, me.now)?;
    Ok(())
}
