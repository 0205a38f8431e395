//! Telling everybody a mended cause touched.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{WholeJson, made, to_json, whole};
use crate::causes::deeds;
use crate::causes::rules::Text;
use crate::web::{Answer, Asker, Desk, Doing, Given, Named, Once, Problem};
use ::store::Tx;

/// One letter for everybody it touched; `{matter}` stands for what each of
/// them wrote about.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewNews {
    /// For readers of one language; see `languages` of the cause.
    #[serde(default)]
    text: String,
    /// By language (`de`). Whoever reads another one is not told, and is counted in `languages` afterwards.
    #[serde(default)]
    texts: BTreeMap<String, String>,
    /// How long it can still be taken back as a whole; 0 when left out.
    #[schema(minimum = 0, maximum = 3600)]
    undo_seconds: Option<i64>,
}

impl NewNews {
    fn texts(&self) -> Vec<Text> {
        let text = |language: &str, words: &str| Text {
            language: language.to_owned(),
            words: words.to_owned(),
        };
        let mut all = vec![text("", &self.text)];
        all.extend(self.texts.iter().map(|(tag, words)| text(tag, words)));
        all
    }
}

/// Tells everybody a mended cause touched, once each, in the background.
#[utoipa::path(post, path = "/api/v1/causes/{id}/news", tag = "causes", operation_id = "tell_everybody",
    params(("id" = i64, Path, description = "The cause")), request_body = NewNews,
    responses((status = 201, body = WholeJson)))]
pub(super) async fn tell(
    State(desk): State<Desk>,
    asker: Asker,
    once: Once,
    Named(id): Named<i64>,
    Given(new): Given<NewNews>,
) -> Result<Answer, Problem> {
    let undo = new.undo_seconds.unwrap_or(0);
    if !(0..=3600).contains(&undo) {
        return Err(Problem::refuse(
            StatusCode::UNPROCESSABLE_ENTITY,
            "undo-seconds",
            "causes-undo-seconds",
        )
        .arg("most", 3600_i64));
    }
    let act = move |tx: &mut Tx<'_>, now| {
        deeds::tell_everybody(tx, &asker, id, &new.texts(), undo, now)?;
        to_json(&whole(tx, id, now)?)
    };
    made(
        &desk,
        once,
        || format!("telling everybody of cause {id}"),
        act,
    )
    .await
}

/// Takes the letter back while none has left, else sends no more of them.
#[utoipa::path(delete, path = "/api/v1/causes/{id}/news", tag = "causes", operation_id = "stop_telling",
    params(("id" = i64, Path, description = "The cause")),
    responses((status = 200, body = WholeJson)))]
pub(super) async fn stop(
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
