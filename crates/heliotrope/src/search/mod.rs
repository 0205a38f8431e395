//! Search: the words of people found again, newest first.
//!
//! Subjects, messages and file names stand in the index with each message;
//! names and addresses lead to the newest letters of who bears them. All words
//! must be there, the last may be a beginning, case and accents do not count.
//! A search looks at the newest 2,000 hits and says so when there are more. A
//! scope (one mailbox, one person) narrows it inside the index. What is not
//! found is answered with what was searched, and the nearest spelling among
//! newer subjects and names. A text with a field, quotes, parentheses or a minus
//! is a filter; what cannot be read as one is searched as words, and says so.

pub mod api;
mod deeds;
pub mod pages;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
mod views;
