//! The plan of a case.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::deeds;
use super::messages::Conflict;
use crate::kit::At;
use crate::plans::{self, Act, Plan, Step, StepState};
use crate::web::{Asker, Desk, Doing, Given, Named, Problem};

/// What we can, cannot and do next, as the person reads it.
#[derive(Serialize, ToSchema)]
pub struct PlanJson {
    can: String,
    cannot: String,
    /// We said that we have no plan yet.
    none_yet: bool,
    /// With `none_yet`: when they hear from us next.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    until: Option<At>,
    /// In their order.
    steps: Vec<StepJson>,
    /// Null: nothing was ever said.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    changed_at: Option<At>,
}

#[derive(Serialize, ToSchema)]
pub struct StepJson {
    id: i64,
    text: String,
    state: StepState,
}

impl From<Plan> for PlanJson {
    fn from(plan: Plan) -> PlanJson {
        let step = |step: Step| StepJson {
            id: step.id,
            text: step.words,
            state: step.state,
        };
        PlanJson {
            can: plan.can,
            cannot: plan.cannot,
            none_yet: plan.none_yet,
            until: plan.none_until,
            steps: plan.steps.into_iter().map(step).collect(),
            changed_at: plan.changed_at,
        }
    }
}

/// The plan of a case. One that has none answers an empty one.
#[utoipa::path(get, path = "/api/v1/cases/{number}/plan", tag = "plan", operation_id = "plan",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = PlanJson)))]
pub async fn read(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<PlanJson>, Problem> {
    desk.db
        .read(move |tx| {
            super::seen(tx, &asker, number)?;
            Ok::<_, Problem>(plans::store::of_case(tx, number)?.unwrap_or_default())
        })
        .await
        .doing(|| format!("reading the plan of case {number}"))
        .map(|plan| Json(plan.into()))
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedPlan {
    can: Option<String>,
    cannot: Option<String>,
    /// True: say that there is no plan yet, and with `until` when you write
    /// again. The sentence stands in your draft. Steps ahead refuse it.
    none_yet: Option<bool>,
    /// Needed with `none_yet: true`, and only there.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<At>,
    /// All steps in their order. One that stands there and is left out is dropped.
    steps: Option<Vec<WantedStep>>,
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedStep {
    /// Of a step that stands there; left out for a new one.
    id: Option<i64>,
    text: String,
    /// "next" when it is left out.
    state: Option<StepState>,
}

impl ChangedPlan {
    fn acts(self) -> Vec<Act> {
        let mut acts = vec![Act::Keep {
            can: self.can,
            cannot: self.cannot,
            add: Vec::new(),
        }];
        acts.extend(self.steps.map(|steps| {
            let step = |s: WantedStep| Step {
                id: s.id.unwrap_or(0),
                words: s.text,
                state: s.state.unwrap_or(StepState::Next),
            };
            Act::Steps(steps.into_iter().map(step).collect())
        }));
        if self.none_yet == Some(false) {
            acts.push(Act::Some);
        }
        acts
    }
}

/// Writes the plan. The person reads it on their page as it stands.
#[utoipa::path(patch, path = "/api/v1/cases/{number}/plan", tag = "plan", operation_id = "change_plan",
    params(("number" = i64, Path, description = "The case")),
    request_body = ChangedPlan,
    responses((status = 200, body = PlanJson), (status = 409, body = Conflict)))]
pub async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
    Given(change): Given<ChangedPlan>,
) -> Result<Json<PlanJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let (none_yet, until) = (change.none_yet == Some(true), change.until);
            if until.is_some() && !none_yet {
                return Err(Problem::refuse(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    "until",
                    "plans-until-alone",
                )
                .beside("until"));
            }
            let mut plan = Plan::default();
            for act in change.clone().acts() {
                plan = deeds::plan(tx, &asker, number, act, now)?;
            }
            if none_yet {
                plan = deeds::no_plan_yet(tx, &asker, number, until, None, now)?;
            }
            Ok::<_, Problem>(plan)
        })
        .await
        .doing(|| format!("changing the plan of case {number}"))
        .map(|plan| Json(plan.into()))
}
