//! What can be done about teams, shared by pages and API.

use ::store::Tx;
use axum::http::StatusCode;

use super::store::{self, Team};
use crate::kit::At;
use crate::team;
use crate::web::Problem;

const NAME_AT_MOST: usize = 60;

/// A team as it shall be.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub name: String,
    /// Agent, and whether they lead it.
    pub members: Vec<(i64, bool)>,
    pub mailboxes: Vec<i64>,
}

fn wrong(code: &'static str, key: &'static str) -> Problem {
    Problem::refuse(StatusCode::UNPROCESSABLE_ENTITY, code, key)
}

pub fn find(tx: &mut Tx<'_>, id: i64) -> Result<Team, Problem> {
    store::find(tx, id)?.ok_or_else(|| Problem::not_found("team", id))
}

/// Keeps a team, or makes one. Gives its id.
///
/// # Errors
/// 422 `name`, `members`, `no-such-agent` (who cannot have cases),
/// `no-such-mailbox`; 409 `taken`.
pub fn keep(
    tx: &mut Tx<'_>,
    id: Option<i64>,
    wanted: &Wanted,
    actor: &str,
    now: At,
) -> Result<i64, Problem> {
    let name = wanted.name.trim();
    if name.is_empty() || name.chars().count() > NAME_AT_MOST {
        return Err(wrong("name", "teams-name-wrong"));
    }
    let same = |known: &(i64, String)| Some(known.0) != id && known.1.eq_ignore_ascii_case(name);
    if store::names(tx)?.iter().any(same) {
        let taken = Problem::refuse(StatusCode::CONFLICT, "taken", "teams-name-taken");
        return Err(taken.arg("name", name));
    }
    // Cases of a team without anybody would be seen by nobody in particular.
    if wanted.members.is_empty() {
        return Err(wrong("members", "teams-no-members").beside("members"));
    }
    for (agent, _) in &wanted.members {
        if !team::store::may_own(tx, *agent)? {
            return Err(wrong("no-such-agent", "not-found-agent")
                .arg("which", agent.to_string())
                .beside("members"));
        }
    }
    let known = store::mailboxes(tx)?;
    let unknown = |id: &&i64| known.iter().all(|(mailbox, ..)| mailbox != *id);
    if let Some(unknown) = wanted.mailboxes.iter().find(unknown) {
        return Err(wrong("no-such-mailbox", "not-found-mailbox")
            .arg("which", unknown.to_string())
            .beside("mailbox"));
    }
    let id = match id {
        Some(id) => {
            find(tx, id)?;
            store::rename(tx, id, name)?;
            id
        }
        None => store::add(tx, name, now)?,
    };
    store::set_members(tx, id, &wanted.members)?;
    store::set_mailboxes(tx, id, &wanted.mailboxes)?;
    team::audit(tx, now, actor, "team-change", &format!("team:{id}"))?;
    // Whose cases these are may have changed.
    tx.say("list");
    Ok(id)
}

/// # Errors
/// 409 `in-use` while a case of it is open.
pub fn remove(tx: &mut Tx<'_>, id: i64, actor: &str, now: At) -> Result<(), Problem> {
    let team = find(tx, id)?;
    if let Some(case) = store::an_open_case(tx, id)? {
        return Err(
            Problem::refuse(StatusCode::CONFLICT, "in-use", "teams-in-use")
                .arg("name", team.name)
                .arg("case", case.to_string()),
        );
    }
    store::set_mailboxes(tx, id, &[])?;
    store::remove(tx, id, now)?;
    team::audit(tx, now, actor, "team-removed", &format!("team:{id}"))?;
    Ok(())
}

/// Somebody of the team is the first to be asked, from a time to a time. Gives
/// the id of that stretch.
///
/// # Errors
/// 404 for who is no member; 422 `time` when it ends before it begins, or is over.
pub fn put_on_duty(
    tx: &mut Tx<'_>,
    id: i64,
    agent: i64,
    (from, until): (At, At),
    actor: &str,
    now: At,
) -> Result<i64, Problem> {
    let team = find(tx, id)?;
    if !team.members.iter().any(|m| m.id == agent) {
        return Err(Problem::not_found("member", agent).beside("agent"));
    }
    if until <= from || until <= now {
        return Err(wrong("time", "teams-duty-times").beside("from"));
    }
    let duty = store::add_duty(tx, id, agent, from, until, actor)?;
    team::audit(tx, now, actor, "duty-change", &format!("team:{id}"))?;
    Ok(duty)
}

/// A stretch of the rota is nobody's any more.
pub fn take_off_duty(
    tx: &mut Tx<'_>,
    id: i64,
    duty: i64,
    actor: &str,
    now: At,
) -> Result<(), Problem> {
    find(tx, id)?;
    store::remove_duty(tx, id, duty)?;
    team::audit(tx, now, actor, "duty-change", &format!("team:{id}"))?;
    Ok(())
}
