//! An invented company that lives: how a newcomer meets the desk.
//!
//! `story.toml` holds the cast (one company, a team of six, a dozen customers)
//! and about forty cases in every state; the seed plays them through the real
//! doors and deeds with the clock set back. While the demo runs letters come
//! in, a colleague reads and answers, and a first promise falls due after four
//! minutes. What leaves goes to the catcher, a small mail server on loopback
//! whose letters are shown as their readers see them. Nothing leaves the
//! machine. The same world is the fixture of the browser tests.

mod calendars;
mod catcher;
mod life;
mod pages;
mod seed;
mod story;
mod views;

pub use catcher::catch;
pub use life::live;
pub use pages::routes;
pub use seed::{Links, links, seed};
pub use story::Story;
