//! `/api/v1/agents/me/muted-times`: times in a letter that an agent does not
//! want to be asked about.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::store::muted;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem, Routes, Who, to_json};
use ::store::Tx;

const PATH: &str = "/api/v1/agents/me/muted-times";
/// A phrase is closed words of ours; whatever is longer is none of them.
pub const LONGEST: usize = 60;

pub fn routes() -> Routes {
    Routes::new()
        .get(PATH, Who::Agent, list)
        .post(PATH, Who::Agent, mute)
        .delete(
            "/api/v1/agents/me/muted-times/{phrase}",
            Who::Agent,
            hear_again,
        )
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(list, mute, hear_again))]
pub struct Docs;

#[derive(Serialize, ToSchema)]
struct MutedTimes {
    items: Vec<MutedTime>,
    /// Always null: there are few.
    #[schema(required = true)]
    next: Option<String>,
}

/// The shape of a time, as a chip names it in `phrase`: "by weekday".
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MutedTime {
    #[schema(min_length = 1, max_length = 60)]
    phrase: String,
}

fn all(tx: &mut Tx<'_>, agent: i64) -> Result<MutedTimes, Problem> {
    let phrases = muted::of(tx, agent)?.into_iter();
    Ok(MutedTimes {
        items: phrases.map(|phrase| MutedTime { phrase }).collect(),
        next: None,
    })
}

/// What this agent muted.
#[utoipa::path(get, path = PATH, tag = "promises", operation_id = "muted_times",
    responses((status = 200, body = MutedTimes)))]
async fn list(State(desk): State<Desk>, asker: Asker) -> Result<Json<MutedTimes>, Problem> {
    desk.db
        .read(move |tx| all(tx, asker.agent))
        .await
        .doing(|| "listing muted times")
        .map(Json)
}

/// Offers such times to this agent no more.
#[utoipa::path(post, path = PATH, tag = "promises", operation_id = "mute_time", request_body = MutedTime,
    responses((status = 201, body = MutedTimes)))]
async fn mute(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<MutedTime>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let phrase = new.phrase.trim().to_owned();
    if phrase.is_empty() || phrase.chars().count() > LONGEST {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Problem::refuse(status, "phrase", "promises-no-such-phrase"));
    }
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                muted::mute(tx, asker.agent, &phrase, now)?;
                Ok(Answer::created(to_json(&all(tx, asker.agent)?)?))
            })
        })
        .await
        .doing(|| "muting a phrase")
}

/// Asks about such times again.
#[utoipa::path(delete, path = "/api/v1/agents/me/muted-times/{phrase}", tag = "promises", operation_id = "hear_time_again",
    params(("phrase" = String, Path, description = "The phrase")),
    responses((status = 200, body = MutedTimes)))]
async fn hear_again(
    State(desk): State<Desk>,
    asker: Asker,
    Named(phrase): Named<String>,
) -> Result<Json<MutedTimes>, Problem> {
    desk.db
        .write(move |tx| {
            muted::hear_again(tx, asker.agent, &phrase)?;
            all(tx, asker.agent)
        })
        .await
        .doing(|| "asking about a phrase again")
        .map(Json)
}
