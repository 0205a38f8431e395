//! `/api/v1/screened`: what is kept and not shown yet, with the same three
//! presses as its page. Nothing here removes anything.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::intake::deeds::{self, held};
use crate::intake::rules::Ending;
use crate::intake::views::held::{Held, List};
use crate::kit::At;
use crate::messages::rules::preview;
use crate::web::{
    Asked, Asker, Desk, Given, Named, Problem, Routes, Who, cursor, limit_of, read_cursor,
};

/// How much of the words stands in a list, in characters.
const PREVIEW: usize = 200;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/screened", Who::Agent, list)
        .get("/api/v1/screened/{arrival}", Who::Agent, one)
        .patch("/api/v1/screened/{arrival}", Who::Agent, change)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Which {
    /// "held" (when left out), or "leaving": what somebody said can go.
    #[param(inline)]
    state: Option<Listed>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Listed {
    Held,
    Leaving,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ScreenedList {
    items: Vec<Screened>,
    /// The cursor of the next page; null at the end.
    #[schema(required = true)]
    next: Option<String>,
}

/// One arrival that waits for a person's press.
#[derive(Serialize, ToSchema)]
pub(super) struct Screened {
    arrival: i64,
    /// "held"; "leaving": somebody said that it can go; "kept": it stands in a case.
    #[schema(pattern = "^(held|leaving|kept)$")]
    state: &'static str,
    #[schema(required = true)]
    case: Option<i64>,
    /// Why it waits, as a closed word.
    #[schema(required = true)]
    reason: Option<String>,
    /// The words for which the learned filter held it back, the strongest first.
    because: Vec<String>,
    from: String,
    subject: String,
    /// A list shows its beginning. Null: too large to be shown.
    #[schema(required = true)]
    text: Option<String>,
    /// When it is removed for good, unless somebody brings it back.
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    gone_at: Option<At>,
    #[schema(value_type = String, format = DateTime)]
    at: At,
}

impl Screened {
    fn of(held: Held, whole: bool) -> Screened {
        let text = held.words.as_ref().map(|said| match whole {
            true => said.words.clone(),
            false => preview(&said.words, PREVIEW),
        });
        let said = held.words.unwrap_or_default();
        let arrival = held.arrival;
        Screened {
            state: match (arrival.case, held.leaves) {
                (Some(_), _) => "kept",
                (None, Some(_)) => "leaving",
                (None, None) => "held",
            },
            arrival: arrival.id,
            case: arrival.case,
            reason: arrival.reason,
            because: held.because,
            from: said.from,
            subject: said.subject,
            text,
            gone_at: held.leaves.map(|since| since.plus(deeds::STAYS)),
            at: arrival.at,
        }
    }
}

/// What is held back, newest first.
#[utoipa::path(get, path = "/api/v1/screened", tag = "arrivals", operation_id = "screened", params(Which),
    responses((status = 200, body = ScreenedList)))]
pub(super) async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<ScreenedList>, Problem> {
    let limit = limit_of(which.limit)?;
    let before = read_cursor(which.cursor.as_deref())?.unwrap_or(i64::MAX);
    let state = match which.state {
        Some(Listed::Leaving) => List::Leaving,
        Some(Listed::Held) | None => List::Held,
    };
    let (held, older) = held::list(&desk, state, before, limit).await?;
    Ok(Json(ScreenedList {
        items: held
            .into_iter()
            .map(|one| Screened::of(one, false))
            .collect(),
        next: older.map(|id| cursor(&id)),
    }))
}

/// One of them, with all its words.
#[utoipa::path(get, path = "/api/v1/screened/{arrival}", tag = "arrivals", operation_id = "screened_one",
    params(("arrival" = i64, Path)), responses((status = 200, body = Screened)))]
pub(super) async fn one(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(arrival): Named<i64>,
) -> Result<Json<Screened>, Problem> {
    shown(&desk, arrival).await.map(Json)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Changed {
    state: Wanted,
}

#[derive(Deserialize, ToSchema, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    /// Into a case, with the time at which it came.
    Kept,
    /// It can go; it is removed 30 days later.
    Leaving,
    /// It stays after all.
    Held,
}

/// Lets it in, says that it can go, or that it stays after all.
#[utoipa::path(patch, path = "/api/v1/screened/{arrival}", tag = "arrivals", operation_id = "screened_change",
    params(("arrival" = i64, Path)), request_body = Changed, responses((status = 200, body = Screened)))]
pub(super) async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(arrival): Named<i64>,
    Given(changed): Given<Changed>,
) -> Result<Json<Screened>, Problem> {
    match changed.state {
        Wanted::Kept => deeds::keep(&desk, &asker, arrival).await.map(drop)?,
        Wanted::Leaving => deeds::let_go(&desk, &asker, arrival).await?,
        Wanted::Held => deeds::stay(&desk, &asker, arrival).await?,
    }
    shown(&desk, arrival).await.map(Json)
}

/// Only what was held back, or is: a letter that went straight into its case is read there.
async fn shown(desk: &Desk, arrival: i64) -> Result<Screened, Problem> {
    let none = || Problem::not_found("arrival", arrival);
    let found = held::find(desk, arrival, false).await?;
    if found.0.raw.is_empty() || found.0.ending == Some(Ending::Duplicate) {
        return Err(none());
    }
    let held = held::read(desk, vec![found]).await?;
    let one = held.into_iter().next().ok_or_else(none)?;
    Ok(Screened::of(one, true))
}
