//! The door of the browser and of the API.
//!
//! A folder adds its routes to [`Routes`] and says who may ask ([`Who`]); the
//! gate in front of the handler lets them in or not, checks where a form came
//! from, and knows the session. `web` knows only a session and a token; `team`
//! turns them into the agent who is asking ([`Asker`]).
//!
//! A handler reads like a sentence: find, decide, save, answer. What it
//! refuses is a [`Problem`], which is put into words at the edge, as a page or
//! as problem+json. What may be repeated runs inside [`Once`]. Open pages hear
//! through `Live` which of their parts is stale, never any HTML.

mod asker;
mod assets;
mod banner;
pub mod call;
mod client;
mod desk;
mod edge;
mod figures;
mod filled;
mod forms;
mod gate;
mod given;
mod health;
mod house;
pub mod https;
mod icons;
mod keys;
mod layout;
mod limits;
mod live;
mod locks;
mod once;
mod problem;
mod routes;
mod sent;
mod store;
#[cfg(test)]
mod tests;

pub use self::asker::{
    Asker, Credential, Role, Via, Visitor, ended_cookie, session_cookie, session_cookie_at,
};
pub use self::assets::asset;
pub use self::client::Client;
pub use self::desk::{Desk, reachable};
pub use self::filled::{Back, Filled};
pub use self::forms::{FormToken, form_token, once_field};
pub use self::given::{Asked, Given, Named, cursor, limit_of, nullable, read_cursor};
pub use self::house::{follow, keep_bills, keep_public_url, learn};
pub use self::icons::{big_icon, icon};
pub use self::layout::{PageContext, page, settings_nav, way_back};
pub use self::live::{Doing as PresenceDoing, Heard};
pub use self::locks::Missing;
pub use self::once::{Answer, Once, to_json};
pub use self::problem::{Doing, Problem};
pub use self::routes::{Routes, Who};
pub use self::sent::{Form, Pieces, or_again};
pub use self::store::forget_answers;

/// 303: the answer to every form that did its deed.
pub fn see_other(path: &str) -> axum::response::Response {
    use axum::response::IntoResponse;
    axum::response::Redirect::to(path).into_response()
}

/// The routes of this folder itself.
pub fn routes() -> Routes {
    Routes::new()
        .get("/", Who::Anyone, async || see_other("/today"))
        .merge(health::routes())
        .merge(live::routes())
        .merge(assets::routes())
        .merge(keys::routes())
}
