//! `/api/v1/complaints/clocks`: the packs there are, and which mailbox has which.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rules::Pack;
use super::{deeds, store};
use crate::mailboxes;
use crate::web::{Asker, Desk, Doing, Given, Problem, Routes, Who};
use ::store::Tx;

const PATH: &str = "/api/v1/complaints/clocks";

pub fn routes() -> Routes {
    Routes::new()
        .get(PATH, Who::Light, clocks)
        .patch(PATH, Who::Lead, choose)
}

#[derive(utoipa::OpenApi)]
#[openapi(paths(clocks, choose))]
pub struct Docs;

/// A dated set of clocks.
#[derive(Serialize, ToSchema)]
struct PackJson {
    pack: &'static str,
    title: String,
    /// As of which day its figures were read.
    dated: String,
    acknowledge_working_days: u32,
    inform_every_days: u32,
    final_days: u32,
}

/// The clocks of a mailbox.
#[derive(Serialize, ToSchema)]
struct ClocksJson {
    mailbox: i64,
    address: String,
    /// Null: it has none.
    #[schema(required = true)]
    pack: Option<String>,
}

#[derive(Serialize, ToSchema)]
struct AllClocks {
    packs: Vec<PackJson>,
    items: Vec<ClocksJson>,
}

fn all(tx: &mut Tx<'_>, asker: &Asker) -> Result<AllClocks, Problem> {
    let chosen = store::packs(tx)?;
    let pack = |p: &'static Pack| PackJson {
        pack: p.word,
        title: p.title(asker.lang).to_owned(),
        dated: p.dated.to_string(),
        acknowledge_working_days: p.acknowledge_working_days,
        inform_every_days: p.inform_every_days,
        final_days: p.final_days,
    };
    let mailboxes = mailboxes::store::all(tx)?.into_iter();
    let items = mailboxes.filter(|m| !m.removed).map(|m| ClocksJson {
        pack: chosen
            .iter()
            .find(|(of, _)| *of == m.id)
            .map(|(_, pack)| pack.clone()),
        mailbox: m.id,
        address: m.address,
    });
    Ok(AllClocks {
        packs: Pack::all().iter().map(pack).collect(),
        items: items.collect(),
    })
}

/// The packs there are, and the clocks of each mailbox.
#[utoipa::path(get, path = "/api/v1/complaints/clocks", tag = "complaints", operation_id = "complaint_clocks",
    responses((status = 200, body = AllClocks)))]
async fn clocks(State(desk): State<Desk>, asker: Asker) -> Result<Json<AllClocks>, Problem> {
    desk.db
        .read(move |tx| all(tx, &asker))
        .await
        .doing(|| "reading the clocks of complaints")
        .map(Json)
}

#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChooseClocks {
    mailbox: i64,
    /// Null: none.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    pack: Option<String>,
}

/// Chooses the clocks of a mailbox; complaints that run keep theirs.
#[utoipa::path(patch, path = "/api/v1/complaints/clocks", tag = "complaints", operation_id = "choose_complaint_clocks",
    request_body = ChooseClocks,
    responses((status = 200, body = AllClocks)))]
async fn choose(
    State(desk): State<Desk>,
    asker: Asker,
    Given(chosen): Given<ChooseClocks>,
) -> Result<Json<AllClocks>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            let pack = chosen.pack.as_deref();
            deeds::choose(tx, chosen.mailbox, pack, &asker.actor(), now)?;
            all(tx, &asker)
        })
        .await
        .doing(|| "choosing the clocks of complaints")
        .map(Json)
}
