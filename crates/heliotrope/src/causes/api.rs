//! `/api/v1/causes`, their changes, and telling everybody they touched.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::deeds::{self, Changed, Wanted};
use super::pages::LATELY;
use super::rules::ChangeState;
use super::store::{self, Cause, Change, news};
use crate::kit::At;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Given, Named, Once, Problem, Routes, Who, limit_of,
};
use ::store::Tx;

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/causes", Who::Light, list)
        .post("/api/v1/causes", Who::Agent, add)
        .get("/api/v1/causes/{id}", Who::Light, one)
        .patch("/api/v1/causes/{id}", Who::Agent, change)
        .post("/api/v1/causes/{id}/changes", Who::Agent, add_change)
        .patch("/api/v1/changes/{id}", Who::Agent, change_change)
        .post("/api/v1/causes/{id}/news", Who::Lead, tell)
        .delete("/api/v1/causes/{id}/news", Who::Lead, stop)
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, add, one, change, add_change, change_change, tell, stop))]
pub struct Docs;

/// What went wrong: the name of a thing, never of a person.
#[derive(Serialize, ToSchema)]
pub struct CauseJson {
    pub id: i64,
    pub name: String,
    /// The agent who looks after it.
    #[schema(required = true)]
    pub owner: Option<i64>,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    pub fixed_at: Option<At>,
}

pub fn cause_json(cause: &Cause) -> CauseJson {
    CauseJson {
        id: cause.id,
        name: cause.name.clone(),
        owner: cause.owner,
        fixed_at: cause.fixed_at,
    }
}

/// What is done so that it does not happen again.
#[derive(Serialize, ToSchema)]
struct ChangeJson {
    id: i64,
    text: String,
    #[schema(required = true)]
    owner: Option<i64>,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    due: Option<At>,
    #[schema(pattern = "^(asked|planned|done|dropped)$")]
    state: &'static str,
}

fn change_json(change: &Change) -> ChangeJson {
    ChangeJson {
        id: change.id,
        text: change.words.clone(),
        owner: change.owner,
        due: change.due,
        state: change.state.word(),
    }
}

/// How far the letter to everybody is.
#[derive(Serialize, ToSchema)]
struct NewsJson {
    /// Until then it can be taken back as a whole.
    #[schema(value_type = String, format = DateTime)]
    begins_at: At,
    /// People, as they were counted before the press.
    total: i64,
    sent: i64,
    /// Cases whose person read it in another case of theirs.
    joined: i64,
    /// Cases to which no letter could go.
    kept_aside: Vec<i64>,
    #[schema(required = true, pattern = "^(done|taken_back|stopped)$")]
    ended_as: Option<&'static str>,
}

/// A cause with all that is known of it.
#[derive(Serialize, ToSchema)]
struct WholeJson {
    id: i64,
    name: String,
    #[schema(required = true)]
    owner: Option<i64>,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    fixed_at: Option<At>,
    /// How many cases it touched, and how many people.
    cases: i64,
    people: i64,
    /// How many people read an apology for it.
    apologised_to: i64,
    /// How many people have not read yet that it is mended.
    to_tell: i64,
    changes: Vec<ChangeJson>,
    /// The newest letter to everybody.
    #[schema(required = true)]
    news: Option<NewsJson>,
}

fn whole(tx: &mut Tx<'_>, id: i64, now: At) -> Result<WholeJson, Problem> {
    let cause = deeds::find(tx, id)?;
    let reach = store::reach(tx, id, now.minus(LATELY))?;
    let news = match news::newest(tx, id)? {
        Some(news) => {
            let progress = news::progress(tx, news.id, 100)?;
            Some(NewsJson {
                begins_at: news.begins_at,
                total: news.total,
                sent: progress.sent,
                joined: progress.joined,
                kept_aside: progress.aside.iter().map(|(case, _)| *case).collect(),
                ended_as: news.ended.map(|(_, how)| how.word()),
            })
        }
        None => None,
    };
    Ok(WholeJson {
        id,
        owner: cause.owner,
        fixed_at: cause.fixed_at,
        cases: reach.cases,
        people: reach.people,
        apologised_to: reach.apologised,
        to_tell: news::to_tell(tx, id)?,
        changes: store::changes(tx, id)?.iter().map(change_json).collect(),
        news,
        name: cause.name,
    })
}

fn to_json(answer: &impl Serialize) -> Result<serde_json::Value, Problem> {
    serde_json::to_value(answer).map_err(|e| Problem::from(anyhow::Error::from(e)))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The first letters of a word of its name; all causes when left out.
    q: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
struct Causes {
    items: Vec<CauseJson>,
    /// Always null: narrow the list by `q`.
    #[schema(required = true)]
    next: Option<String>,
}

/// Causes by the first letters of their name.
#[utoipa::path(get, path = "/api/v1/causes", tag = "causes", operation_id = "causes", params(Which),
    responses((status = 200, body = Causes)))]
async fn list(
    State(desk): State<Desk>,
    _asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<Causes>, Problem> {
    let limit = limit_of(which.limit)?;
    let found = desk
        .db
        .read(move |tx| store::by_words(tx, which.q.as_deref().unwrap_or_default(), limit))
        .await
        .doing(|| "listing causes")?;
    Ok(Json(Causes {
        items: found.iter().map(cause_json).collect(),
        next: None,
    }))
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewCause {
    /// A thing, never a person; at most 80 characters.
    name: String,
}

/// Makes a cause. One with the same name is that one.
#[utoipa::path(post, path = "/api/v1/causes", tag = "causes", operation_id = "add_cause", request_body = NewCause,
    responses((status = 201, body = WholeJson)))]
