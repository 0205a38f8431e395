//! `GET /api/v1/cases`, `/api/v1/filters` and `/api/v1/views`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::deeds::{self, Me, Order, Page, Wanted};
use super::rules::{self, Trouble};
use super::store::kept::{self, Kept};
use crate::cases::api::shape::CaseJson;
use crate::cases::api::{Query, cases_json, numbers};
use crate::cases::rules::View;
use crate::web::{
    Answer, Asked, Asker, Desk, Doing, Given, Named, Once, Problem, limit_of, to_json,
};
use ::store::Tx;

/// The paths below with their shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(cases, explain, list, add, change, remove))]
pub struct Docs;

/// Which cases, and from where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// One list of the workspace; `today` and `mine` are those of who asks. Without it all cases, newest first.
    #[param(inline)]
    view: Option<View>,
    /// Only cases in which these words are found.
    q: Option<String>,
    /// The id of a team: its cases in which it is our turn, whoever has them, soonest due first. Neither with
    /// `view` nor with `q`.
    team: Option<i64>,
    /// A filter: the cases it picks, newest first. Alone.
    filter: Option<String>,
    /// The id of a view that somebody keeps: its cases, as it sorts them. Alone.
    saved: Option<i64>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// 50 when left out; more than 100 gives 100.
    #[param(minimum = 1)]
    limit: Option<i64>,
}

impl Which {
    /// A filter says all that there is to say.
    fn alone(&self) -> Result<(), Problem> {
        let others = [
            self.view.is_some() || self.q.is_some() || self.team.is_some(),
            self.filter.is_some(),
            self.saved.is_some(),
        ];
        match others.iter().filter(|other| **other).count() {
            0 | 1 => Ok(()),
            _ => Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "filter-alone",
                "filters-alone",
            )),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Cases {
    items: Vec<CaseJson>,
    /// The cursor of the next page; null at the end. A filter may give fewer
    /// items than asked for before its end.
    #[schema(required = true)]
    next: Option<String>,
    /// With a filter whose words stand in more messages than were looked at.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    limited: bool,
}

/// Cases, by view, by words or by a filter.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases", operation_id = "list", params(Which),
    responses((status = 200, body = Cases)))]
pub async fn cases(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(which): Asked<Which>,
) -> Result<Json<Cases>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| {
            which.alone()?;
            let me = Me::of(&asker, now);
            let (page, limited) = match (&which.filter, which.saved) {
                (Some(filter), _) => filtered(tx, filter, |_| Order::Newest, &me, &which)?,
                (None, Some(id)) => {
                    let view = deeds::find(tx, &asker, id)?;
                    filtered(tx, &view.filter, Order::of_view, &me, &which)?
                }
                (None, None) => {
                    let query = Query {
                        view: which.view,
                        words: which.q.clone(),
                        team: which.team,
                        cursor: which.cursor.clone(),
                        limit: which.limit,
                    };
                    let (numbers, next) = numbers(tx, &asker, &query, now)?;
                    (
                        Page {
                            numbers,
                            next,
                            looked: None,
                        },
                        false,
                    )
                }
            };
            Ok::<_, Problem>(Cases {
                items: cases_json(tx, &page.numbers)?,
                next: page.next,
                limited,
            })
        })
        .await
        .doing(|| "listing cases")
        .map(Json)
}

fn filtered(
    tx: &mut Tx<'_>,
    filter: &str,
    order: impl Fn(&rules::Expr<rules::Term>) -> Order,
    me: &Me,
    which: &Which,
) -> Result<(Page, bool), Problem> {
    let limit = limit_of(which.limit)?;
    let read = rules::read(filter).map_err(|trouble| deeds::refusal(&trouble))?;
    let meant = deeds::understand(tx, &read, me)?;
    let page = deeds::page(tx, &meant, order(&read), which.cursor.as_deref(), limit)?;
    Ok((page, meant.limited))
}

/// A text, as it stands in a field.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Typed {
    /// What was typed.
    #[serde(default)]
    q: String,
    /// Where the caret stands, in characters; at the end when left out.
    caret: Option<usize>,
}

/// How a text is read.
#[derive(Serialize, ToSchema)]
pub struct Explained {
    /// The same filter as it is written here; null when it cannot be read.
    #[schema(required = true)]
    filter: Option<String>,
    /// What cannot be read; null when all can.
    #[schema(required = true)]
    trouble: Option<TroubleJson>,
    /// What may come next at the caret.
    suggestions: Vec<SuggestionJson>,
}

/// What cannot be read, and where.
#[derive(Serialize, ToSchema)]
pub struct TroubleJson {
    /// The sentence a person would read.
    detail: String,
    /// In characters, from 1.
    at: usize,
    length: usize,
    word: String,
    #[schema(required = true)]
    nearest: Option<String>,
}

