//! Filters: one small language that picks cases, in the search field, in views
//! and in the API. `docs/filters.md` is its grammar.
//!
//! A text is read into a tree (`rules::read`), pure and with the place of
//! whatever cannot be read. Then the names in it are looked up once, and its
//! words are searched once (`deeds::understand`). A list walks the cases in its
//! order by an index, from the key of the last row on, and asks of each bundle
//! at once what stands in other tables: one statement for a part of the filter,
//! never one for a case, and no count over all. So no text that anyone typed is
//! ever part of a statement.
//!
//! A view is a filter kept under a name, personal or shared with the team.

pub mod api;
pub mod deeds;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod views;
