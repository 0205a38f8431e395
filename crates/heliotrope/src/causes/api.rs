//! `/api/v1/causes`, their changes, and telling everybody they touched.

mod changes;
mod telling;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::deeds::{self, Changed};
use super::pages::LATELY;
use super::rules::by_language;
use super::store::{self, Cause, news};
use crate::kit::At;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Given, Named, Once, Problem, Routes, Who, limit_of,
    nullable, to_json,
};
use ::store::Tx;
use changes::{ChangeJson, change_json};

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/causes", Who::Light, list)
        .post("/api/v1/causes", Who::Agent, add)
        .get("/api/v1/causes/{id}", Who::Light, one)
        .patch("/api/v1/causes/{id}", Who::Agent, change)
        .get("/api/v1/causes/asked", Who::Light, asked)
        .post("/api/v1/causes/{id}/changes", Who::Agent, changes::add)
        .patch("/api/v1/changes/{id}", Who::Agent, changes::change)
        .post("/api/v1/causes/{id}/news", Who::Lead, telling::tell)
        .delete("/api/v1/causes/{id}/news", Who::Lead, telling::stop)
}

/// The paths above with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list,
    add,
    one,
    change,
    asked,
    changes::add,
    changes::change,
    telling::tell,
    telling::stop
))]
pub struct Docs;

/// What went wrong: the name of a thing, never of a person.
#[derive(Serialize, ToSchema)]
pub struct CauseJson {
    pub id: i64,
    pub name: String,
    /// The agent who looks after it.
    #[schema(required = true)]
    pub owner: Option<i64>,
    /// The team that is asked while nobody looks after it; null: the house.
    #[schema(required = true)]
    pub team: Option<i64>,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    pub fixed_at: Option<At>,
}

pub fn cause_json(cause: &Cause) -> CauseJson {
    CauseJson {
        id: cause.id,
        name: cause.name.clone(),
        owner: cause.owner,
        team: cause.team,
        fixed_at: cause.fixed_at,
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
    /// Cases to which no letter has gone: those in whose language there is no text yet among them, and those
    /// where a named person looks first.
    kept_aside: Vec<i64>,
    #[schema(required = true, pattern = "^(done|taken_back|stopped)$")]
    ended_as: Option<&'static str>,
}

/// How many people are still to be told in one language.
#[derive(Serialize, ToSchema)]
struct ReadersJson {
    /// `de`: the first part of a tag.
    language: String,
    people: i64,
}

/// A cause with all that is known of it.
#[derive(Serialize, ToSchema)]
struct WholeJson {
    #[serde(flatten)]
    cause: CauseJson,
    /// Who is asked about it: its owner while they are here, else whoever is on duty.
    #[schema(required = true)]
    asked: Option<i64>,
    /// How many cases it touched, and how many people.
    cases: i64,
    people: i64,
    /// How many people read an apology for it.
    apologised_to: i64,
    /// How many people have not read yet that it is mended.
    to_tell: i64,
    /// The same by the language of their letters; each needs a text of its own.
    languages: Vec<ReadersJson>,
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
    let languages = by_language(&news::languages(tx, id)?).into_iter();
    Ok(WholeJson {
        asked: deeds::keeper(tx, &cause, now)?,
        languages: languages
            .map(|(language, people)| ReadersJson { language, people })
            .collect(),
        cause: cause_json(&cause),
        cases: reach.cases,
        people: reach.people,
        apologised_to: reach.apologised,
        to_tell: news::to_tell(tx, id)?,
        changes: store::changes(tx, id)?.iter().map(change_json).collect(),
        news,
    })
}

/// What each POST here does: once, in one transaction, with a kept answer.
async fn made(
    desk: &Desk,
    once: Once,
    doing: impl FnOnce() -> String,
    act: impl Fn(&mut Tx<'_>, At) -> Result<serde_json::Value, Problem> + Send + Sync + 'static,
) -> Result<Answer, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| once.run(tx, now, |tx| Ok(Answer::created(act(tx, now)?))))
        .await
        .doing(doing)
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
    let act = move |tx: &mut Tx<'_>, now| {
        let id = deeds::add(tx, &asker, &new.name, None, now)?;
        to_json(&whole(tx, id, now)?)
    };
    made(&desk, once, || "making a cause".into(), act).await
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
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    owner: Option<Option<i64>>,
    /// The id of a team, or null: while nobody looks after it the house is asked.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<i64>)]
    team: Option<Option<i64>>,
    /// Whether it is mended.
    fixed: Option<bool>,
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
        team: change.team,
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

/// Something that a cause asks of somebody.
#[derive(Serialize, ToSchema)]
struct AskedJson {
    cause: i64,
    name: String,
    /// Who looks after it; what changes and by when; who does what is planned; what became of a change that is late.
    #[schema(pattern = "^(owner|change|doer|overdue)$")]
    asks: &'static str,
    /// Null when the cause itself asks.
    #[schema(required = true)]
    change: Option<i64>,
    #[schema(required = true, value_type = Option<String>, format = DateTime)]
    due: Option<At>,
}

#[derive(Serialize, ToSchema)]
struct AskedList {
    items: Vec<AskedJson>,
    /// Always null: there are few.
    #[schema(required = true)]
    next: Option<String>,
}

/// What the causes that are not mended ask of you: as who looks after them, or as whoever is on duty for the team
/// while nobody does.
#[utoipa::path(get, path = "/api/v1/causes/asked", tag = "causes", operation_id = "asked_of_you",
    responses((status = 200, body = AskedList)))]
async fn asked(State(desk): State<Desk>, asker: Asker) -> Result<Json<AskedList>, Problem> {
    let now = desk.now();
    let mut all = desk
        .db
        .read(move |tx| deeds::asked(tx, now))
        .await
        .doing(|| "listing what causes ask for")?;
    all.retain(|asked| asked.of == Some(asker.agent));
    let one = |asked: deeds::Asked| AskedJson {
        cause: asked.cause.id,
        name: asked.cause.name,
        asks: asked.asks.word(),
        due: asked.change.as_ref().and_then(|change| change.due),
        change: asked.change.map(|change| change.id),
    };
    Ok(Json(AskedList {
        items: all.into_iter().map(one).collect(),
        next: None,
    }))
}