impl TroubleJson {
    pub fn of(trouble: &Trouble, asker: &Asker) -> TroubleJson {
        TroubleJson {
            detail: deeds::refusal(trouble).detail(asker.words()),
            at: trouble.place.at + 1,
            length: trouble.place.length,
            word: trouble.word.clone(),
            nearest: trouble.nearest.clone(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SuggestionJson {
    /// `tag:` or `tag:refund`.
    word: String,
    /// What it means.
    means: String,
    /// The whole text with it, and where the caret stands then.
    text: String,
    caret: usize,
}

/// How a text is read, and what may come next.
#[utoipa::path(get, path = "/api/v1/filters", tag = "filters", operation_id = "explain_filter", params(Typed),
    responses((status = 200, body = Explained)))]
pub async fn explain(
    State(desk): State<Desk>,
    asker: Asker,
    Asked(typed): Asked<Typed>,
) -> Result<Json<Explained>, Problem> {
    let now = desk.now();
    desk.db
        .read(move |tx| {
            let caret = typed.caret.unwrap_or_else(|| typed.q.chars().count());
            let names = match rules::field_at(&typed.q, caret) {
                Some(field) => deeds::names_of(tx, field)?,
                None => Vec::new(),
            };
            let words = asker.words();
            let shown = rules::suggest(&typed.q, caret, &names).into_iter();
            let suggestions = shown.map(|s| SuggestionJson {
                means: if s.whole {
                    String::new()
                } else {
                    words.say(s.field.help())
                },
                word: s.word,
                text: s.text,
                caret: s.caret,
            });
            let read = deeds::try_to_read(tx, &typed.q, &Me::of(&asker, now))?;
            Ok::<_, Problem>(Explained {
                suggestions: suggestions.collect(),
                filter: read.as_ref().ok().map(ToString::to_string),
                trouble: read.err().map(|trouble| TroubleJson::of(&trouble, &asker)),
            })
        })
        .await
        .doing(|| "reading a filter")
        .map(Json)
}

/// A filter that is kept under a name.
#[derive(Serialize, ToSchema)]
pub struct ViewJson {
    id: i64,
    name: String,
    filter: String,
    /// The team sees it.
    shared: bool,
    /// Who keeps it.
    by: ByJson,
}

#[derive(Serialize, ToSchema)]
pub struct ByJson {
    id: i64,
    name: String,
}

impl From<Kept> for ViewJson {
    fn from(view: Kept) -> ViewJson {
        ViewJson {
            id: view.id,
            name: view.name,
            filter: view.filter,
            shared: view.shared,
            by: ByJson {
                id: view.agent,
                name: view.by,
            },
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct Views {
    items: Vec<ViewJson>,
}

fn views(tx: &mut Tx<'_>, asker: &Asker) -> Result<Views, Problem> {
    let views = kept::seen_by(tx, asker.agent)?;
    Ok(Views {
        items: views.into_iter().map(ViewJson::from).collect(),
    })
}

/// The views of who asks, then those that the team shares.
#[utoipa::path(get, path = "/api/v1/views", tag = "views", operation_id = "views",
    responses((status = 200, body = Views)))]
pub async fn list(State(desk): State<Desk>, asker: Asker) -> Result<Json<Views>, Problem> {
    desk.db
        .read(move |tx| views(tx, &asker))
        .await
        .doing(|| "listing the views")
        .map(Json)
}

/// A view to be.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewView)]
pub struct New {
    name: String,
    filter: String,
    #[serde(default)]
    shared: bool,
}

/// Keeps a filter under a name.
#[utoipa::path(post, path = "/api/v1/views", tag = "views", operation_id = "add_view", request_body = New,
    responses((status = 201, body = ViewJson)))]
pub async fn add(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Given(new): Given<New>,
) -> Result<Answer, Problem> {
    let now = desk.now();
    let wanted = Wanted {
        name: new.name,
        filter: new.filter,
        shared: new.shared,
    };
    desk.db
        .write(move |tx| {
            once.run(tx, now, |tx| {
                let id = deeds::keep(tx, &asker, None, &wanted, &Me::of(&asker, now))?;
                let made = ViewJson::from(deeds::find(tx, &asker, id)?);
                Ok(Answer::created(to_json(&made)?))
            })
        })
        .await
        .doing(|| "keeping a view")
}

/// What is to change; what is left out stays as it is.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeView)]
pub struct Change {
    name: Option<String>,
    filter: Option<String>,
    shared: Option<bool>,
}

/// Changes a view.
#[utoipa::path(patch, path = "/api/v1/views/{id}", tag = "views", operation_id = "change_view",
    params(("id" = i64, Path, description = "The view")), request_body = Change,
    responses((status = 200, body = ViewJson)))]
pub async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
    Given(change): Given<Change>,
) -> Result<Json<ViewJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let known = deeds::find(tx, &asker, id)?;
            let wanted = Wanted {
                name: change.name.clone().unwrap_or(known.name),
                filter: change.filter.clone().unwrap_or(known.filter),
                shared: change.shared.unwrap_or(known.shared),
            };
            deeds::keep(tx, &asker, Some(id), &wanted, &Me::of(&asker, now))?;
            deeds::find(tx, &asker, id).map(ViewJson::from)
        })
        .await
        .doing(|| format!("changing view {id}"))
        .map(Json)
}

/// Removes a view. The answer: those that are left.
#[utoipa::path(delete, path = "/api/v1/views/{id}", tag = "views", operation_id = "remove_view",
    params(("id" = i64, Path, description = "The view")),
    responses((status = 200, body = Views)))]
pub async fn remove(
    State(desk): State<Desk>,
    asker: Asker,
    Named(id): Named<i64>,
) -> Result<Json<Views>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::remove(tx, &asker, id, &Me::of(&asker, now))?;
            views(tx, &asker)
        })
        .await
        .doing(|| format!("removing view {id}"))
        .map(Json)
}