async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<NewCause>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = deeds::add(tx, &asker, &new.name, now)?;
                Ok(Answer::created(to_json(&whole(tx, id, now)?)?))
            })
        })
        .await
        .doing(|| "making a cause")
}

/// One cause: whom it touched, what is done about it, who was told.
#[utoipa::path(get, path = "/api/v1/causes/{id}", tag = "causes", operation_id = "cause",
    params(("id" = i64, Path, description = "The cause")),
    responses((status = 200, body = WholeJson)))]
async fn one(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<WholeJson>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| whole(tx, id, now))
        .await
        .doing(|| format!("reading cause {id}"))
        .map(Json)
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CauseChange {
    name: Option<String>,
    /// The id of an agent, or null: nobody looks after it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    owner: Option<Option<i64>>,
    /// Whether it is mended.
    fixed: Option<bool>,
}

/// `null` is a value of its own: nobody.
fn given<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(d).map(Some)
}

/// Names a cause, gives it an owner, says whether it is mended.
#[utoipa::path(patch, path = "/api/v1/causes/{id}", tag = "causes", operation_id = "change_cause",
    params(("id" = i64, Path, description = "The cause")), request_body = CauseChange,
    responses((status = 200, body = WholeJson)))]
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Given(change): Given<CauseChange>,
) -> Result<Json<WholeJson>, Problem> {
    let now = desk.now();
    let changed = Changed {
        name: change.name,
        owner: change.owner,
        fixed: change.fixed,
    };
    desk.db
        .write(move |tx| {
            deeds::change(tx, &asker, id, &changed, now)?;
            whole(tx, id, now)
        })
        .await
        .doing(|| format!("changing cause {id}"))
        .map(Json)
}

#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum StateJson {
    Asked,
    Planned,
    Done,
    Dropped,
}

impl From<StateJson> for ChangeState {
    fn from(state: StateJson) -> ChangeState {
        match state {
            StateJson::Asked => ChangeState::Asked,
            StateJson::Planned => ChangeState::Planned,
            StateJson::Done => ChangeState::Done,
            StateJson::Dropped => ChangeState::Dropped,
        }
    }
}

/// What is done so that it does not happen again, by whom and by when.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewChange {
    #[serde(default)]
    text: String,
    /// The owner of the cause when left out.
    owner: Option<i64>,
    #[schema(value_type = Option<String>, format = DateTime)]
    due: Option<At>,
    /// `planned` when left out; `asked` asks the owner what changes and by when.
    state: Option<StateJson>,
}

impl NewChange {
    fn wanted(&self) -> Wanted {
        Wanted {
            words: self.text.clone(),
            owner: self.owner,
            due: self.due,
            state: self.state.map_or(ChangeState::Planned, ChangeState::from),
        }
    }
}

/// Adds a change to a cause; one that was asked for is answered by it.
#[utoipa::path(post, path = "/api/v1/causes/{id}/changes", tag = "causes", operation_id = "add_cause_change",
    params(("id" = i64, Path, description = "The cause")), request_body = NewChange,
    responses((status = 201, body = ChangeJson)))]
async fn add_change(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(new): Given<NewChange>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let change = deeds::add_change(tx, &asker, id, &new.wanted(), now)?;
                let change = store::change(tx, change)?
                    .ok_or_else(|| Problem::not_found("change", change))?;
                Ok(Answer::created(to_json(&change_json(&change))?))
            })
        })
        .await
        .doing(|| format!("adding a change to cause {id}"))
}

/// Writes a change anew: all of it.
#[utoipa::path(patch, path = "/api/v1/changes/{id}", tag = "causes", operation_id = "change_cause_change",
    params(("id" = i64, Path, description = "The change")), request_body = NewChange,
    responses((status = 200, body = ChangeJson)))]
async fn change_change(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
    Given(new): Given<NewChange>,
) -> Result<Json<ChangeJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let change = deeds::change_change(tx, id, &new.wanted(), now)?;
            Ok::<_, Problem>(change_json(&change))
        })
        .await
        .doing(|| format!("writing change {id}"))
        .map(Json)
}

/// One letter for everybody it touched; `{matter}` stands for what each of
/// them wrote about.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewNews {
    text: String,
    /// How long it can still be taken back as a whole; 0 when left out.
    #[schema(minimum = 0, maximum = 3600)]
    undo_seconds: Option<i64>,
}

/// Tells everybody a mended cause touched, once each, in the background.
#[utoipa::path(post, path = "/api/v1/causes/{id}/news", tag = "causes", operation_id = "tell_everybody",
    params(("id" = i64, Path, description = "The cause")), request_body = NewNews,
    responses((status = 201, body = WholeJson)))]
async fn tell(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(new): Given<NewNews>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let undo = new.undo_seconds.unwrap_or(0);
    if !(0..=3600).contains(&undo) {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "undo-seconds",
            "causes-undo-seconds",
        )
        .arg("most", 3600_i64));
    }
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                deeds::tell_everybody(tx, &asker, id, &new.text, undo, now)?;
                Ok(Answer::created(to_json(&whole(tx, id, now)?)?))
            })
        })
        .await
        .doing(|| format!("telling everybody of cause {id}"))
}

/// Takes the letter back while none has left, else sends no more of them.
#[utoipa::path(delete, path = "/api/v1/causes/{id}/news", tag = "causes", operation_id = "stop_telling",
    params(("id" = i64, Path, description = "The cause")),
    responses((status = 200, body = WholeJson)))]
async fn stop(
    State(desk): State<Desk>,
    _asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<WholeJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::stop_telling(tx, id, now)?;
            whole(tx, id, now)
        })
        .await
        .doing(|| format!("stopping the letter about cause {id}"))
        .map(Json)
}
