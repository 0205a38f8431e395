//! `/api/v1/word-lists`: read, and written under the rules of the page.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::deeds;
use super::pages::{Place, named};
use super::rules::Which;
use super::store::{self, Standing};
use super::views::Tried;
use crate::kit::words::Lang;
use crate::web::{Asker, Desk, Doing, Given, Named, Problem, Routes, Who, nullable};

pub fn routes() -> Routes {
    Routes::new()
        .get("/api/v1/word-lists", Who::Lead, list)
        .patch("/api/v1/word-lists/{list}/{language}", Who::Lead, change)
}

/// The paths above with its shapes, for `/api/v1/openapi.json`.
#[derive(utoipa::OpenApi)]
#[openapi(paths(list, change))]
pub struct Docs;

/// Phrases by which the desk points at something in a text, in one language.
#[derive(Serialize, ToSchema)]
pub struct WordListJson {
    #[schema(pattern = "^(needs|hollow|proving|careful)$")]
    list: &'static str,
    #[schema(pattern = "^(en|de)$")]
    language: &'static str,
    /// One phrase on each line; how a line is written stands at its head.
    words: String,
    /// Somebody changed what came with the desk.
    own: bool,
    /// Nothing is pointed at by it.
    off: bool,
}

fn json((which, lang): (Which, Lang), standing: Standing) -> WordListJson {
    WordListJson {
        list: which.word(),
        language: lang.code(),
        own: standing.words.is_some(),
        words: standing
            .words
            .unwrap_or_else(|| which.ours(lang).to_owned()),
        off: standing.off,
    }
}

#[derive(Serialize, ToSchema)]
struct WordLists {
    items: Vec<WordListJson>,
    #[schema(required = true)]
    next: Option<String>,
}

/// All lists in all languages.
#[utoipa::path(get, path = "/api/v1/word-lists", tag = "word-lists", operation_id = "list_word_lists",
    responses((status = 200, body = WordLists)))]
async fn list(State(desk): State<Desk>, _asker: Asker) -> Result<Json<WordLists>, Problem> {
    let items = desk
        .db
        .read(|tx| {
            let all = Which::ALL
                .into_iter()
                .flat_map(|which| Lang::ALL.map(|lang| (which, lang)));
            all.map(|(which, lang)| Ok(json((which, lang), store::standing(tx, which, lang)?)))
                .collect::<Result<_, Problem>>()
        })
        .await
        .doing(|| "listing the word lists")?;
    Ok(Json(WordLists { items, next: None }))
}

/// What is to change; what is left out stays.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangedList {
    /// Null: as it came with the desk.
    #[serde(default, deserialize_with = "nullable")]
    #[schema(value_type = Option<String>)]
    words: Option<Option<String>>,
    off: Option<bool>,
}

/// Changes a list, switches it off or on, or gives ours back.
#[utoipa::path(patch, path = "/api/v1/word-lists/{list}/{language}", tag = "word-lists",
    operation_id = "change_word_list",
    params(("list" = String, Path, description = "needs, hollow, proving or careful"),
        ("language" = String, Path, description = "en or de")),
    request_body = ChangedList, responses((status = 200, body = WordListJson)))]
async fn change(
    State(desk): State<Desk>,
    asker: Asker,
    Named(place): Named<Place>,
    Given(changed): Given<ChangedList>,
) -> Result<Json<WordListJson>, Problem> {
    let (which, lang) = named(&place)?;
    let words = changed
        .words
        .map(|words| words.map(|words| words.replace("\r\n", "\n")));
    if let Some(Some(words)) = &words {
        let tried = Tried::new(words.clone(), String::new());
        if tried.is_wrong() {
            let said = tried.said(asker.words()).join(" ");
            return Err(Problem::refuse(
                StatusCode::UNPROCESSABLE_ENTITY,
                "wrong-list",
                "wordlists-wrong",
            )
            .arg("said", said)
            .beside("words"));
        }
    }
    let at = desk.now();
    desk.db
        .write(move |tx| {
            let known = store::standing(tx, which, lang)?;
            let (words, off) = (
                words.clone().unwrap_or(known.words),
                changed.off.unwrap_or(known.off),
            );
            deeds::keep(tx, (which, lang), words.as_deref(), off, &asker, at)?;
            let standing = store::standing(tx, which, lang)?;
            Ok::<_, Problem>(Json(json((which, lang), standing)))
        })
        .await
        .doing(|| format!("keeping the word list {}", which.word()))
}
