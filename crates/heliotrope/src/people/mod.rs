//! The people who are served.
//!
//! A person has a name and one or more addresses. A letter finds its person by
//! the address it came from; an address belongs to one person only. The name
//! is what they call themselves in their letters until a colleague corrects
//! it. Their language and zone are kept with where we know them from: said,
//! then form, then letter; what is said is never overwritten by a guess.

pub mod api;
mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod views;

pub use rules::{Person, Source};

pub fn routes() -> crate::web::Routes {
    api::routes().merge(pages::routes())
}
