//! Complaints of all cases, soonest clock first.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::deeds::{self, Running};
use super::apologies::{TargetJson, target_json};
use crate::kit::At;
use crate::web::{Asked, Desk, Doing, Problem};

/// A case that is a complaint, and the clock that runs out next.
#[derive(Serialize, ToSchema)]
pub struct RunningJson {
    case: i64,
    subject: String,
    /// Null: no team has it.
    #[schema(required = true)]
    team: Option<i64>,
    /// Whose clocks; null: the mailbox has none.
    #[schema(required = true)]
    pack: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    received_at: At,
    /// They did not accept our answer: it is kept open.
    kept_open: bool,
    /// What is due next; null without clocks.
    #[schema(required = true)]
    next: Option<TargetJson>,
    late: bool,
}

impl RunningJson {
    fn of(running: Running, now: At) -> RunningJson {
        let Running { listed, next } = running;
        RunningJson {
            case: listed.case,
            subject: listed.subject,
            team: listed.team.map(|(id, _)| id),
            kept_open: listed.complaint.rejected_at.is_some(),
            pack: listed.complaint.pack,
            received_at: listed.complaint.received_at,
            late: next.is_some_and(|next| next.is_late(now)),
            next: next.as_ref().map(target_json),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct RunningComplaints {
    items: Vec<RunningJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// Which complaints.
#[derive(Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WhichComplaints {
    /// Those of this team.
    team: Option<i64>,
}

/// The complaints that are not answered, by their next clock: the first two hundred.
#[utoipa::path(get, path = "/api/v1/complaints", tag = "complaints", operation_id = "complaints",
    params(WhichComplaints), responses((status = 200, body = RunningComplaints)))]
pub async fn list(
    State(desk): State<Desk>,
    Asked(which): Asked<WhichComplaints>,
) -> Result<Json<RunningComplaints>, Problem> {
    let now = desk.now();
    let all = desk
        .db
        .read(move |tx| deeds::complaints(tx, which.team))
        .await
        .doing(|| "listing the complaints")?;
    Ok(Json(RunningComplaints {
        items: all
            .into_iter()
            .map(|one| RunningJson::of(one, now))
            .collect(),
        next: None,
    }))
}
