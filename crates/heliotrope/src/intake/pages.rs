//! The public form (`/write`, in `form`), and what is kept but not shown yet
//! (`/screened`, in `held`). Thin: find, decide, save, answer.

mod form;
mod held;

pub use form::read_form;

use axum::extract::State;
use axum::response::Response;

use super::deeds;
use crate::web::{Asker, Desk, Named, Problem, Routes, Who, see_other};

pub fn routes() -> Routes {
    Routes::new()
        .get("/write", Who::Anyone, form::show_of_the_house)
        .post_in_pieces("/write", Who::Anyone, form::send_to_the_house)
        .get("/write/{mailbox}", Who::Anyone, form::show)
        .post_in_pieces("/write/{mailbox}", Who::Anyone, form::send)
        .merge(held::routes())
        .post("/cases/{n}/belongs", Who::Agent, belongs)
}

/// "Belongs to #1042".
async fn belongs(
    State(desk): State<Desk>,
    asker: Asker,
    Named(number): Named<i64>,
) -> Result<Response, Problem> {
    let home = deeds::belongs(&desk, &asker, number).await?;
    Ok(see_other(&format!("/cases/{home}")))
}
