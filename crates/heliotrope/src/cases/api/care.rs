//! Whether a letter of the case speaks of an injury, a lawyer or lost data, so
//! that *facts and help* holds; and saying that it is not about that.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::super::deeds;
use crate::apologies::store;
use crate::web::{Asker, Desk, Doing, Named, Problem};
use ::store::Tx;

#[derive(Serialize, ToSchema)]
pub struct CareJson {
    /// A letter leaves only after a named person has looked at it.
    careful: bool,
}

fn care(tx: &mut Tx<'_>, asker: &Asker, number: i64) -> Result<CareJson, Problem> {
    let case = deeds::look(tx, asker, number)?;
    let (_, careful) = store::lines(tx, case.mailbox, number)?;
    Ok(CareJson { careful })
}

/// Whether the words of a case ask for care.
#[utoipa::path(get, path = "/api/v1/cases/{number}/care", tag = "apologies", operation_id = "care",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CareJson)))]
pub async fn read(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CareJson>, Problem> {
    desk.db
        .read(move |tx| care(tx, &asker, number))
        .await
        .doing(|| format!("reading whether case {number} asks for care"))
        .map(Json)
}

/// It is not about an injury, a lawyer or lost data after all.
#[utoipa::path(delete, path = "/api/v1/cases/{number}/care", tag = "apologies", operation_id = "drop_care",
    params(("number" = i64, Path, description = "The case")),
    responses((status = 200, body = CareJson)))]
pub async fn drop_it(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Json<CareJson>, Problem> {
    let now = desk.now();
    desk.db
        .write(move |tx| {
            deeds::drop_care(tx, &asker, number, now)?;
            care(tx, &asker, number)
        })
        .await
        .doing(|| format!("saying that case {number} asks for no care"))
        .map(Json)
}
