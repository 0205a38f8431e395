//! The one page most agents ever see: the list of what we owe next, a case,
//! and the person it is for.
//!
//! Today is late, then due, then new from the oldest; never newest first. The
//! other lists (mine, free, waiting, later, closed, a team's, a view) are the
//! same component.
//! Every act on a case is a plain form that comes back with 303, or with the
//! case page and what was typed when something has to be asked (409) or said
//! (422). The script fetches the same pages; there is no second form of them.

pub mod pages;
pub mod sheet;
pub mod views;

mod acts;
mod apologies;
mod asks;
mod bulk;
mod complaints;
pub mod lead;
mod list;
#[cfg(test)]
mod tests;
mod until;

use crate::web::{Routes, Who};

/// The lists, the case page, and everything done on it.
pub fn routes() -> Routes {
    Routes::new()
        .get("/today", Who::Light, pages::today)
        .get("/mine", Who::Light, pages::mine)
        .get("/free", Who::Light, pages::free)
        .get("/waiting", Who::Light, pages::waiting)
        .get("/later", Who::Light, pages::later)
        .get("/silent", Who::Light, pages::silent)
        .get("/lead", Who::Lead, lead::lead)
        .get("/lead/{list}", Who::Lead, lead::list)
        .get("/api/v1/lead", Who::Lead, lead::figures_api)
        .get("/closed", Who::Light, pages::closed)
        .get("/teams/{id}", Who::Light, pages::of_team)
        .get("/views/{id}", Who::Light, pages::kept)
        .get("/list", Who::Light, pages::filtered)
        .get("/cases/{n}", Who::Light, pages::case)
        .post("/cases/{n}/messages", Who::Light, acts::write)
        .post("/cases/{n}/messages/{id}/undo", Who::Agent, acts::undo)
        .post("/cases/{n}/draft", Who::Light, acts::draft)
        .post("/cases/{n}/owner", Who::Agent, acts::owner)
        .post("/cases/{n}/tags", Who::Agent, acts::tags)
        .post("/cases/{n}/later", Who::Agent, acts::later)
        .post("/cases/{n}/following", Who::Light, acts::follow)
        .get("/cases/{n}/merging", Who::Agent, acts::choose)
        .post("/cases/{n}/merging", Who::Agent, acts::merge)
        .post("/cases/{n}/merging/undo", Who::Agent, acts::take_apart)
        .post("/cases/{n}/split", Who::Agent, acts::split)
        .post("/cases/{n}/needs/{id}/joining", Who::Agent, acts::join_need)
        .post("/cases/{n}/closing", Who::Agent, acts::closing)
        .post("/cases/{n}/reopen", Who::Agent, acts::reopen)
        .post("/cases/{n}/promises/{id}", Who::Agent, acts::promise)
        .post("/cases/{n}/turn", Who::Agent, acts::turn)
        .post("/cases/{n}/needs", Who::Agent, acts::add_need)
        .post("/cases/{n}/needs/{id}", Who::Agent, acts::need)
        .post("/cases/{n}/plan", Who::Agent, acts::plan)
        .post("/cases/{n}/plan/none", Who::Agent, acts::no_plan_yet)
        .post("/cases/{n}/plan/{id}", Who::Agent, acts::step)
        .post("/cases/{n}/goodwill", Who::Agent, acts::goodwill)
        .get("/bulk", Who::Agent, bulk::show)
        .post("/bulk", Who::Agent, bulk::press)
        .post("/bulk/undo", Who::Agent, bulk::undo)
        .get("/until", Who::Agent, until::list)
        .post("/until", Who::Agent, until::send)
        .post("/until/undo", Who::Agent, until::undo)
        .get("/complaints", Who::Light, complaints::list)
        .get("/asks", Who::Lead, asks::asks)
        .post("/asks/{id}", Who::Lead, asks::answer)
        .post("/cases/{n}/sorry", Who::Agent, acts::sorry)
        .post("/cases/{n}/answers/{id}", Who::Agent, acts::answer)
        .post("/cases/{n}/proposals", Who::Light, acts::propose)
        .post("/cases/{n}/proposals/{id}", Who::Light, acts::proposal)
        .post("/cases/{n}/complaint", Who::Agent, acts::complaint)
        .post("/cases/{n}/causes", Who::Agent, acts::cause)
        .post("/cases/{n}/no", Who::Agent, acts::open_no)
        .post("/cases/{n}/needs/{id}/no", Who::Agent, acts::say_no)
        .post("/cases/{n}/check-ins/{id}", Who::Agent, acts::drop_check_in)
        .get("/cases/{n}/people", Who::Agent, acts::people)
        .post("/cases/{n}/people", Who::Agent, acts::change_people)
        .post("/cases/{n}/time", Who::Agent, acts::time)
        .post("/cases/{n}/quote", Who::Agent, acts::quote)
        .post("/thanks/{id}", Who::Light, acts::thanks_read)
        .post("/free/take", Who::Agent, acts::take_one)
        .post("/settings/me/away", Who::Light, acts::away::me)
        .post("/settings/me/back", Who::Light, acts::away::me_back)
        .post(
            "/settings/people/{id}/away",
            Who::Lead,
            acts::away::somebody,
        )
        .post(
            "/settings/people/{id}/back",
            Who::Lead,
            acts::away::somebody_back,
        )
        .post("/settings/people/{id}", Who::Admin, acts::away::changes)
        .post(
            "/settings/people/{id}/disable",
            Who::Admin,
            acts::away::leaves,
        )
}
