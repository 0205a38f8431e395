//! Signing in and out, links, and the settings of the team. Thin: find,
//! decide, save, answer.

mod mine;
mod people;
mod sign_in;

pub use mine::show_away;
pub use people::{PersonForm, change_person};

use super::rules::Wrong;
use crate::kit::words::Words;
use crate::web::{Problem, Routes, Who, see_other};

pub fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", Who::Anyone, sign_in::sign_in_page)
        .post("/sign-in", Who::Anyone, sign_in::sign_in)
        .post("/sign-out", Who::Light, sign_in::sign_out)
        .get("/reset", Who::Anyone, sign_in::reset_page)
        .post("/reset", Who::Anyone, sign_in::reset)
        .get("/sign-in/link/{token}", Who::Link, sign_in::link_page)
        .post("/sign-in/link/{token}", Who::Link, sign_in::press_link)
        .get("/settings", Who::Light, async || see_other("/settings/me"))
        .get("/settings/me", Who::Light, mine::my_settings)
        .post("/settings/me", Who::Light, mine::keep_my_settings)
        .post("/settings/me/tokens", Who::Light, mine::make_token)
        .post(
            "/settings/me/tokens/{id}/revoke",
            Who::Light,
            mine::revoke_token,
        )
        .get("/settings/people", Who::Admin, people::people)
        .post("/settings/people", Who::Admin, people::add)
        .get("/settings/people/{id}", Who::Admin, people::person)
        .post("/settings/people/{id}/link", Who::Admin, people::make_link)
        .post("/settings/people/{id}/enable", Who::Admin, people::enable)
}

fn said(words: Words, wrong: Wrong) -> String {
    Problem::from(wrong).detail(words)
}
